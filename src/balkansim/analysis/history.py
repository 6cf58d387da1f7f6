"""A history as its reader gets it: told in dated sentences, as a table, or rule by rule."""

from __future__ import annotations

import csv
import html
import os
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from balkansim.analysis.film import FullHistory
from balkansim.analysis.sentences import MonthView, Sentence, scene, sentences
from balkansim.analysis.trace import SUBJECTS, Call
from balkansim.errors import BalkansimError, unknown
from balkansim.model.phases import PHASES
from balkansim.model.rulebook.registry import RULES
from balkansim.model.start import Names
from balkansim.model.world import FIELDS
from balkansim.months import month_index, month_iso, month_name
from balkansim.scenario.names import folded, footnote
from balkansim.scenario.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

    from balkansim.evidence.evidence import Evidence

    Setting = Sequence[str] | Mapping[str, Any]


def history(
    scenario: str | Scenario = "baseline",
    *,
    seed: int = 1,
    run: int = 0,
    draw: int | None = 0,
    point: int | None = None,
    engine: str = "kernel",
    with_: Sequence[str] = (),
    set_: Setting = (),
    evidence: Evidence | Path | str | None = None,
) -> History:
    """Live one history of a scenario, or of a run folder, and return it, to be told.

    Parameters
    ----------
    scenario : str or Scenario
        Name or path of a scenario, or a resolved one; with `point`, a run folder.
    seed : int
        Seed of all luck, not negative.
    run : int
        Which history of the parameter draw, not negative.
    draw : int or None
        Parameter draw, not negative, or None for every parameter at its median.
    point : int, optional
        Design point of a run folder; `run` is then the number of the history in the point, and the folder gives all
        else.
    engine : str
        ``kernel`` (compiled) or ``mesa`` (agents); both live exactly the same history.
    with_, set_, evidence
        As in `balkansim.forecast`.

    Returns
    -------
    History
        Prints as text, shows as HTML, ``.months``, ``.sentences``, ``.to_frame()``, ``.trace(month, actor)``.

    Raises
    ------
    BalkansimError
        If anything named is unknown, malformed or out of range.
    """
    from balkansim.analysis.film import Key, film_of
    from balkansim.scenario.resolve import load

    if point is not None:
        return _of_folder(str(scenario), point, run, engine)
    key = Key(seed, run, draw)
    resolved, known = load(scenario, with_=with_, set_=set_, evidence=evidence)
    return History(film_of(resolved, known, key, engine))


def _of_folder(folder: str, point: int, run: int, engine: str) -> History:
    """Live one history of a run folder again."""
    from balkansim.analysis.film import Key, film_of
    from balkansim.experiments.replay import key_of, sweep_of
    from balkansim.experiments.run_folder import RunFolder

    sweep = sweep_of(RunFolder(Path(folder)))
    scenario, named = key_of(sweep, point, run)
    key = Key(named.seed, named.run, None if named.at_median else named.draw, named.draw if named.at_median else 0)
    return History(film_of(scenario, sweep.evidence, key, engine))


COLUMNS = ("month", "variable", "subject", "object", "value")

# What of a world is written: every index, every act, every lever that an event can move. Left out are standing facts,
# references of month zero, and workspace of a month from which nothing is read later.
WRITTEN = (
    "polarisation",
    "polarisation_spending",
    "dialogue",
    "fatigue",
    "arms_limits",
    "tension",
    "grievance",
    "nonrecognition",
    "similarity",
    "threat",
    "power",
    "provokes",
    "condemns",
    "conciliates",
    "provoked_memory",
    "conciliated_memory",
    "government",
    "alignment",
    "expenditure",
    "expected_expenditure",
    "stretch",
    "aid",
    "threat_felt",
    "pressure",
    "turnover",
    "partnership",
    "conversion",
    "stages",
    "pace",
    "pfp",
    "pfp_vetoes",
    "encouragement",
    "mediation",
    "giving",
    "leverage",
    "supply",
    "alive",
    "member",
    "cohesion",
    "exercised",
    "idle",
    "menace",
    "invitation",
    "propensity",
    "eligible",
    "applied",
    "declined",
    "vetoed",
    "veto",
    "secession",
    "backing",
    "peacekeepers",
    "hazard",
    "severity",
    "rung",
)
SYMMETRIC = ("tension", "grievance", "nonrecognition", "similarity")


