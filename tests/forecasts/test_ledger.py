"""The ledger and its rows."""

import dataclasses
import json
import math
from collections.abc import Callable

import numpy as np
import pytest

from balkansim.forecasts.ledger import Entry, Ledger, Run, band, counted, ledger, percent
from balkansim.forecasts.outcomes import survey
from balkansim.forecasts.questions import Questions
from balkansim.forecasts.yardsticks import Yardsticks
from balkansim.model.trajectories import Trajectories

BGR, ADRIATIC = 6, 0
# fmt: off
KEYS = [
    "id", "proposition", "scenario", "term", "term_low", "term_high", "probability", "low", "high", "mc_error",
    "draws", "histories_per_draw", "hits", "model_term", "naive", "verdict", "share_below", "share_in",
    "share_above", "paragraph", "window_start", "window_end", "reading", "yardstick", "seed", "evidence", "version",
]
# fmt: on
Write = Callable[..., Ledger]


@pytest.fixture
def write(questions: Questions, yardsticks: Yardsticks, arms: dict[str, Trajectories], run: Run) -> Write:
    def make(yardstick: str = "phia-2025", *, readings: bool = False, run: Run = run) -> Ledger:
        return ledger(questions, survey(questions, arms), yardsticks.get(yardstick), run, readings=readings)

    return make


def row(book: Ledger, name: str, reading: str = "main") -> Entry:
    return next(entry for entry in book.entries if (entry.id, entry.reading) == (name, reading))


def test_the_keys_of_a_forecast_are_those_promised(write: Write) -> None:
    found = json.loads(write().to_json())
    assert all(list(entry) == [*KEYS, "status", "note"] for entry in found["forecasts"])
    assert [entry["id"] for entry in found["untestable"]] == ["F11"]
    assert found["run"]["seed"] == 7


def test_a_row_worked_by_hand(write: Write, arms: dict[str, Trajectories]) -> None:
    """Bulgaria joins in 1 of 2 histories of the first draw and 2 of 2 of the second.

    Mean 0.75, variance of the shares 0.125, tau2 = 2 * 0.125 - 0.1875 = 0.0625, so that the Beta has parameters
    1.5 and 0.5; its distribution function is (2/pi) (asin(sqrt x) - sqrt(x (1 - x))).
    """
    arms["scenario"].ends["joined"][:, BGR, ADRIATIC] = [5, -1000, 6, 7]
    found = row(write(), "F1")
    assert (found.probability, found.hits, found.draws, found.histories_per_draw) == (0.75, 3, 2, 2)
    assert found.mc_error == pytest.approx(0.25)
    assert (found.term, found.term_low, found.term_high) == ("realistic possibility", 0.4, 0.5)
    assert found.model_term == "likely"
    assert found.verdict == "undecided"
    up_to_40, up_to_50 = (2 / math.pi * (math.asin(math.sqrt(x)) - math.sqrt(x * (1 - x))) for x in (0.4, 0.5))
    assert (found.share_below, found.share_in) == pytest.approx((up_to_40, up_to_50 - up_to_40))
    assert found.share_above == pytest.approx(1 - up_to_50)
    assert found.naive == (0.08, 0.14)
    assert (found.window_start, found.window_end, found.paragraph) == ("2025-07", "2026-04", "A14")
    assert (found.scenario, found.status, found.note) == ("baseline", "open", "")


def test_a_word_of_another_yardstick_is_not_scored(write: Write) -> None:
    found = row(write("icd-203"), "F1")
    assert found.verdict == "not scored: not a word of icd-203"
    assert found.term_low is None
    assert found.share_in is None
    assert found.probability == 0


def test_a_word_in_brackets_is_not_scored(write: Write) -> None:
    found = row(write(), "F9")
    assert found.term == "(no surprise)"
    assert found.verdict == "not scored: no probability term"


def test_brackets_hold_even_around_a_word_of_the_yardstick(
    questions: Questions, yardsticks: Yardsticks, arms: dict[str, Trajectories], run: Run
) -> None:
    quoted = questions.get("F6").model_copy(update={"scored": False})
    alone = questions.model_copy(update={"forecasts": (quoted,)})
    found = ledger(alone, survey(alone, arms), yardsticks.get(), run).entries[0]
    assert (found.term, found.term_low, found.share_in) == ("(likely)", None, None)


def test_none_of_n_is_never_told_as_nothing_per_cent(write: Write) -> None:
    text = str(write())
    assert row(write(), "F1").hits == 0
    assert "0 of 4" in text
    assert "4 of 4" in text


