"""Whether a run can answer a forecast."""

from collections.abc import Callable

import pytest

from balkansim.forecasts.outcomes import answer, outcome, standing
from balkansim.forecasts.questions import Questions, Rule
from balkansim.forecasts.series import Window
from balkansim.model.trajectories import Trajectories

Asked = Callable[..., tuple[Rule, Window]]
Ensemble = Callable[..., Trajectories]


def every_arm(make_tape: Ensemble, **given: object) -> dict[str, Trajectories]:
    return {name: make_tape(name, **given) for name in ("scenario", "no-blocs", "dialogue", "null")}


@pytest.mark.parametrize(
    ("start", "status"),
    [(0, "open"), (3, "open"), (4, "partly closed"), (11, "partly closed"), (12, "closed"), (20, "closed")],
)
def test_a_window_stands_still_while_the_start_moves(
    asked: Asked, make_tape: Ensemble, start: int, status: str
) -> None:
    assert standing(*asked("F1"), every_arm(make_tape, start=start)).status == status


@pytest.mark.parametrize(("months", "status"), [(36, "open"), (35, "unresolvable")])
def test_a_window_past_the_horizon_is_unresolvable_and_said_so(
    asked: Asked, make_tape: Ensemble, months: int, status: str
) -> None:
    found = standing(*asked("F4"), every_arm(make_tape, months=months))
    assert found.status == status
    assert ("the window ends in Apr 2028, the run in Mar 2028" in found.note) == (status == "unresolvable")


def test_the_horizon_of_every_arm_a_rule_reads_counts(asked: Asked, make_tape: Ensemble) -> None:
    arms = every_arm(make_tape) | {"no-blocs": make_tape(months=11), "null": make_tape(months=12)}
    assert standing(*asked("F2", "against the world without pacts"), arms).status == "unresolvable"
    assert standing(*asked("F6", version=1), arms).status == "open"
    assert standing(*asked("F4", version=1), arms).status == "unresolvable"


def test_an_arm_that_was_not_run_is_named(asked: Asked, make_tape: Ensemble) -> None:
    assert (
        standing(*asked("F2", "against the world without pacts"), {"scenario": make_tape()}).note
        == "needs the arm no-blocs, which was not run"
    )
    assert standing(*asked("F2"), {"scenario": make_tape()}).status == "open"


@pytest.mark.parametrize(
    ("forecast", "absent", "note"),
    [
        ("F1", {"blocs": ()}, "no bloc adriatic"),
        ("F1-BGR", {"actors": ("SRB", "XKX")}, "no state BGR"),
        ("F2", {"flashpoints": ()}, "no flashpoint northern-kosovo or inter-entity-line"),
        ("F3", {"actors": ("SRB", "HUN")}, "nothing of its tension"),
        ("F5", {"flashpoints": ()}, "no flashpoint"),
        ("F7", {"actors": ("XKX", "HUN")}, "nothing of its partnership"),
        ("F8", {"entities": ()}, "nothing of its secession"),
        ("F10", {"blocs": ("adriatic",)}, "no bloc serbia-hungary"),
        ("F12", {"blocs": ("founded-1",)}, "no bloc adriatic or serbia-hungary"),
        ("F13", {"actors": ("SRB", "HUN")}, "no state XKX"),
    ],
)
def test_what_is_not_in_the_world_is_named(
    asked: Asked, make_tape: Ensemble, forecast: str, absent: dict[str, object], note: str
) -> None:
    found = standing(*asked(forecast), every_arm(make_tape, **absent))
    assert found.status == "unresolvable"
    assert found.note.startswith("not in this world: ")
    assert note in found.note


def test_dyads_flashpoints_and_blocs_in_part_absent_are_left_out(asked: Asked, make_tape: Ensemble) -> None:
    small = every_arm(make_tape, actors=("SRB", "XKX", "MKD"), blocs=("adriatic",), flashpoints=("northern-kosovo",))
    for forecast in ("F2", "F3", "F4", "F5", "F12"):
        assert standing(*asked(forecast), small).status == "open"
        assert outcome(*asked(forecast), small).shape == (4,)


def test_of_a_partly_closed_window_only_simulated_months_count(asked: Asked, make_tape: Ensemble) -> None:
    arms = every_arm(make_tape, start=11, months=30)
    arms["scenario"].monthly["polarisation"][:, 0] = 0.9
    arms["scenario"].monthly["polarisation"][:, 1] = 0.95
    assert outcome(*asked("F6"), arms).all()


def test_an_unanswerable_forecast_has_no_numbers(questions: Questions, make_tape: Ensemble) -> None:
    question = questions.get("F2")
    found = answer(question.all_readings()[1], question.window, {"scenario": make_tape()})
    assert found.measured is None
    assert found.scenario == "baseline"
