"""A month as the player sees it: what happened, where the state stands, what can be decided and what comes of it."""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import expm1, prod
from typing import TYPE_CHECKING, Any

import numpy as np

from balkansim.analysis.history import state_in, trace_of
from balkansim.analysis.reasons import reason
from balkansim.analysis.sentences import ATTRACTION, RUNGS, SEVERITIES
from balkansim.analysis.trace import TracedMonth
from balkansim.errors import BalkansimError
from balkansim.model.rulebook.accession import application_rate
from balkansim.model.world import view
from balkansim.months import is_january, month_iso, month_name
from balkansim.pages import Page, Section, Table
from balkansim.scenario.describe import listed
from balkansim.scenario.names import footnote
from balkansim.teaching.game import ACTS, NOTHING, OUTSIDE, SUPPOSED, Game, sentences
from balkansim.teaching.outlook import Ahead, Choices, Effect, effects

if TYPE_CHECKING:
    import pandas as pd

MEMBER = 0.5
SEEN_FIRST = 3
VISIBLE = 0.005


def position(game: Game) -> tuple[str, ...]:
    """Return the key numbers of the state's position, a line each."""
    now, before = game.world, view(game.film, max(len(game.film) - 2, 0))
    i = game.slot
    tense = sorted((j for j in range(now.actors) if j != i), key=lambda j: -now.tension[i, j])[:SEEN_FIRST]
    feared = sorted((j for j in range(now.actors) if j != i), key=lambda j: -now.threat[i, j])[:SEEN_FIRST]
    over = float(np.log(now.expenditure[i] / now.expected_expenditure[i]))
    lines = [
        "tension: " + ", ".join(f"{game.label(j)} {moved(before.tension[i, j], now.tension[i, j])}" for j in tense),
        "threat felt from: "
        + ", ".join(f"{game.label(j)} {moved(before.threat[i, j], now.threat[i, j])}" for j in feared),
        f"blocs: {blocs_of(game, now) or 'none'}; {_nato(now, before, i)}",
        f"military expenditure {np.expm1(over):+.1%} against its expected path; budget stretch "
        f"{moved(before.stretch[i], now.stretch[i])}; domestic pressure {moved(before.pressure[i], now.pressure[i])}",
    ]
    return (*lines, *_flashpoints(game))


def moved(before: float, now: float) -> str:
    """Tell a number with its change, where two decimals show one.

    ``before``, ``now``: the number a month ago and now.
    """
    change = now - before
    return f"{now:.2f}" + (f" ({change:+.2f})" if abs(change) >= VISIBLE else "")


def blocs_of(game: Game, w: Any) -> str:
    """Name the living blocs that the state belongs to in a world; empty if none."""
    return listed([game.bloc(b) for b in range(int(w.opened[0])) if w.alive[b] and w.member[b, game.slot]])


def _nato(now: Any, before: Any, i: int) -> str:
    """Tell the state's standing with NATO."""
    if now.nato[i] > MEMBER:
        return "member of NATO"
    inside = ", in the Partnership for Peace" if now.pfp[i] > MEMBER else ""
    return f"partnership with NATO {moved(before.partnership[i], now.partnership[i])}{inside}"


def _flashpoints(game: Game) -> list[str]:
    """Tell the flashpoints the state is party to."""
    w = game.world
    return [
        f"{game.scenario.label(name)}: {RUNGS[int(w.rung[f])]} (rung {int(w.rung[f])} of 4), chance of an incident "
        f"last month {w.hazard[f]:.0%}"
        for f, name in enumerate(game.names.flashpoints)
        if game.slot in w.party[f]
    ]


TOLD = 10
MOST_EFFECTS = 4
QUIET = "nothing worth telling"
AVERAGED = (
    "The consequences are the model's own rules on a copy of this world, with chance averaged away; what you leave "
    "open, the model decides."
)
CONDUCT = ("toward", "you", "tension", "they provoke", "they conciliate", "threat they feel")


def happened(game: Game, *, everything: bool = False) -> Section:
    """Return what happened in the month just lived: all about the state, and what is notable among the others."""
    if game.scene is None:
        return Section("", ())
    found = sentences(game.scene, game.state, game.decided[-1])
    kept = [s for s in found if everything or game.state in s.actors or not s.routine]
    kept.sort(key=lambda s: game.state not in s.actors)
    shown = kept if everything else kept[:TOLD]
    more = [f"... and {len(kept) - len(shown)} more: why"] if len(kept) > len(shown) else []
    return Section("happened", tuple([f"- {s}" for s in shown] + more) or (QUIET,))


def scene_page(game: Game) -> Page:
    """Return what happened in the month just lived and where the state stands."""
    title = f"{month_name(game.month)}: {game.label(game.slot)}"
    return Page(title, (), (happened(game), Section("position", position(game))))