def test_the_dialogue_is_set_against_the_same_rule_without_it(write: Write, arms: dict[str, Trajectories]) -> None:
    arms["scenario"].monthly["severity"][:1, 20, 0] = 3
    found = row(write(), "F5")
    assert found.scenario == "inclusive-dialogue"
    assert found.probability == 1
    assert found.naive == (0.75, 0.75)
    assert "+25.0 points (by construction" in found.note


def test_the_curve_of_the_hazard_is_told(write: Write, arms: dict[str, Trajectories]) -> None:
    arms["scenario"].monthly["hazard"] *= np.array([1.0, 1.05, 1.2, 1.3])[:, None, None]
    assert "1: 75%, 1.1: 50%, 1.25: 25%" in row(write(), "F2", "against the world without pacts").note


def test_a_verdict_that_hangs_on_delta_is_undecided_and_says_so(write: Write, arms: dict[str, Trajectories]) -> None:
    arms["scenario"].monthly["polarisation"] = 0.1
    arms["scenario"].monthly["polarisation"][:, 10:13] = 0.107
    found = row(write(), "F6")
    assert found.probability == 1
    assert found.verdict == "undecided"
    assert found.note == "halving or doubling delta would change the verdict"


def test_alternative_readings_are_rows_on_request(write: Write) -> None:
    assert len(write().entries) == 17
    told = write(readings=True)
    assert len(told.entries) == 22
    assert row(told, "F1", "two or more").naive is None
    assert row(told, "F10", "either").naive == (0.16, 0.16)


def test_what_cannot_be_answered_has_a_reason_and_no_number(
    write: Write, arms: dict[str, Trajectories], make_tape: Callable[..., Trajectories]
) -> None:
    arms["scenario"] = make_tape(start=12, blocs=("serbia-hungary",))
    found = write()
    assert row(found, "F1").verdict == "not in this world"
    assert row(found, "F9").verdict == "closed"
    assert row(found, "F13").status == "partly closed"
    for entry in found.entries:
        assert (entry.probability is None) == (entry.status in ("closed", "unresolvable"))
    assert "F1: not in this world: no bloc adriatic." in str(found)


@pytest.mark.parametrize("yardstick", ["phia-2025", "icd-203", "kent-1964", "ipcc"])
@pytest.mark.parametrize("readings", [False, True])
def test_the_text_stays_within_100_ascii_columns(write: Write, run: Run, yardstick: str, readings: bool) -> None:
    long = dataclasses.replace(run, evidence="a folder with a long name " * 6, draws=123456, histories=98765)
    text = str(write(yardstick, readings=readings, run=long))
    assert max(len(line) for line in text.splitlines()) <= 100
    assert text.isascii()


def test_the_text_says_what_was_run_and_what_to_ask_next(write: Write, run: Run) -> None:
    text = str(write(run=dataclasses.replace(run, nans=3)))
    above, below = text.split("\n\n")[0], " ".join(text.split())
    for said in ("2025-04-04", "evidence shipped", "coders 2", "scenario baseline", "seed 7", "phia-2025"):
        assert said in above
    assert "2 parameter draws x 2 histories" in above
    assert "3 values of this run were not numbers" in above
    assert "rest on the same five earlier formats" in below
    assert "F11 (B38) is untestable" in below
    assert "agrees: the mean lies in the word's band" in below
    assert below.endswith("balkansim explain F1")


def test_a_frame_has_a_column_a_field(write: Write) -> None:
    frame = write().to_frame()
    assert len(frame) == 17
    assert set(frame.columns) == {*KEYS, "status", "note", "naive_low", "naive_high"} - {"naive"}
    assert frame.loc[frame["id"] == "F12", "probability"].item() == 1


def test_the_html_is_escaped(write: Write, run: Run) -> None:
    told = write(run=dataclasses.replace(run, evidence="<b>mine</b>"))._repr_html_()
    assert "&lt;b&gt;mine" in told
    assert told.count("<tr>") == 18
    assert told.count("<th>") == 8


@pytest.mark.parametrize(
    ("share", "told"), [(0, "0"), (1, "100"), (0.312, "31"), (0.034, "3.4"), (0.0004, "0.04"), (0.9996, "99.96")]
)
def test_shares_are_told_with_decimals_only_near_the_ends(share: float, told: str) -> None:
    assert percent(share) == told


def test_counts_and_ranges_are_told() -> None:
    assert counted(0, 4000) == "0 of 4000"
    assert counted(4000, 4000) == "4000 of 4000"
    assert counted(1, 100_000) == "1 of 100000"
    assert counted(1, 4000) == "0.03%"
    assert band(0.4, 0.5) == "40-50%"
    assert band(0.25, 0.25) == "25%"
    assert band(None, None) == ""
