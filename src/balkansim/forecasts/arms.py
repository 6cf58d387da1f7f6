"""The arms of a forecast: the scenario, the same without blocs, the same with dialogue, and the null world."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from balkansim.forecasts.questions import Question, Questions
from balkansim.scenario.resolve import resolve
from balkansim.scenario.scenario import Event, Scenario

if TYPE_CHECKING:
    from balkansim.evidence.evidence import Evidence

BLOC_EVENTS = ("invitation", "accession", "lapse")
POSTURE = ("encouragement", "mediation", "aid", "leverage", "supply")
LEVERS = (*POSTURE, "dialogue", "fatigue", "peacekeepers", "arms_limits")


def without_blocs(scenario: Scenario) -> Scenario:
    """Return a scenario without blocs and without their founding, everything else the same."""
    return replace(
        scenario,
        root=scenario.family,
        name=f"{scenario.name} without blocs",
        blocs={},
        founding=False,
        events=tuple(event for event in scenario.events if event.kind not in BLOC_EVENTS),
    )


def with_dialogue(scenario: Scenario, evidence: Evidence | None = None) -> Scenario:
    """Return a scenario with what `inclusive-dialogue` changes laid over it."""
    dialogue = resolve("inclusive-dialogue", evidence=evidence)
    baseline = resolve("baseline", evidence=evidence)
    known = {(event.name, event.month) for event in scenario.events} | {(e.name, e.month) for e in baseline.events}
    added: tuple[Event, ...] = tuple(
        event
        for event in dialogue.events
        if (event.name, event.month) not in known and scenario.start < event.month <= scenario.end
        if _happens_in(event, scenario)
    )
    return replace(
        scenario,
        root=scenario.family,
        name=f"{scenario.name} with inclusive dialogue",
        overrides={**scenario.overrides, **dialogue.overrides},
        events=tuple(sorted((*scenario.events, *added), key=lambda event: (event.month, event.name))),
    )


def _happens_in(event: Event, scenario: Scenario) -> bool:
    """Tell whether everybody an event is about is in a world."""
    named = (
        (event.patron, scenario.patrons),
        (event.bloc, scenario.blocs),
        (event.flashpoint, scenario.flashpoints),
        (event.entity, scenario.entities),
    )
    return all(not name or name in known for name, known in named) and set(event.states) <= set(scenario.roster)


def null_world(scenario: Scenario) -> Scenario:
    """Return the null world of a scenario: at rest, no blocs, no events, no elections, levers where they stand."""
    kept = {name: value for name, value in scenario.overrides.items() if name.split(".")[0] not in LEVERS}
    return replace(
        without_blocs(scenario),
        name=f"null world of {scenario.name}",
        elections=False,
        at_rest=True,
        events=(),
        overrides=kept,
    )


def arms_for(
    scenario: Scenario, questions: Questions, evidence: Evidence | None = None, *, naive: bool = True
) -> dict[str, Scenario]:
    """Return the arms that a set of questions needs, each as long as its last window; naive forecasts' too."""
    last: dict[str, int] = {}
    for question in questions.forecasts:
        for reading in question.all_readings():
            window = reading.window or question.window
            for arm in reading.arms if naive else reading.rule.arms:
                last[arm] = max(last.get(arm, 0), window.last)
    made = {
        "scenario": lambda: scenario,
        "no-blocs": lambda: without_blocs(scenario),
        "dialogue": lambda: with_dialogue(scenario, evidence),
        "null": lambda: null_world(scenario),
    }
    arms = {"scenario": scenario}
    for arm in last:
        if arm != "scenario":
            arms[arm] = _shortened(made[arm](), last[arm])
    return arms


def _shortened(scenario: Scenario, last: int) -> Scenario:
    """Return an arm that stops at the last month anybody asks about."""
    horizon = max(1, min(scenario.horizon, last - scenario.start))
    events = tuple(event for event in scenario.events if event.month <= scenario.start + horizon)
    return replace(scenario, root=scenario.family, horizon=horizon, events=events)


def shortened(scenario: Scenario, questions: Questions) -> Scenario:
    """Return a scenario that stops at the last month the forecasts ask about; its histories are the same until then."""
    windows = [(reading.window or q.window) for q in questions.forecasts for reading in q.all_readings()]
    return _shortened(scenario, max(window.last for window in windows))


def main_reading_only(question: Question) -> Question:
    """Return a forecast without its alternative readings."""
    return question.model_copy(update={"readings": ()})
