"""The worlds of a hindcast: the scenario of each freeze with nothing in it that became known only later."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from balkansim.errors import BalkansimError, unknown
from balkansim.forecasting.months import month_of, told
from balkansim.forecasting.rules import Accession
from balkansim.hindcasting.questions import Freeze, PastQuestion
from balkansim.places import data_root
from balkansim.scenario.inheritance import resolve
from balkansim.scenario.resolved import Event, Scenario

if TYPE_CHECKING:
    from balkansim.evidence.evidence import Evidence

CARRIED_ON = "peacekeepers"
"""The one kind of event whose effect a start that is moved can take over: the last strength set before it."""


def world_of(freeze: Freeze, questions: Sequence[PastQuestion], evidence: Evidence, file: Path) -> Scenario:
    """Return the world of a freeze: no event after it, no longer than its questions ask.

    Parameters
    ----------
    freeze : Freeze
        Date and scenario; a path is read from the file's folder, then from the scenarios that ship.
    questions : sequence of PastQuestion
        What is asked of it, at least one.
    evidence : Evidence
        The evidence.
    file : pathlib.Path
        The file of questions.

    Returns
    -------
    Scenario
        Starting at the freeze; a world without blocs that starts earlier is moved there.

    Raises
    ------
    BalkansimError
        If the scenario is unknown, starts after the freeze, cannot be moved to it, ends before a window does, or lacks
        a state, bloc or flashpoint that a question names.
    """
    where = f"{file}: {freeze.date}"
    scenario = resolve(_found(freeze.scenario, file, where), evidence=evidence)
    for question in questions:
        _check(question, scenario, f"{file}: {question.id}")
    moved = _moved(scenario, month_of(freeze.date), where)
    return replace(moved, horizon=max(question.window.last for question in questions) - moved.start, events=())


def _found(name: str, file: Path, where: str) -> str:
    """Return where a scenario's file is, or its name where it is that of a shipped one."""
    places = (file.parent / name, data_root() / "scenarios" / name)
    found = next((str(path) for path in places if path.is_file()), "")
    if not found and Path(name).suffix:
        looked = " and ".join(str(path) for path in places)
        raise BalkansimError(
            f"no scenario file {name!r}", expected="a TOML file", where=where, todo=f"looked at {looked}"
        )
    return found or name


def _moved(scenario: Scenario, month: int, where: str) -> Scenario:
    """Return the scenario starting at a later month, what was set until then taken over."""
    past = [event for event in scenario.events if event.month <= month]
    lasting = [event.name for event in past if event.kind != CARRIED_ON]
    if scenario.start > month or (scenario.start < month and (scenario.blocs or lasting)):
        cannot = "" if scenario.start > month else "; a world with blocs or other events until then cannot be moved"
        raise BalkansimError(
            f"scenario {scenario.name} starts in {told(scenario.start)}{cannot}",
            expected=f"a start at the freeze, {told(month)}",
            where=where,
            todo="change the date, or name another scenario",
        )
    return replace(scenario, start=month, overrides={**scenario.overrides, **_strengths(past)})


def _strengths(events: Iterable[Event]) -> dict[str, float]:
    """Return the strength of peacekeepers last set, by the name of its factor."""
    return {f"{CARRIED_ON}.{event.flashpoint}": event.value for event in sorted(events, key=lambda e: e.month)}


def _check(question: PastQuestion, scenario: Scenario, where: str) -> None:
    """Refuse a question that the world of its freeze cannot answer."""
    if question.window.last > scenario.end:
        raise BalkansimError(
            f"the window ends in {told(question.window.last)}",
            expected=f"an end by {told(scenario.end)}, where scenario {scenario.name} ends",
            where=f"{where} > window",
            todo="ask about an earlier month, or give the scenario a longer horizon",
        )
    rule = question.rule
    if isinstance(rule, Accession):
        _refuse_missing("bloc", [rule.bloc], scenario.blocs, scenario, where)
        _refuse_missing("state", rule.states, scenario.roster, scenario, where)
    else:
        _refuse_missing("flashpoint", [rule.flashpoint], scenario.flashpoints, scenario, where)


def _refuse_missing(what: str, wanted: Iterable[str], there: Iterable[str], scenario: Scenario, where: str) -> None:
    """Refuse a rule about somebody who is not in the world."""
    known = list(there)
    for name in wanted:
        if name not in known:
            todo = f"the world of scenario {scenario.name} has those only"
            raise unknown(what, name, known, where=f"{where} > rule", todo=todo)