def rows(reel: FullHistory) -> Iterator[tuple[str, str, str, str, str]]:
    """Yield the rows of a history, from the initial condition to the last month.

    Yields: month (as 2025-04), variable, subject, object (empty where there is none), and value with every digit. The
    subject is the one the variable is about: who provokes, who feels threatened, which bloc has a member. Symmetric
    variables (`SYMMETRIC`) have one row a dyad. Blocs appear in the month in which they are founded.
    """
    for t, world in enumerate(reel.film):
        month = month_iso(reel.scenario.start + t)
        opened = int(world["opened"][0])
        for variable in WRITTEN:
            for subject, other, value in _entries(variable, world, reel.names, opened):
                yield month, variable, subject, other, repr(value.item())


def _entries(variable: str, world: Any, names: Names, opened: int) -> Iterator[tuple[str, str, Any]]:
    """Yield subject, object and value of one variable in one world."""
    axes = FIELDS[variable][0].split()
    first = _along(axes[0], world, names, opened)
    if len(axes) == 1:
        yield from ((subject, "", world[variable][i]) for i, subject in enumerate(first))
        return
    among_themselves = axes[0] == axes[1]
    for i, subject in enumerate(first):
        for j, other in enumerate(_along(axes[1], world, names, opened)):
            if among_themselves and (j == i or (variable in SYMMETRIC and j < i)):
                continue
            yield subject, other, world[variable][i, j]


def _along(axis: str, world: Any, names: Names, opened: int) -> tuple[str, ...]:
    """Return who stands along an axis."""
    by_axis = {
        "one": ("",),
        "actor": names.actors,
        "patron": names.patrons,
        "bloc": names.blocs[:opened],
        "flashpoint": names.flashpoints,
        "entity": names.entities,
        "vetoer": tuple(f"ally-{k + 1}" for k in range(int(world["vetoers"]))),
    }
    return by_axis[axis]


def write(reel: FullHistory, path: Path, *, force: bool = False) -> None:
    """Write a history as CSV; an interruption leaves the path as it was. ``path``: where to; its folder must exist."""
    check_place(path, force=force)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.unfinished")
    try:
        with unfinished.open("w", newline="", encoding="utf-8") as file:
            table = csv.writer(file, lineterminator="\n")
            table.writerow(COLUMNS)
            table.writerows(rows(reel))
        unfinished.replace(path)
    finally:
        with suppress(FileNotFoundError):
            unfinished.unlink()


def check_place(path: Path, *, force: bool = False) -> None:
    """Refuse a place that a history cannot be written to. ``path``: where to."""
    if path.is_dir() or not path.parent.is_dir():
        found = "is a folder" if path.is_dir() else f"there is no folder {path.parent}"
        raise BalkansimError(f"{path}: {found}", expected="a file in an existing folder", where="--out")
    if path.exists() and not force:
        raise BalkansimError(
            f"{path} exists already", expected="a new file", where="--out", todo="choose another name, or add --force"
        )


WIDTH = 100
INDENT, DEEPER = "  ", "    "


