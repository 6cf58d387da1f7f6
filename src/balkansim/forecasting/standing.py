"""Whether a run can answer a forecast at all: open, closed, partly closed or unresolvable, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from balkansim.forecasting.months import told
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
    StaysOut,
    arms_of,
)
from balkansim.forecasting.series import is_in
from balkansim.forecasting.tape import Tape

Arms = Mapping[str, Tape]

OPEN, PARTLY, CLOSED, UNRESOLVABLE = "open", "partly closed", "closed", "unresolvable"
NOT_HERE = "not in this world"


@dataclass(frozen=True)
class Standing:
    """Whether a run can answer a forecast.

    Parameters
    ----------
    status : str
        ``open``, ``partly closed`` (the window began before the run; its later months count), ``closed`` (it ended
        before the run's first month) or ``unresolvable``.
    note : str
        Why it is not simply open; empty otherwise.
    """

    status: str
    note: str = ""

    @property
    def is_answerable(self) -> bool:
        """Whether a probability can be given."""
        return self.status in (OPEN, PARTLY)


def standing(rule: Rule, window: Window, arms: Arms) -> Standing:
    """Tell whether the arms at hand can answer a rule over a window.

    Parameters
    ----------
    rule : Rule
        The rule of a forecast or of a reading.
    window : Window
        Its calendar months.
    arms : mapping of str to Tape
        The arms that were run: ``scenario``, ``no-blocs``, ``dialogue``, ``null``.
    """
    absent = [name for name in arms_of(rule) if name not in arms]
    if absent:
        return Standing(UNRESOLVABLE, f"needs the arm {' and '.join(absent)}, which was not run")
    tapes = [arms[name] for name in arms_of(rule)]
    missing = next((found for tape in tapes if (found := missing_names(rule, tape))), "")
    if missing:
        return Standing(UNRESOLVABLE, f"{NOT_HERE}: {missing}")
    start, last = max(tape.start for tape in tapes), min(tape.last for tape in tapes)
    if window.last <= start:
        return Standing(CLOSED, f"the window ended in {told(window.last)}, the run begins after {told(start)}")
    if window.last > last:
        return Standing(UNRESOLVABLE, f"the window ends in {told(window.last)}, the run in {told(last)}")
    if window.first < start:
        return Standing(PARTLY, f"counts the window only after {told(start)}, where the run begins")
    return Standing(OPEN)


def missing_names(rule: Rule, tape: Tape) -> str:
    """Name what a rule asks about and the world of a tape does not have, or return an empty string.

    Dyads, flashpoints and candidate states that are absent are left out, so that only their complete absence counts;
    for a lapse every bloc named must exist, for staying out at least one.

    Parameters
    ----------
    rule : Rule
        The rule of a forecast or of a reading.
    tape : Tape
        The record of one arm.
    """
    if isinstance(rule, LevelChange | BelowReference):
        return "" if is_in(tape, rule.series) else f"nothing of its {rule.series.kind}"
    if isinstance(rule, Calm):
        series = "" if is_in(tape, rule.series) else f"nothing of its {rule.series.kind}"
        return series or _none_of("flashpoint", rule.flashpoints, tape.flashpoints)
    if isinstance(rule, HazardRatio):
        return _none_of("flashpoint", rule.flashpoints, tape.flashpoints)
    if isinstance(rule, Accession):
        return _none_of("state", rule.states, tape.actors) or _none_of("bloc", (rule.bloc,), tape.blocs)
    if isinstance(rule, StaysOut):
        return _none_of("state", (rule.state,), tape.actors) or _none_of("bloc", rule.blocs, tape.blocs)
    if isinstance(rule, Lapse):
        return next((found for bloc in rule.blocs if (found := _none_of("bloc", (bloc,), tape.blocs))), "")
    assert isinstance(rule, InstitutionEntry | Conversion)
    return _none_of("state", (rule.state,), tape.actors)


def _none_of(what: str, wanted: tuple[str, ...], known: tuple[str, ...]) -> str:
    """Name what is wanted if none of it is known."""
    return "" if set(wanted) & set(known) else f"no {what} {' or '.join(wanted)}"
