"""Every kind of rule on trajectories worked by hand; four histories, months counted from April 2025."""

from collections.abc import Callable

import numpy as np
import pytest

from balkansim.forecasts.outcomes import join, measured_in, median_change, outcome, survey
from balkansim.forecasts.questions import Questions, Rule
from balkansim.forecasts.series import Window
from balkansim.model.trajectories import Trajectories

Asked = Callable[..., tuple[Rule, Window]]
Arms = dict[str, Trajectories]
BGR, MKD, MNE, SVK, XKX, SRB, HUN = 6, 7, 9, 5, 1, 0, 4
ADRIATIC, SERBIA_HUNGARY, FOUNDED = 0, 1, 2


def answers(asked: tuple[Rule, Window], arms: Arms, factor: float = 1.0) -> list[bool]:
    return [bool(answer) for answer in outcome(*asked, arms, factor)]


def values(asked: tuple[Rule, Window], arms: Arms) -> np.ndarray:
    rule, window = asked
    return rule.measure(window, arms).values


def raise_tension(trajectories: Trajectories, pairs: list[tuple[str, str]], by: list[float], months: slice) -> None:
    for slot in trajectories.slots(pairs):
        trajectories.tension[:, months, slot] += np.array(by)[:, None]


def test_accession_counts_from_the_first_to_the_last_month_of_the_window(asked: Asked, arms: Arms) -> None:
    arms["scenario"].ends["joined"][:, BGR, ADRIATIC] = [2, 3, 12, 13]
    assert answers(asked("F1"), arms) == [False, True, True, False]
    assert answers(asked("F1-BGR"), arms) == [False, True, True, False]


def test_two_or_more_accessions_are_two_states(asked: Asked, arms: Arms) -> None:
    joined = arms["scenario"].ends["joined"]
    joined[:, BGR, ADRIATIC] = 5
    joined[:2, MNE, ADRIATIC] = [6, 13]
    assert answers(asked("F1", "two or more"), arms) == [True, False, False, False]


def test_another_bloc_and_a_state_outside_the_balkans_do_not_count(asked: Asked, arms: Arms) -> None:
    joined = arms["scenario"].ends["joined"]
    joined[0, MNE, SERBIA_HUNGARY] = 5
    joined[1, SVK, ADRIATIC] = 5
    joined[2:, SVK, SERBIA_HUNGARY] = [0, 13]
    assert answers(asked("F1"), arms) == [False] * 4
    assert answers(asked("F9"), arms) == [False, False, True, False]


def test_staying_out_means_out_of_both_through_april_2026(asked: Asked, arms: Arms) -> None:
    ends = arms["scenario"].ends
    ends["joined"][:, MKD, ADRIATIC] = [12, 13, -1000, -1000]
    ends["joined"][2, MKD, SERBIA_HUNGARY] = 1
    ends["joined"][3, MKD, FOUNDED] = 1
    assert answers(asked("F12"), arms) == [False, True, False, True]


def test_a_founder_did_not_stay_out(asked: Asked, arms: Arms) -> None:
    arms["scenario"].ends["member"][1, MKD, ADRIATIC] = True
    assert answers(asked("F12"), arms) == [True, False, True, True]


def test_the_hazard_must_exceed_a_tenth_more_than_without_blocs(asked: Asked, arms: Arms) -> None:
    arms["scenario"].monthly["hazard"] *= np.array([1.0, 1.09, 1.11, 1.3])[:, None, None]
    rule, window = asked("F2", "against the world without pacts")
    assert np.allclose(rule.measure(window, arms).values, [1.0, 1.09, 1.11, 1.3])
    assert answers((rule, window), arms) == [False, False, True, True]


def test_only_the_window_and_the_flashpoints_named_count(asked: Asked, arms: Arms) -> None:
    hazard = arms["scenario"].monthly["hazard"]
    hazard[0, :3] *= 9
    hazard[1, 13:] *= 9
    hazard[2, 3:13, 0] *= 1.15
    hazard[3, 3:13, 1] *= 1.5
    assert answers(asked("F2", "against the world without pacts"), arms) == [False, False, False, True]
    assert answers(asked("F2-N", "against the world without pacts"), arms) == [False, False, True, False]