def options_page(choices: Choices) -> Page:
    """Return what can be decided for the coming month, with what would come of it."""
    title = f"To decide for {month_name(choices.game.month + 1)}"
    sections = (
        Section("conduct", _conduct(choices)),
        Section("blocs", tuple(_blocs(choices))),
        Section("budget", _budget(choices)),
    )
    return Page(title, (AVERAGED,), sections)


def _conduct(choices: Choices) -> tuple[str | Table, ...]:
    """Tell for each partner that matters what each act would bring."""
    game, i = choices.game, choices.game.slot
    rows: list[tuple[str, ...]] = []
    notes = []
    left_open = choices.outlook.left_open.first
    for j in choices.partners:
        by_act = {act: choices.outlook.ahead(NOTHING.toward({game.names.actors[j]: act})) for act in ACTS}
        rows += [(game.label(j) if act == ACTS[0] else "", *_act(act, by_act[act], i, j)) for act in ACTS]
        rule = (
            f"chance of {_chance(left_open.provokes[i, j])}, conciliates with {_chance(left_open.conciliates[i, j])}."
        )
        notes.append(f"Toward {game.label(j)} the model's rule provokes with a {rule}{_incidents(game, j, by_act)}")
    note = "tension: at the month's end; they provoke, they conciliate, threat they feel: in the month after."
    return (Table(CONDUCT, tuple(rows)), note, *notes)


def _act(act: str, ahead: Ahead, i: int, j: int) -> tuple[str, ...]:
    """Return as cells what an act toward a partner would bring."""
    one, two = ahead.first, ahead.second
    answers = _chance(two.provokes[j, i]), _chance(two.conciliates[j, i])
    return act, f"{one.tension[i, j]:.3f}", *answers, f"{two.threat[j, i]:.3f}"


def _incidents(game: Game, j: int, by_act: Mapping[str, Ahead]) -> str:
    """Tell the chance of an incident under each act, where a flashpoint lies between the state and a partner."""
    told = ""
    for f, name in enumerate(game.names.flashpoints):
        if {game.slot, j} == set(game.world.party[f].tolist()):
            chances = ", ".join(f"{_chance(ahead.first.hazard[f])} if you {act}" for act, ahead in by_act.items())
            told += f" Chance of an incident at {game.scenario.label(name)} this month: {chances}."
    return told


def _blocs(choices: Choices) -> Iterator[str]:
    """Tell for each living bloc what the state can do about it and what would come of it."""
    for b, open_choices in choices.blocs.items():
        name = choices.game.bloc(b)
        title = f"{name[:1].upper()}{name[1:]} ({choices.game.names.blocs[b]})"
        if not open_choices:
            yield f"{title}: {choices.why_closed(b)}."
        elif open_choices == OUTSIDE:
            yield f"{title}: apply, decline or wait. {_applying(choices, b)}"
        else:
            yield f"{title}: leave or stay. {_leaving(choices, b)}"


def _applying(choices: Choices, b: int) -> str:
    """Tell what applying and declining would bring."""
    game, name = choices.game, choices.game.names.blocs[b]
    consent = choices.outlook.consent(b)
    consents = ", ".join(f"{game.label(k)} {_chance(chance)}" for k, chance in consent.items())
    wait, joined = (choices.outlook.ahead(NOTHING.about(name, choice)) for choice in ("wait", SUPPOSED))
    declined = choices.outlook.ahead(NOTHING.about(name, "decline")).first
    closed = month_name(int(declined.cooloff[game.slot, b]))
    return (
        f"You would be accepted with a chance of {_chance(prod(consent.values()))}: every member must consent "
        f"({consents}). Once inside: {_told(effects(game, wait, joined, MOST_EFFECTS))}. A refusal, yours or theirs, "
        f"closes it to you until {closed}."
    )


def _leaving(choices: Choices, b: int) -> str:
    """Tell what leaving would bring."""
    game, name = choices.game, choices.game.names.blocs[b]
    stay, leave = (choices.outlook.ahead(NOTHING.about(name, choice)) for choice in ("stay", "leave"))
    closed = month_name(int(leave.first.cooloff[game.slot, b]))
    end = " The bloc would end." if leave.first.alive[b] == 0 and stay.first.alive[b] == 1 else ""
    told = _told(effects(game, stay, leave, MOST_EFFECTS))
    return f"Once outside: {told}. It would be closed to you until {closed}.{end}"


def _told(found: list[Effect]) -> str:
    """Join effects in one clause."""
    return "; ".join(map(str, found)) or "nothing that two decimals show within two months"


