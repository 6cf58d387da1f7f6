"""What happened in the histories behind a probability: the funnel of accessions, and its like for other forecasts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from balkansim.explaining import funnel
from balkansim.explaining.funnel import Tally
from balkansim.explaining.page import Cell, Table
from balkansim.explaining.resolution import of_series
from balkansim.forecasting.measures import hazard_ratio, lapsed, longest_spell_below, measure, worst_severity
from balkansim.forecasting.months import month_of
from balkansim.forecasting.questions import Window
from balkansim.forecasting.rules import (
    Accession,
    BelowReference,
    Calm,
    Conversion,
    HazardRatio,
    InstitutionEntry,
    Lapse,
    LevelChange,
    Rule,
    Series,
    StaysOut,
    Tension,
    arms_of,
)
from balkansim.forecasting.series import at_t0, change, is_in
from balkansim.forecasting.standing import Arms
from balkansim.forecasting.tape import Tape

DECEMBER = "12"


def tallied(rule: Rule, window: Window, arms: Arms) -> Tally:
    """Sum over histories what tells how a forecast came true or not.

    Parameters
    ----------
    rule : Rule
        The main rule of a forecast that the arms can answer.
    window : Window
        Its calendar months.
    arms : mapping of str to Tape
        A chunk of the arms that were run.
    """
    tape = arms[arms_of(rule)[0]]
    match rule:
        case Accession() | StaysOut():
            return funnel.counted(rule, window, tape)
        case HazardRatio():
            return _hazards(rule, window, arms)
        case LevelChange():
            return _levels(rule.series, window, tape)
        case BelowReference():
            spell = longest_spell_below(rule, window, tape)
            return _levels(rule.series, window, tape) | {("spell", ""): float(spell.sum())}
        case Calm():
            return _levels(rule.series, window, tape) | _incidents(rule, window, tape)
        case Lapse():
            alone = (rule.model_copy(update={"blocs": (bloc,)}) for bloc in rule.blocs)
            return {(one.blocs[0], "gone"): float(lapsed(one, window, tape).sum()) for one in alone}
        case InstitutionEntry() | Conversion():
            ends = _year_ends(window, tape)
            return {(w.end, "by"): float(measure(rule, w, arms).values.sum()) for w in ends}


def told(rule: Rule, tally: Mapping[tuple[str, ...], float], histories: int) -> tuple[str | Table, ...]:
    """Lay out what happened.

    Parameters
    ----------
    rule : Rule
        The main rule.
    tally : mapping
        As from `tallied`, summed over chunks.
    histories : int
        All histories.
    """
    if isinstance(rule, Accession | StaysOut):
        return funnel.told(tally, histories)
    if isinstance(rule, HazardRatio):
        other = "without blocs" if rule.against == "no-blocs" else "at t0"
        head = ("flashpoint", "mean summed hazard", other, f"histories above {rule.factor:g} x")
        return (_grid(head, tally, ("own", "reference", "above"), histories, counts=("above",)),)
    if isinstance(rule, Lapse):
        return (_grid(("bloc", f"gone, of {histories} histories"), tally, ("gone",), histories, counts=("gone",)),)
    if isinstance(rule, InstitutionEntry | Conversion):
        return (_grid(("by", f"histories of {histories}"), tally, ("by",), histories, counts=("by",)),)
    levels = {key: number for key, number in tally.items() if key[1] in ("t0", "window")}
    names = dict.fromkeys(key[0] for key in levels)
    rows = tuple(_level_row(name, levels, histories) for name in names)
    return (Table(("series", "mean at t0", "mean in window", "change"), rows), *_extras(rule, tally, histories))


def _level_row(name: str, levels: Mapping[tuple[str, ...], float], histories: int) -> tuple[Cell, ...]:
    t0, later = levels[name, "t0"] / histories, levels[name, "window"] / histories
    return name, t0, later, f"{later - t0:+.3f}"


def _extras(rule: Rule, tally: Mapping[tuple[str, ...], float], histories: int) -> list[str]:
    """Return what else is told of spells and of serious incidents."""
    parts = []
    if isinstance(rule, BelowReference):
        mean = tally["spell", ""] / histories
        needed = f"{mean:.2g} months on average, {rule.months} needed"
        parts.append(f"longest spell below the t0 mean of all dyads: {needed}.")
    if isinstance(rule, Calm):
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


def _levels(series: Series, window: Window, tape: Tape) -> Tally:
    """Sum a series at t0 and in the window; of tension, dyad by dyad."""
    parts: list[tuple[str, Series]] = [(of_series(series), series)]
    if isinstance(series, Tension) and len(series.dyads) > 1:
        singles = (series.model_copy(update={"dyads": (pair,)}) for pair in series.dyads)
        parts = [("all of them", series), *(("-".join(one.dyads[0]), one) for one in singles if is_in(tape, one))]
    tally: Tally = {}
    for name, part in parts:
        start = at_t0(tape, part)
        tally[name, "t0"] = float(start.sum())
        tally[name, "window"] = float((start + change(tape, part, window)).sum())
    return tally


def _hazards(rule: HazardRatio, window: Window, arms: Arms) -> Tally:
    """Sum hazards by flashpoint, with what they are held against."""
    tape, tally = arms["scenario"], Tally()
    rows = tape.rows(window.first, window.last)
    for name in (name for name in rule.flashpoints if name in tape.flashpoints):
        ratio = hazard_ratio(rule.model_copy(update={"flashpoints": (name,)}), window, arms)
        own = tape.monthly["hazard"][:, rows, tape.flashpoints.index(name)].sum(axis=1)
        tally[name, "own"] = float(own.sum())
        tally[name, "reference"] = float((own / ratio).sum())
        tally[name, "above"] = float((ratio > rule.factor).sum())
    return tally


def _incidents(rule: Calm, window: Window, tape: Tape) -> Tally:
    """Count histories with a serious incident, by flashpoint."""
    here = [name for name in rule.flashpoints if name in tape.flashpoints]
    alone = {name: rule.model_copy(update={"flashpoints": (name,)}) for name in here}
    worst = {name: worst_severity(one, window, tape) for name, one in alone.items()}
    return {(name, "incident"): float((found >= rule.severity).sum()) for name, found in worst.items()}


def _year_ends(window: Window, tape: Tape) -> list[Window]:
    """Return the window cut off at the end of each of its years that the record reaches, and as it is."""
    years = range(int(window.start[:4]), int(window.end[:4]))
    cut = [window.model_copy(update={"end": f"{year}-{DECEMBER}"}) for year in years]
    return [*(one for one in cut if tape.start < month_of(one.end) <= tape.last), window]
