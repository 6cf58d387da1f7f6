"""Both versions of the forecasts: the first answers as it always did, the second by hand on small records."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import balkansim
from balkansim.cli.main import run as run_command
from balkansim.errors import BalkansimError
from balkansim.evidence.evidence import load_evidence, new
from balkansim.forecasts.arms import arms_for
from balkansim.forecasts.forecast import evidence_told
from balkansim.forecasts.ledger import Entry, Ledger, Run, ledger
from balkansim.forecasts.outcomes import outcome, standing, survey
from balkansim.forecasts.questions import Questions, Rule, fingerprint, is_as_fixed, load_questions, questions_of
from balkansim.forecasts.series import Window
from balkansim.forecasts.yardsticks import Yardsticks
from balkansim.model.trajectories import Trajectories
from balkansim.scenario.resolve import load

SEEDS = Path(__file__).parents[2] / "seeds"
FIRST_HASH = "ec1bb41a652399fd8b2387f41709fee5c832c16cfaa67a4cdfa6edac3b0bed29"
WITHOUT_PACTS = "against the world without pacts"
ANSWERS = Path(__file__).with_name("version-1.json")
SRB, XKX = 0, 1

Asked = Callable[..., tuple[Rule, Window]]
Arms = dict[str, Trajectories]
Make = Callable[..., Trajectories]


def walks(make: Make, seed: int, arm: str) -> Trajectories:
    """Return six draws of four histories in which everything moves at random; the order of the draws is fixed."""
    luck, made = np.random.default_rng(seed), make(arm, draws=12)
    monthly, tension, ends = made.monthly, made.tension, made.ends
    tension[:] = 0.5 + np.cumsum(luck.normal(0, 0.01, tension.shape), axis=1)
    index = monthly["polarisation"].shape
    monthly["polarisation"] = 0.2 + np.cumsum(luck.normal(0, 0.003, index), axis=1)
    for field in ("secession", "partnership"):
        monthly[field] = 0.4 + np.cumsum(luck.normal(0, 0.01, monthly[field].shape), axis=1)
    monthly["hazard"][:, 1:] = luck.uniform(0.05, 0.2, monthly["hazard"][:, 1:].shape)
    monthly["severity"] = luck.binomial(4, 0.05, monthly["severity"].shape)
    monthly["idle"] = luck.integers(0, 24, monthly["idle"].shape)
    for field in ("joined", "pfp", "army", "ended"):
        months = luck.integers(1, 60, ends[field].shape)
        ends[field] = np.where(luck.random(ends[field].shape) < 0.1, months, -1000)
    return made


def test_the_first_version_answers_as_it_did_before(first_version: Questions, make_tape: Make) -> None:
    names = ("scenario", "no-blocs", "dialogue", "null")
    arms = {arm: walks(make_tape, seed, arm) for seed, arm in enumerate(names)}
    found = {
        f"{question.id}/{reading.name}": [
            "".join(str(int(yes)) for yes in outcome(reading.rule, reading.window or question.window, arms, factor))
            for factor in (1.0, 0.5, 2.0)
        ]
        for question in first_version.forecasts
        for reading in question.all_readings()
    }
    assert found == json.loads(ANSWERS.read_text(encoding="utf-8"))


def test_the_first_version_bears_the_hash_it_was_fixed_with() -> None:
    assert fingerprint(SEEDS / "forecasts-1.toml") == FIRST_HASH
    assert is_as_fixed(SEEDS / "forecasts-1.toml") is True
    assert is_as_fixed(SEEDS / "forecasts.toml") is True
    assert len((SEEDS / "forecasts.sha256").read_text(encoding="utf-8").splitlines()) == 2


def test_each_version_is_held_to_its_own_hash(tmp_path: Path) -> None:
    (tmp_path / "forecasts.sha256").write_bytes((SEEDS / "forecasts.sha256").read_bytes())
    (tmp_path / "forecasts.toml").write_bytes((SEEDS / "forecasts-1.toml").read_bytes())
    assert is_as_fixed(tmp_path / "forecasts.toml") is False


def test_every_reading_that_differs_is_a_change_with_its_reason(questions: Questions, first_version: Questions) -> None:
    differ = {
        question.id
        for question, before in zip(questions.forecasts, first_version.forecasts, strict=True)
        if question.model_dump() != before.model_dump()
    }
    assert (first_version.version, first_version.changes, questions.version) == (1, (), 2)
    assert differ == {name for change in questions.changes for name in change.ids}


def test_a_change_of_an_unknown_forecast_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "forecasts.toml"
    text = (SEEDS / "forecasts.toml").read_text(encoding="utf-8")
    file.write_text(text.replace('ids = ["F6"]', 'ids = ["F99"]'), encoding="utf-8")
    with pytest.raises(BalkansimError, match="F99"):
        load_questions(file)


def test_the_literal_reading_of_the_risk_is_the_main_one(asked: Asked, arms: Arms) -> None:
    arms["scenario"].monthly["hazard"][:, 3:13] *= np.array([1.0, 1.09, 1.11, 1.3])[:, None, None]
    arms["no-blocs"].monthly["hazard"][:, 3:13] *= np.array([0.8, 1.0, 1.2, 1.1])[:, None, None]
    assert outcome(*asked("F2"), arms).tolist() == [False, False, True, True]
    assert outcome(*asked("F2", WITHOUT_PACTS), arms).tolist() == [True, False, False, True]
    assert standing(*asked("F2"), {"scenario": arms["scenario"]}).is_answerable


def test_a_tension_counts_as_higher_from_a_twentieth_on(asked: Asked, arms: Arms) -> None:
    arms["scenario"].tension[:, 13:] += np.array([0.049, 0.051, 0.2, -0.2])[:, None, None]
    arms["null"].tension[:, 13:] += 0.5
    assert outcome(*asked("F4"), arms).tolist() == [False, True, True, False]
    assert outcome(*asked("F4"), arms, factor=2.0).tolist() == [False, False, True, False]
    assert outcome(*asked("F4", version=1), arms).tolist() == [False] * 4


def test_a_partnership_and_a_secession_are_held_against_the_same_twentieth(asked: Asked, arms: Arms) -> None:
    arms["scenario"].monthly["partnership"][:, 10:13, SRB] = np.array([-0.051, -0.049, 0.2, 0.0])[:, None]
    arms["scenario"].monthly["secession"][:, 10:13, 0] = np.array([0.051, 0.049, -0.2, 0.0])[:, None]
    assert outcome(*asked("F7"), arms).tolist() == [True, False, False, False]
    assert outcome(*asked("F8"), arms).tolist() == [True, False, False, False]


def test_the_index_counts_as_grown_by_a_share_of_its_own_level(asked: Asked, arms: Arms) -> None:
    index = arms["scenario"].monthly["polarisation"]
    index[:] = np.array([0.1, 0.1, 1.0, 0.0])[:, None]
    index[:, 10:13] += np.array([0.0051, 0.0049, 0.049, 0.001])[:, None]
    assert outcome(*asked("F6"), arms).tolist() == [True, False, False, True]


def test_calm_allows_a_twentieth(asked: Asked, arms: Arms) -> None:
    arms["dialogue"].tension[:, 13:37] += np.array([0.049, 0.051, 0.0, -0.2])[:, None, None]
    arms["dialogue"].monthly["severity"][2, 20, 0] = 3
    del arms["null"]
    assert outcome(*asked("F5"), arms).tolist() == [True, False, False, True]


def test_the_index_by_expenditure_is_read_or_said_to_be_missing(asked: Asked, arms: Arms) -> None:
    rule, window = asked("F6", "weighted by expenditure")
    world = arms["scenario"]
    world.monthly["polarisation"] = 1.0
    world.monthly["polarisation_spending"] = 0.1
    world.monthly["polarisation_spending"][:2, 10:13] = 0.2
    assert outcome(rule, window, arms).tolist() == [True, True, False, False]
    fields = [name for name in world.monthly.dtype.names if name != "polarisation_spending"]
    object.__setattr__(world, "monthly", world.monthly[fields])
    assert standing(rule, window, arms).note == "not in this world: nothing of its polarisation-spending"
    assert standing(*asked("F6"), arms).is_answerable


Write = Callable[..., Ledger]


@pytest.fixture
def write(questions: Questions, yardsticks: Yardsticks, arms: Arms, run: Run) -> Write:
    def make(asked: Questions = questions, **options: bool) -> Ledger:
        return ledger(asked, survey(asked, arms), yardsticks.get(), run, **options)

    return make


def row(book: Ledger, name: str, reading: str = "main") -> Entry:
    return next(entry for entry in book.entries if (entry.id, entry.reading) == (name, reading))


def test_the_causal_reading_is_printed_beside_the_literal_one(write: Write, arms: Arms) -> None:
    arms["no-blocs"].monthly["hazard"] *= 0.5
    found = write()
    places = [(entry.id, entry.reading) for entry in found.entries if entry.id.startswith("F2")]
    assert places == [(id, reading) for id in ("F2", "F2-N") for reading in ("main", WITHOUT_PACTS)]
    assert (row(found, "F2").hits, row(found, "F2", WITHOUT_PACTS).hits) == (0, 4)
    assert row(found, "F2").naive == (0.571, 0.571)
    assert row(found, "F2", WITHOUT_PACTS).naive is None


def test_the_naive_forecast_of_a_change_is_the_null_world_s_share(write: Write, arms: Arms) -> None:
    arms["null"].tension[:, 13:] += np.array([0.2, 0.051, 0.049, -0.2])[:, None, None]
    found = write()
    assert row(found, "F4").naive == (0.5, 0.5)
    assert row(found, "F6").naive == (0.0, 0.0)
    assert "naive forecast of F4, F6, F7, F8: the share of histories of the null world" in " ".join(str(found).split())


def test_the_first_version_keeps_its_quarter(write: Write, first_version: Questions) -> None:
    found = write(first_version)
    assert row(found, "F4").naive == (0.25, 0.25)
    assert len(found.entries) == 15
    assert "forecasts: version" not in str(found)


def test_what_no_draw_reaches_is_marked_with_the_number_of_histories(write: Write, arms: Arms) -> None:
    arms["scenario"].ends["pfp"][0, XKX] = 5
    found = write()
    assert "no draw of the prior reaches it: none of 4 histories of 2 draws" in row(found, "F3").note
    assert "no draw of the prior" not in row(found, "F13").note
    shown = str(found)
    assert "F3: no draw of the prior reaches it" in shown
    assert "forecasts: version 2; `--forecasts 1`" in " ".join(shown.split())


def test_the_words_name_the_minimum(asked: Asked) -> None:
    def words(name: str, **of: int) -> str:
        rule, window = asked(name, **of)
        return rule.words(window)

    assert words("F4").endswith("mean of May 2026 - Apr 2028, lies more than 0.05 above t0")
    assert words("F6").endswith("lies more than 5% above t0")
    assert words("F7").endswith("lies more than 0.05 below t0")
    assert "is at most 0.05 above t0, and no incident" in words("F5")
    assert words("F4", version=1).endswith("lies above t0 + delta")


def test_the_null_world_is_run_for_naive_forecasts_only(questions: Questions, first_version: Questions) -> None:
    scenario, evidence = load()
    assert set(arms_for(scenario, questions, evidence)) == {"scenario", "no-blocs", "dialogue", "null"}
    assert "null" not in arms_for(scenario, questions, evidence, naive=False)
    assert "null" in arms_for(scenario, first_version, evidence, naive=False)


def test_evidence_is_asked_for_a_version() -> None:
    shipped = load_evidence()
    assert questions_of(shipped).version == 2
    assert questions_of(shipped.with_forecasts(1)).version == 1
    assert questions_of(shipped.with_forecasts(2)).version == 2
    assert ", forecasts 1" in evidence_told(shipped.with_forecasts(1))
    with pytest.raises(BalkansimError, match="no version 3 of the forecasts") as refused:
        shipped.with_forecasts(3)
    assert refused.value.expected == "one of 1, 2"


def test_a_folder_with_one_file_has_one_version(tmp_path: Path) -> None:
    folder = new(tmp_path / "mine")
    (folder / "forecasts.toml").write_bytes((folder / "forecasts-1.toml").read_bytes())
    (folder / "forecasts-1.toml").unlink()
    mine = load_evidence(folder)
    assert questions_of(mine.with_forecasts(1)) == questions_of(mine)
    with pytest.raises(BalkansimError, match="no version 2"):
        mine.with_forecasts(2)


def test_the_option_answers_with_the_version_asked() -> None:
    small = {"draws": 2, "histories": 2}
    first = balkansim.forecast(forecasts=1, **small)
    newest = balkansim.forecast(**small)
    assert [entry.id for entry in first.entries] == [entry.id for entry in newest.entries if entry.reading == "main"]
    assert row(first, "F4").naive == (0.25, 0.25)
    by_evidence = balkansim.forecast(evidence=load_evidence().with_forecasts(1), **small)
    assert by_evidence.entries == first.entries


@pytest.mark.parametrize("command", [["forecast"], ["explain", "F4"], ["rivals"], ["knockout"]])
def test_a_version_that_does_not_exist_is_refused(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command([*command, "--forecasts", "3"]) == 2
    told = capsys.readouterr().err
    assert "no version 3 of the forecasts" in told
    assert "one of 1, 2" in told