def _budget(choices: Choices) -> tuple[str | Table, ...]:
    """Tell in January what each budget would bring."""
    if not choices.budget_is_due:
        return ()
    game, i, (low, high) = choices.game, choices.game.slot, choices.bounds
    model = choices.outlook.left_open
    budgets = {**choices.budgets, "(the model's rule)": model.rule_growth}
    watcher = int(np.argmax([-1.0 if j == i else model.second.threat[j, i] for j in range(model.second.actors)]))
    rows = []
    for word, growth in budgets.items():
        ahead = choices.outlook.ahead(NOTHING.spending(growth))
        path = ahead.first.expenditure[i] / ahead.first.expected_expenditure[i] - 1.0
        feels = f"{ahead.second.threat[watcher, i]:.3f}"
        rows.append((word, f"{np.expm1(growth):+.1%}", f"{path:+.1%}", f"{ahead.first.stretch[i]:.2f}", feels))
    head = ("budget", "change", "against its path", "stretch", f"threat {game.label(watcher)} feels")
    bounds = f"The rule allows {np.expm1(low):+.1%} to {np.expm1(high):+.1%}: budget 4% sets a number of your own."
    return (Table(head, tuple(rows)), bounds)


def _chance(chance: float) -> str:
    """Tell a chance in per cent."""
    return f"{chance:.1%}" if chance < 0.1 else f"{chance:.0%}"


URGES = ("provoke", "conciliate")


def why(choices: Choices, word: str = "") -> str:
    """Tell why, for the whole month or, rule by rule, for one state.

    ``word``: A state, by code or name; empty for the month.
    """
    game = choices.game
    if word:
        if game.scene is None:
            raise BalkansimError("no month was lived yet", expected="why, or why STATE after the first month")
        return str(trace_of(game.scene, state_in(game.scenario, word)))
    title = f"Why: {month_name(game.month)}, and the model's rule for {game.label(game.slot)} in the month to come"
    return Page(title, (), (happened(game, everything=True), Section("rule", tuple(_pushes(choices))))).text()


def _pushes(choices: Choices) -> Iterator[str]:
    """Yield what pushes the model's rule for the state toward each partner that matters and each open bloc."""
    game, lived = choices.game, choices.outlook.asked()
    for j in choices.partners:
        told = ", ".join(f"{verb} {_reason(lived, f'{verb}_urge', 'signal_toward', game.slot, j)}" for verb in URGES)
        yield f"toward {game.label(j)}: {told}"
    for b, open_choices in choices.blocs.items():
        call = next(lived.asked(*ATTRACTION[int(game.world.theory)], game.slot, b), None)
        if open_choices and call is not None:
            rate = application_rate(lived.coefficients, call.answer)
            yield f"{game.bloc(b)}: about {rate:.2g} applications a year, {reason(lived.coefficients, call)}"
    if choices.budget_is_due:
        call = next(lived.asked("expenditure_growth", "growth_of", game.slot))
        yield f"budget: {expm1(call.answer):+.1%} {reason(lived.coefficients, call, sign=call.answer)}"


def _reason(lived: TracedMonth, rule: str, move: str, *slots: int) -> str:
    """Tell what pushes a rule's answer up most."""
    call = next(lived.asked(rule, move, *slots), None)
    return reason(lived.coefficients, call) if call else ""


ENDING_SEEN_FIRST = 4
READING = (
    "Same luck: every draw of chance is the same in both. From the first difference on the worlds differ, so a like "
    "draw may fall on another chance, and later differences need not be what you decided.",
    "One pair of histories says what happened here, not what usually follows: play another --seed, or put the change "
    "into a scenario and ask balkansim compare.",
)