def test_against_t0_the_hazard_of_the_first_month_is_the_measure(asked: Asked, arms: Arms) -> None:
    hazard = arms["scenario"].monthly["hazard"]
    hazard[0, 3:13] *= 1.2
    hazard[1] *= 1.2
    arms["no-blocs"].monthly["hazard"] *= 100
    assert np.allclose(values(asked("F2"), arms), [1.2, 1.0, 1.0, 1.0])


def test_no_hazard_anywhere_is_a_ratio_of_one(asked: Asked, arms: Arms) -> None:
    arms["no-blocs"].monthly["hazard"][:2] = 0
    arms["scenario"].monthly["hazard"][0] = 0
    assert values(asked("F2", "against the world without pacts"), arms).tolist() == [1.0, np.inf, 1.0, 1.0]


def test_cohesion_takes_twelve_months_running_below_the_t0_mean(asked: Asked, arms: Arms) -> None:
    serbian = [("SRB", "ALB"), ("SRB", "HRV"), ("SRB", "XKX")]
    trajectories = arms["scenario"]
    spells = [(0, slice(13, 25)), (1, slice(13, 24)), (2, slice(25, 37)), (3, slice(13, 20)), (3, slice(29, 60))]
    for history, months in spells:
        lower = [0.0] * 4
        lower[history] = -0.1
        raise_tension(trajectories, serbian, lower, months)
    assert values(asked("F3"), arms).tolist() == [12, 11, 12, 8]
    assert answers(asked("F3"), arms) == [True, False, True, False]


def test_cohesion_is_measured_against_the_mean_of_all_dyads(asked: Asked, arms: Arms) -> None:
    trajectories = arms["scenario"]
    elsewhere = [("BIH", "MNE"), ("HUN", "SVK")]
    raise_tension(trajectories, elsewhere, [0.1, 0.1, -0.1, 0.0], slice(0, 61))
    assert answers(asked("F3"), arms) == [True, True, False, False]


def test_a_level_must_rise_by_more_than_the_null_world_s_median_change(asked: Asked, arms: Arms) -> None:
    for arm in ("null", "scenario"):
        arms[arm].monthly["polarisation"] = 0.2
    arms["null"].monthly["polarisation"][:, 10:13] += np.array([0.01, -0.03, 0.03, 0.04])[:, None]
    arms["scenario"].monthly["polarisation"][:, 10:13] += np.array([-0.5, 0.029, 0.031, 0.061])[:, None]
    rule, window = asked("F6", version=1)
    assert rule.fixed_delta is None
    null = measured_in("null", rule, window, arms)
    assert null is not None
    assert median_change([null.values]) == pytest.approx(0.03)
    assert answers((rule, window), arms) == [False, False, True, True]
    assert answers((rule, window), arms, factor=2) == [False, False, False, True]
    assert answers((rule, window), arms, factor=0.5) == [False, True, True, True]


def test_a_partnership_that_worsens_falls_by_more_than_delta(asked: Asked, arms: Arms) -> None:
    arms["null"].monthly["partnership"][:, 10:13, SRB] = 0.1
    arms["scenario"].monthly["partnership"][:, 10:13, SRB] = np.array([-0.09, -0.11, 0.5, 0.0])[:, None]
    arms["scenario"].monthly["partnership"][:, :, XKX] = -1
    assert answers(asked("F7", version=1), arms) == [False, True, False, False]


def test_secession_pressure_is_averaged_over_months_10_to_12(asked: Asked, arms: Arms) -> None:
    arms["null"].monthly["secession"][:, 10:13, 0] = 0.1
    secession = arms["scenario"].monthly["secession"]
    secession[0, 10, 0] = 0.31
    secession[1, 10, 0] = 0.29
    secession[2, 9, 0] = 0.9
    assert answers(asked("F8", version=1), arms) == [True, False, False, False]