@dataclass(frozen=True, eq=False)
class Trace:
    """The rules asked for one actor in one month. ``calls``: in the order of the month."""

    scene: MonthView
    actor: str
    calls: tuple[Call, ...]

    def __str__(self) -> str:
        """Tell every call within 100 columns: move, rule, source, and a line a call with inputs and answer."""
        label = self.scene.reel.scenario.label(self.actor)
        lines = [
            f"{label} ({self.actor}) in {month_name(self.scene.month)}: rules asked, with inputs and answers",
            f"{self.scene.reel.scenario.name}; {self.scene.reel.key.told()}",
        ]
        for phase in PHASES:
            calls = [call for call in self.calls if call.phase is phase]
            if calls:
                lines += ["", textwrap.fill(f"{phase.order} {phase.name}: {phase.sentence}", WIDTH)]
                lines += self._grouped(calls)
        return "\n".join(lines)

    def _grouped(self, calls: list[Call]) -> Iterator[str]:
        """Yield the lines of a phase: a head with the source for each move and rule, and its calls."""
        groups: dict[tuple[str, str], list[Call]] = {}
        for call in calls:
            groups.setdefault((call.move, call.rule), []).append(call)
        for (move, rule), group in groups.items():
            yield f"{INDENT}{move} asks {rule}"
            yield _wrapped(f"Source: {RULES[rule].section('Source')}", DEEPER)
            for call in group:
                yield _wrapped(self._told(call), DEEPER)

    def _told(self, call: Call) -> str:
        """Tell one call: about whom, inputs, answer."""
        inputs = ", ".join(f"{name} {number(value)}" for name, value in call.inputs.items())
        return f"{self._about(call)}{inputs} -> {number(call.answer)}"

    def _about(self, call: Call) -> str:
        """Tell whom, besides the actor, a call is about."""
        kinds = SUBJECTS[call.move].kinds
        codes = [getattr(self.scene.names, kind)[slot] for kind, slot in zip(kinds, call.slots, strict=True)]
        others = [code for code in codes if code != self.actor]
        return f"{', '.join(others)}: " if others else ""


def _wrapped(text: str, indent: str) -> str:
    """Wrap a text under an indent."""
    return textwrap.fill(text, WIDTH, initial_indent=indent, subsequent_indent=indent + INDENT, break_on_hyphens=False)


def number(value: float) -> str:
    """Tell a number with four digits, whole numbers as such."""
    return f"{value:.4g}"


def trace_of(scene: MonthView, actor: str) -> Trace:
    """Return the rules asked for one actor in a month, also through its blocs, flashpoints and entities."""
    slot = scene.names.actors.index(actor)
    return Trace(scene, actor, tuple(call for call in scene.lived.calls if _concerns(scene, call, slot)))


def _concerns(scene: MonthView, call: Call, actor: int) -> bool:
    """Tell whether a rule was asked for an actor: itself, its bloc, its flashpoint, or an entity it holds or backs."""
    subject = SUBJECTS[call.move]
    asked = list(zip(subject.kinds, call.slots, strict=True))[: subject.deciding]
    return any(_is_or_holds(scene, kind, slot, actor) for kind, slot in asked)


def _is_or_holds(scene: MonthView, kind: str, slot: int, actor: int) -> bool:
    """Tell whether a slot is an actor's own, or that of something the actor is part of."""
    if kind == "actors":
        return slot == actor
    if kind == "blocs":
        return bool(scene.before.member[slot, actor] == 1 or scene.after.member[slot, actor] == 1)
    if kind == "flashpoints":
        return actor in scene.after.party[slot]
    return actor in (scene.after.inside[slot], scene.after.backer[slot])


BULLET = "  - "