@dataclass(frozen=True, eq=False)
class Ending:
    """Two histories on the same luck: as played, and as the model's own state would have had it."""

    game: Game
    finished: bool

    @cached_property
    def own(self) -> Game:
        """The model's own history, as long as the game."""
        return self.game.undecided()

    def acts(self) -> Iterator[tuple[int, str, str, str]]:
        """Yield month, what it is about, the player's act and the model's own, wherever the two differ."""
        played, own = self.game, self.own
        for t in range(1, len(played.film)):
            mine, theirs = (dict(_acts(game, t)) for game in (played, own))
            for about in dict.fromkeys([*mine, *theirs]):
                if mine.get(about, "") != theirs.get(about, ""):
                    month = int(played.film["clock"][t][0])
                    yield month, about, mine.get(about, "-"), theirs.get(about, "-")

    def outcomes(self) -> tuple[tuple[str, str, str, str], ...]:
        """Return outcome, at the start, as played and by the model, as told."""
        start = _outcomes(self.game, 0)
        mine, theirs = (_outcomes(game, len(game.film) - 1) for game in (self.game, self.own))
        return tuple((name, start[name], mine[name], theirs[name]) for name in mine)

    def page(self) -> Page:
        """Return the ending as a page."""
        game = self.game
        first, last = month_name(game.scenario.start + 1), month_name(game.month)
        by_hand = sum(map(bool, game.decided))
        lines = (
            f"{game.scenario.name}; {game.key.told()}; {first} to {last}; you decided something in {by_hand} of "
            f"{len(game.decided)} months",
        )
        notes = tuple(f"{game.scenario.label(c)}: {footnote(c)}" for c in game.names.actors if footnote(c))
        head = ("outcome", "start", "yours", "the model's own")
        sections = (
            Section("outcomes", (Table(head, self.outcomes()),)),
            Section("decisions", tuple(self._differences())),
            Section("reading", READING),
            Section("note", notes),
        )
        return Page(f"Two histories of {game.label(game.slot)} on the same luck", lines, sections)

    def _differences(self) -> Iterator[str | Table]:
        """Tell month by month where the two states acted differently."""
        rows = [(month_iso(month), *rest) for month, *rest in self.acts()]
        if rows:
            yield Table(("month", "about", "you", "the model's own"), tuple(rows))
        else:
            yield "none: your state did in every month what the model's own did"

    def __str__(self) -> str:
        """Tell the ending within 100 columns."""
        return self.page().text()

    def _repr_html_(self) -> str:
        """Show the ending in a notebook."""
        return self.page().html() if self.game.decided else f"<p>{html.escape('no month was lived')}</p>"

    def to_frame(self) -> pd.DataFrame:
        """Return the differences in decisions: month, about, yours, model."""
        import pandas as pd

        rows = [(month_iso(month), *rest) for month, *rest in self.acts()]
        return pd.DataFrame(rows, columns=["month", "about", "yours", "model"])


def _acts(game: Game, t: int) -> Iterator[tuple[str, str]]:
    """Yield what the state did in a month of a game, by what it is about; holding is left out."""
    now, before, i = view(game.film, t), view(game.film, t - 1), game.slot
    for verb, acts in (("provoked", now.provokes), ("conciliated", now.conciliates)):
        for j in range(now.actors):
            if acts[i, j] > 0.0:
                yield game.label(j), verb
    for b in range(int(now.opened[0])):
        name = game.names.blocs[b]
        for verb, counts in (("applied", "applied"), ("declined", "declined")):
            if getattr(now, counts)[i, b] > getattr(before, counts)[i, b]:
                yield name, verb + _answer(now, i, b) if verb == "applied" else verb
        if now.left[i, b] == now.clock[0]:
            yield name, "left"
    if is_january(int(now.clock[0])):
        yield "budget", f"{now.expenditure[i] / before.expenditure[i] - 1.0:+.1%}"


def _answer(w: Any, i: int, b: int) -> str:
    """Tell whether an application was accepted."""
    return " and joined" if w.joined[i, b] == w.clock[0] else " in vain"


def _outcomes(game: Game, t: int) -> dict[str, str]:
    """Return the outcomes of a game up to a month, as told."""
    w, start, i = view(game.film, t), view(game.film, 0), game.slot
    others = [j for j in range(w.actors) if j != i]
    first = sorted(others, key=lambda j: -start.tension[i, j])[:ENDING_SEEN_FIRST]
    pairs = np.triu_indices(w.actors, 1)
    found = {f"tension with {game.label(j)}": f"{w.tension[i, j]:.2f}" for j in first}
    found["mean tension with all"] = f"{w.tension[i, others].mean():.3f}"
    found["mean tension of the region"] = f"{w.tension[: w.actors, : w.actors][pairs].mean():.3f}"
    found["blocs"] = blocs_of(game, w) or "none"
    found["expenditure against its start"] = f"{w.expenditure[i] / start.expenditure[i] - 1.0:+.1%}"
    found["mean threat felt"] = f"{w.threat[i, others].mean():.3f}"
    if w.nato[i] == 0.0:
        found["partnership with NATO"] = f"{w.partnership[i]:.2f}"
    lived = game.film[1 : t + 1]
    found["provocations against you"] = str(int(lived["provokes"][:, others, i].sum()))
    found |= {f"incidents {where}": told for where, told in _incidents_at_end(game, lived)}
    return found


def _incidents_at_end(game: Game, lived: Any) -> Iterator[tuple[str, str]]:
    """Yield how many incidents there were at each flashpoint, and the worst of them."""
    for f, name in enumerate(game.names.flashpoints):
        severity = lived["severity"][:, f]
        count = int((severity > 0.0).sum())
        worst = f", worst {SEVERITIES[int(severity.max())]}" if count else ""
        yield f"at {game.scenario.label(name)}", f"{count}{worst}"