def test_the_neighbours_reading_leaves_hungary_out(asked: Asked, arms: Arms) -> None:
    raise_tension(arms["scenario"], [("SRB", "HUN")], [0.4, 0.0, 0.0, 0.0], slice(1, 61))
    raise_tension(arms["scenario"], [("MNE", "SRB")], [0.0, 0.4, 0.0, 0.0], slice(1, 61))
    assert answers(asked("F4"), arms) == [True, True, False, False]
    assert answers(asked("F4", "without HUN"), arms) == [False, True, False, False]


def test_calm_needs_no_rise_and_no_serious_incident_in_the_dialogue_arm(asked: Asked, arms: Arms) -> None:
    serbian = [("SRB", "ALB"), ("SRB", "HRV"), ("SRB", "XKX")]
    raise_tension(arms["null"], serbian, [0.1] * 4, slice(13, 37))
    raise_tension(arms["dialogue"], serbian, [0.11, 0.09, 0.0, -0.2], slice(13, 37))
    arms["dialogue"].monthly["severity"][2, 36, 1] = 3
    arms["dialogue"].monthly["severity"][3, 20, 0] = 2
    arms["dialogue"].monthly["severity"][3, 37, 0] = 4
    arms["scenario"].monthly["severity"][:, 20, 0] = 4
    assert answers(asked("F5", version=1), arms) == [False, True, False, True]
    assert answers(asked("F5", "northern Kosovo alone", version=1), arms) == [False, True, True, True]


def test_a_bloc_lapses_by_a_formal_end_or_twelve_idle_months(asked: Asked, arms: Arms) -> None:
    trajectories = arms["scenario"]
    trajectories.ends["ended"][:, ADRIATIC] = [60, 61, 30, -1000]
    trajectories.monthly["idle"][:, 60, SERBIA_HUNGARY] = [12, 12, 11, 12]
    trajectories.monthly["idle"][:, 59, :2] = 50
    assert answers(asked("F10"), arms) == [True, False, False, False]
    assert answers(asked("F10", "either"), arms) == [True, True, True, True]
    trajectories.monthly["idle"][1, 60, SERBIA_HUNGARY] = 0
    assert answers(asked("F10", "either"), arms) == [True, False, True, True]


def test_entry_and_conversion_count_to_their_last_month(asked: Asked, arms: Arms) -> None:
    arms["scenario"].ends["pfp"][:, XKX] = [36, 37, -1000, 1]
    arms["scenario"].ends["army"][:, XKX] = [44, 45, -1000, 1]
    assert answers(asked("F13"), arms) == [True, False, False, True]
    assert answers(asked("F14"), arms) == [True, False, False, True]


def test_chunks_of_draws_join_into_the_whole(first_version: Questions, make_tape: Callable[..., Trajectories]) -> None:
    luck = np.random.default_rng(1)
    whole = {name: make_tape(name, draws=4) for name in ("scenario", "no-blocs", "dialogue", "null")}
    for trajectories in whole.values():
        trajectories.tension[:] = luck.random(trajectories.tension.shape)
        for field in ("polarisation", "secession", "partnership", "hazard"):
            trajectories.monthly[field] = luck.random(trajectories.monthly[field].shape)

    def chunk(trajectories: Trajectories, rows: slice) -> Trajectories:
        names = (trajectories.actors, trajectories.blocs, trajectories.flashpoints, trajectories.entities)
        return Trajectories(
            trajectories.scenario,
            0,
            *names,
            2,
            2,
            trajectories.monthly[rows],
            trajectories.tension[rows],
            trajectories.ends[rows],
        )

    halves = [
        {name: chunk(trajectories, rows) for name, trajectories in whole.items()} for rows in (slice(0, 4), slice(4, 8))
    ]
    joined, direct = join([survey(first_version, half) for half in halves]), survey(first_version, whole)
    assert joined.keys() == direct.keys()
    for key, answer in direct.items():
        assert answer.measured is not None
        assert joined[key].measured.draws == 4  # type: ignore[union-attr]
        np.testing.assert_array_equal(joined[key].measured.values, answer.measured.values)  # type: ignore[union-attr]
        np.testing.assert_array_equal(joined[key].measured.passes, answer.measured.passes)  # type: ignore[union-attr]
        assert joined[key].delta == answer.delta