@dataclass(frozen=True, eq=False)
class History:
    """One history of a scenario. ``reel``: every month's whole world."""

    reel: FullHistory

    @property
    def scenario(self) -> Scenario:
        """The scenario it is a history of."""
        return self.reel.scenario

    @property
    def months(self) -> tuple[int, ...]:
        """The months that are lived, in months since April 2025."""
        first = self.scenario.start + 1
        return tuple(range(first, first + len(self.reel.film) - 1))

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """Everything that happened, routine acts included, in order."""
        return sentences(self.reel)

    def told(self, *, everything: bool = False, month: int | str | None = None, actor: str = "") -> str:
        """Tell the history month by month in sentences, within 100 columns.

        ``month``: tell this month only. ``actor``: tell only what this state is part of: a code or a name.
        """
        only = None if month is None else self._month(month)
        code = self._actor(actor) if actor else ""
        chosen = [
            sentence
            for sentence in self.sentences
            if (everything or not sentence.routine)
            and (only is None or sentence.month == only)
            and (not code or code in sentence.actors)
        ]
        return _noted("\n".join([self._heading(everything), *_by_month(chosen)]), self.scenario)

    def _heading(self, everything: bool) -> str:
        """Tell what was run, and what is left out."""
        told = (
            f"One history of {self.scenario.name}: {self.reel.key.told()}; engine {self.reel.engine}. "
            f"It begins in {month_name(self.scenario.start)} and ends in {month_name(self.scenario.end)}. "
            "The reason of an act is what pushes the rule that decides it most."
        )
        left_out = " Conduct is told toward rivals and in answer to a provocation; --all tells everything."
        return textwrap.fill(told + ("" if everything else left_out), WIDTH, break_on_hyphens=False)

    def trace(self, month: int | str, actor: str) -> Trace:
        """Return each rule asked for a state in a month, with inputs, answer and source.

        ``month``: months since April 2025, or year and month as ``2025-10``.
        """
        code = self._actor(actor)
        return trace_of(scene(self.reel, self._month(month)), code)

    def _month(self, month: int | str) -> int:
        """Return a month that is lived, given as an index or as year and month."""
        found = month_from(month)
        self.reel.row(found)
        return found

    def _actor(self, name: str) -> str:
        """Return the code of a state in this world."""
        return state_in(self.scenario, name)

    def to_frame(self) -> pd.DataFrame:
        """Return the history as a table with the columns month, variable, subject, object and value."""
        import pandas as pd

        frame = pd.DataFrame(rows(self.reel), columns=list(COLUMNS))
        return frame.assign(value=frame["value"].astype(float))

    def write(self, path: Path | str, *, force: bool = False) -> None:
        """Write the history as CSV. ``path``: where to; its folder must exist."""
        write(self.reel, Path(path), force=force)

    def __str__(self) -> str:
        """Tell the history without routine acts."""
        return self.told()

    def _repr_html_(self) -> str:
        """Show the history in a notebook."""
        return f"<pre>{html.escape(self.told())}</pre>"


def month_from(month: int | str) -> int:
    """Return a month index given as such, or as year and month."""
    if isinstance(month, int) or month.strip().lstrip("-").isdecimal():
        return int(month)
    try:
        return month_index(month)
    except BalkansimError:
        raise BalkansimError(
            f"{month!r} is no month", expected="year and month, as 2025-10, or months since April 2025", where="--month"
        ) from None


def state_in(scenario: Scenario, name: str) -> str:
    """Return the code of a state in a scenario's world."""
    own = {word.casefold(): code for code, spec in scenario.states.items() for word in (code, spec.label)}
    code = own.get(name.strip().casefold(), folded("states", name))
    if code not in scenario.roster:
        labels = [scenario.label(known) for known in scenario.roster]
        raise unknown("state", name, [*scenario.roster, *labels], where="--actor")
    return code


def _by_month(told: Sequence[Sentence]) -> Iterator[str]:
    """Yield the lines of sentences under their months."""
    if not told:
        yield "\nNothing of the kind happens."
    month = None
    for sentence in told:
        if sentence.month != month:
            month = sentence.month
            yield f"\n{month_name(month)}"
        yield textwrap.fill(
            str(sentence), WIDTH, initial_indent=BULLET, subsequent_indent=" " * len(BULLET), break_on_hyphens=False
        )


def _noted(text: str, scenario: Scenario) -> str:
    """Star the first mention of every label that owes a note, and add the notes."""
    for code in scenario.roster:
        label, note = scenario.label(code), footnote(code)
        if note and label in text:
            text = text.replace(label, f"{label}*", 1)
            text += "\n\n" + textwrap.fill(f"* {label}: {note}", WIDTH, break_on_hyphens=False)
    return text
