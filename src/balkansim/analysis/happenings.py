"""What happened in the histories behind a probability: the funnel of accessions, and its like for other forecasts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from balkansim.forecasts import outcomes, questions
from balkansim.model.trajectories import NEVER, Trajectories
from balkansim.months import month_index, month_short
from balkansim.pages import Cell, Table

STAGES = ("eligible", "applied", "declined", "vetoed")
HEAD = ("state", *STAGES, "joined")

Tally = dict[tuple[str, ...], float]
"""Sums over histories, by what was counted; those of two chunks are added."""


def paths_of(rule: questions.Accession | questions.StaysOut, trajectories: Trajectories) -> list[tuple[str, str]]:
    """Return the pairs of state and bloc that a rule asks about and the world has."""
    states = rule.states if isinstance(rule, questions.Accession) else (rule.state,)
    blocs = (rule.bloc,) if isinstance(rule, questions.Accession) else rule.blocs
    return [(s, b) for b in blocs if b in trajectories.blocs for s in states if s in trajectories.actors]


def counted(
    rule: questions.Accession | questions.StaysOut, window: questions.Window, trajectories: Trajectories
) -> Tally:
    """Count histories in which each state came to each stage on the way into a bloc, and the members' vetoes.

    ``window``: an accession counts as joined within it, as early before it.
    """
    tally: Tally = {}
    for state, bloc in paths_of(rule, trajectories):
        s, b = trajectories.actors.index(state), trajectories.blocs.index(bloc)
        for stage in STAGES:
            tally[state, bloc, stage] = float((trajectories.ends[stage][:, s, b] > 0).sum())
        joined = trajectories.ends["joined"][:, s, b]
        came = (joined != NEVER) & (joined <= window.last)
        tally[state, bloc, "joined"] = float((came & (joined >= window.first)).sum())
        tally[state, bloc, "early"] = float((came & (joined < window.first)).sum())
    for bloc in dict.fromkeys(bloc for _, bloc in paths_of(rule, trajectories)):
        vetoes = trajectories.ends["veto"][:, :, trajectories.blocs.index(bloc)].sum(axis=0)
        for slot in np.flatnonzero(vetoes[: len(trajectories.actors)]):
            tally[trajectories.actors[slot], bloc, "vetoes"] = float(vetoes[slot])
    return tally


def funnel_told(tally: Mapping[tuple[str, ...], float], histories: int) -> tuple[str | Table, ...]:
    """Lay the counts out: a row a state that was ever eligible, then who vetoed, and who was never eligible.

    ``tally``: as from `counted`, summed over chunks.
    """
    blocs = dict.fromkeys(key[1] for key in tally)
    return tuple(part for bloc in blocs for part in _of_bloc(bloc, tally, histories))


def _of_bloc(bloc: str, tally: Mapping[tuple[str, ...], float], histories: int) -> list[str | Table]:
    states = [state for state, name, what in tally if name == bloc and what == "joined"]
    states.sort(key=lambda state: -tally[state, bloc, "joined"])
    open_to = [state for state in states if tally[state, bloc, "eligible"] > 0]
    shut_out = [state for state in states if state not in open_to]
    rows = tuple(_row(state, bloc, tally) for state in open_to)
    parts: list[str | Table] = [f"{bloc}, histories of {histories} in which a state was or did this at least once:"]
    parts += [Table(HEAD, rows)] if rows else []
    vetoes = {state: int(n) for (state, name, what), n in tally.items() if name == bloc and what == "vetoes"}
    early = {state: int(tally[state, bloc, "early"]) for state in states if tally[state, bloc, "early"]}
    tail = [
        f"vetoed by {_numbers(vetoes)}" if vetoes else "no vetoes",
        f"joined before the window: {_numbers(early)}" if early else "",
        f"never eligible: {' '.join(shut_out)}" if shut_out else "",
    ]
    return [*parts, "; ".join(part for part in tail if part) + "."]


def _row(state: str, bloc: str, tally: Mapping[tuple[str, ...], float]) -> tuple[Cell, ...]:
    return state, *(int(tally[state, bloc, stage]) for stage in (*STAGES, "joined"))


def _numbers(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {number}" for name, number in sorted(counts.items(), key=lambda item: -item[1]))


NOT_SCORED = "no rule outside the model was fixed: shown and never scored against events"
INSTITUTIONS = {"pfp": "the Partnership for Peace"}


def in_words(rule: questions.Rule, window: questions.Window) -> str:
    """Tell when a history counts as a yes. ``window``: its calendar months."""
    match rule:
        case questions.Accession():
            number = "at least one" if rule.at_least == 1 else f"at least {rule.at_least}"
            return f"{number} of {' '.join(rule.states)} joins the bloc {rule.bloc} within {window}"
        case questions.StaysOut():
            return f"{rule.state} is a member of neither {' nor '.join(rule.blocs)} through {month_short(window.last)}"
        case questions.HazardRatio():
            against = "the same history's without blocs" if rule.against == "no-blocs" else "that of t0 kept up"
            return f"the summed hazard of {_listed(rule.flashpoints)} over {window} exceeds {rule.factor:g} x {against}"
        case questions.LevelChange():
            side = "above t0 + delta" if rule.direction == "up" else "below t0 - delta"
            return f"{of_series(rule.series)}, mean of {window}, lies {side}"
        case questions.BelowReference():
            level = "the t0 mean of all dyads"
            return f"{of_series(rule.series)} lies below {level} for {rule.months} months running within {window}"
        case questions.Calm():
            arm = "with inclusive dialogue, " if rule.arm == "dialogue" else ""
            incident = f"no incident of severity {rule.severity} or more at {_listed(rule.flashpoints)}"
            return f"{arm}{of_series(rule.series)}, mean of {window}, is at most t0 + delta, and {incident}"
        case questions.Lapse():
            need = "each" if rule.need == "all" else "at least one"
            spell = f"{rule.idle_months} months without activity"
            return f"{need} of {_listed(rule.blocs)} has ended or gone {spell} by {month_short(window.last)}"
        case questions.InstitutionEntry():
            return f"{rule.state} enters {INSTITUTIONS[rule.institution]} by {month_short(window.last)}"
        case questions.Conversion():
            return (
                f"the forces of {rule.state} become an army by chance, not by an event, by {month_short(window.last)}"
            )


def of_series(series: questions.Series) -> str:
    """Name a monthly series."""
    match series:
        case questions.Tension():
            return f"mean tension of {' '.join('-'.join(pair) for pair in series.dyads)}"
        case questions.Polarisation():
            return "polarisation"
        case questions.Secession():
            return f"secession pressure in {series.entity}"
        case _:
            return f"partnership of {series.state} with NATO"


def in_world(question: questions.Question) -> str:
    """Tell how a forecast is resolved outside the model, or that it is not."""
    if question.in_world is None:
        return NOT_SCORED
    found = question.in_world
    return f"{found.indicator} (by {found.date}; {found.source})"


def _listed(names: tuple[str, ...]) -> str:
    return " and ".join(names)


DECEMBER = "12"


def tallied(rule: questions.Rule, window: questions.Window, arms: outcomes.Arms) -> Tally:
    """Sum over histories what tells how a forecast came true or not. ``window``: its calendar months."""
    trajectories = arms[questions.arms_of(rule)[0]]
    match rule:
        case questions.Accession() | questions.StaysOut():
            return counted(rule, window, trajectories)
        case questions.HazardRatio():
            return _hazards(rule, window, arms)
        case questions.LevelChange():
            return _levels(rule.series, window, trajectories)
        case questions.BelowReference():
            spell = outcomes.longest_spell_below(rule, window, trajectories)
            return _levels(rule.series, window, trajectories) | {("spell", ""): float(spell.sum())}
        case questions.Calm():
            return _levels(rule.series, window, trajectories) | _incidents(rule, window, trajectories)
        case questions.Lapse():
            alone = (rule.model_copy(update={"blocs": (bloc,)}) for bloc in rule.blocs)
            return {(one.blocs[0], "gone"): float(outcomes.lapsed(one, window, trajectories).sum()) for one in alone}
        case questions.InstitutionEntry() | questions.Conversion():
            ends = _year_ends(window, trajectories)
            return {(w.end, "by"): float(outcomes.measure(rule, w, arms).values.sum()) for w in ends}


def told(rule: questions.Rule, tally: Mapping[tuple[str, ...], float], histories: int) -> tuple[str | Table, ...]:
    """Lay out what happened. ``tally``: as from `tallied`, summed over chunks."""
    if isinstance(rule, questions.Accession | questions.StaysOut):
        return funnel_told(tally, histories)
    if isinstance(rule, questions.HazardRatio):
        other = "without blocs" if rule.against == "no-blocs" else "at t0"
        head = ("flashpoint", "mean summed hazard", other, f"histories above {rule.factor:g} x")
        return (_grid(head, tally, ("own", "reference", "above"), histories, counts=("above",)),)
    if isinstance(rule, questions.Lapse):
        return (_grid(("bloc", f"gone, of {histories} histories"), tally, ("gone",), histories, counts=("gone",)),)
    if isinstance(rule, questions.InstitutionEntry | questions.Conversion):
        return (_grid(("by", f"histories of {histories}"), tally, ("by",), histories, counts=("by",)),)
    levels = {key: number for key, number in tally.items() if key[1] in ("t0", "window")}
    names = dict.fromkeys(key[0] for key in levels)
    rows = tuple(_level_row(name, levels, histories) for name in names)
    return (Table(("series", "mean at t0", "mean in window", "change"), rows), *_extras(rule, tally, histories))


def _level_row(name: str, levels: Mapping[tuple[str, ...], float], histories: int) -> tuple[Cell, ...]:
    t0, later = levels[name, "t0"] / histories, levels[name, "window"] / histories
    return name, t0, later, f"{later - t0:+.3f}"


def _extras(rule: questions.Rule, tally: Mapping[tuple[str, ...], float], histories: int) -> list[str]:
    """Return what else is told of spells and of serious incidents."""
    parts = []
    if isinstance(rule, questions.BelowReference):
        mean = tally["spell", ""] / histories
        needed = f"{mean:.2g} months on average, {rule.months} needed"
        parts.append(f"longest spell below the t0 mean of all dyads: {needed}.")
    if isinstance(rule, questions.Calm):
        at = ", ".join(f"{name} {int(n)}" for (name, what), n in tally.items() if what == "incident")
        parts.append(f"histories of {histories} with an incident of severity {rule.severity} or more: {at}.")
    return parts


def _grid(
    head: tuple[str, ...],
    tally: Mapping[tuple[str, ...], float],
    columns: Sequence[str],
    histories: int,
    counts: Sequence[str] = (),
) -> Table:
    """Return a table with a row a name: counts as they are, other sums as means over histories."""
    names = dict.fromkeys(key[0] for key in tally)
    rows = []
    for name in names:
        sums = [(column, tally[name, column]) for column in columns]
        rows.append((name, *(int(n) if column in counts else n / histories for column, n in sums)))
    return Table(head, tuple(rows))


def _levels(series: questions.Series, window: questions.Window, trajectories: Trajectories) -> Tally:
    """Sum a series at t0 and in the window; of tension, dyad by dyad."""
    parts: list[tuple[str, questions.Series]] = [(of_series(series), series)]
    if isinstance(series, questions.Tension) and len(series.dyads) > 1:
        singles = (series.model_copy(update={"dyads": (pair,)}) for pair in series.dyads)
        parts = [
            ("all of them", series),
            *(("-".join(one.dyads[0]), one) for one in singles if outcomes.is_in(trajectories, one)),
        ]
    tally: Tally = {}
    for name, part in parts:
        start = outcomes.at_t0(trajectories, part)
        tally[name, "t0"] = float(start.sum())
        tally[name, "window"] = float((start + outcomes.change(trajectories, part, window)).sum())
    return tally


def _hazards(rule: questions.HazardRatio, window: questions.Window, arms: outcomes.Arms) -> Tally:
    """Sum hazards by flashpoint, with what they are held against."""
    trajectories, tally = arms["scenario"], Tally()
    rows = trajectories.rows(window.first, window.last)
    for name in (name for name in rule.flashpoints if name in trajectories.flashpoints):
        ratio = outcomes.hazard_ratio(rule.model_copy(update={"flashpoints": (name,)}), window, arms)
        own = trajectories.monthly["hazard"][:, rows, trajectories.flashpoints.index(name)].sum(axis=1)
        tally[name, "own"] = float(own.sum())
        tally[name, "reference"] = float((own / ratio).sum())
        tally[name, "above"] = float((ratio > rule.factor).sum())
    return tally


def _incidents(rule: questions.Calm, window: questions.Window, trajectories: Trajectories) -> Tally:
    """Count histories with a serious incident, by flashpoint."""
    here = [name for name in rule.flashpoints if name in trajectories.flashpoints]
    alone = {name: rule.model_copy(update={"flashpoints": (name,)}) for name in here}
    worst = {name: outcomes.worst_severity(one, window, trajectories) for name, one in alone.items()}
    return {(name, "incident"): float((found >= rule.severity).sum()) for name, found in worst.items()}


def _year_ends(window: questions.Window, trajectories: Trajectories) -> list[questions.Window]:
    """Return the window cut off at the end of each of its years that the record reaches, and as it is."""
    years = range(int(window.start[:4]), int(window.end[:4]))
    cut = [window.model_copy(update={"end": f"{year}-{DECEMBER}"}) for year in years]
    return [*(one for one in cut if trajectories.start < month_index(one.end) <= trajectories.last), window]
