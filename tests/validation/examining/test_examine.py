"""Cases worked by hand, what the file of cases refuses, and the examination held apart from the calibration."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

import balkansim
from balkansim.cli.main import run as balkansim_run
from balkansim.cli.validate import examine as command
from balkansim.errors import BalkansimError
from balkansim.evidence.coefficients import load_priors
from balkansim.evidence.evidence import Evidence, load_evidence, new
from balkansim.forecasts.intervals import spread
from balkansim.forecasts.joining import Accession
from balkansim.forecasts.kinds import Lapse
from balkansim.forecasts.outcomes import outcome
from balkansim.forecasts.series import Window
from balkansim.model.ensemble import Size
from balkansim.model.trajectories import Trajectories, blank
from balkansim.months import month_index
from balkansim.validation.calibration import calibrate
from balkansim.validation.examination import (
    BASE,
    FILE,
    MISS_BELOW,
    BaseRate,
    Case,
    Examination,
    Examined,
    Founding,
    TensionChange,
    examine,
    load_cases,
    world_of,
)
from balkansim.validation.past import Confrontation, PriorMaker
from balkansim.validation.targets import Targets, load_targets

SEEDS = Path(__file__).parents[3] / "seeds"
SMALL = {"draws": 4, "histories": 5, "seed": 1}
WORLD = """
question = "What then?"
expects = "What is worked out by hand."
start = "2010-06"
horizon = 24
roster = ["SRB", "XKX", "ALB"]
founding = false
elections = false
at_rest = true
[flashpoints.northern-kosovo]
parties = ["SRB", "XKX"]
[events.riot]
month = "2010-09"
kind = "incident"
flashpoint = "northern-kosovo"
severity = 3
[events.fire]
month = "2010-10"
kind = "incident"
flashpoint = "northern-kosovo"
severity = 2
[set]
"hazard_base.northern-kosovo" = -40.0
"""
CASES = """
[[cases]]
id = "riot"
group = "north"
scenario = "world.toml"
freeze = "2010-06"
asked = "violence"
window = { start = "2010-07", end = "2011-06" }
rule = { kind = "confrontation", flashpoint = "northern-kosovo", severity = 2 }
given = ["riot"]
happened = "yes"
account = "it did"
base = { hits = 1, of = 4, units = 2, reason = "made up" }
source = "made up"
[[cases]]
id = "no-riot"
group = "north"
scenario = "world.toml"
freeze = "2010-06"
asked = "violence without a riot"
window = { start = "2010-07", end = "2011-06" }
rule = { kind = "confrontation", flashpoint = "northern-kosovo", severity = 2 }
happened = "yes"
account = "it did"
base = { hits = 1, of = 4, units = 2, reason = "made up" }
source = "made up"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Callable[..., Path]:
    """Return a maker of evidence folders with two made-up cases, one text of them replaced."""

    def make(old: str = "", replacement: str = "") -> Path:
        made = new(tmp_path / f"mine-{len(list(tmp_path.iterdir()))}")
        (made / "world.toml").write_text(WORLD, encoding="utf-8")
        assert old in CASES
        (made / FILE).write_text(CASES.replace(old, replacement, 1) if old else CASES, encoding="utf-8")
        return made

    return make


def shipped() -> tuple[Case, ...]:
    """Return the cases that ship."""
    return load_cases(SEEDS / FILE).cases


def test_half_of_the_cases_happened_and_half_did_not() -> None:
    happened = [case.happened for case in shipped()]
    assert len(happened) >= 12
    assert happened.count("yes") == happened.count("no")


@pytest.mark.parametrize("case", shipped(), ids=lambda case: case.id)
def test_each_world_starts_at_its_freeze_and_knows_only_what_the_case_gives(case: Case, evidence: Evidence) -> None:
    world = world_of(case, evidence, SEEDS / FILE)
    assert (world.start, world.end) == (month_index(case.freeze), case.window.last)
    assert {event.name for event in world.events} == set(case.given)
    assert all(state.expenditure is not None for state in world.states.values()) or case.scenario == "march-2025.toml"


@pytest.mark.parametrize(
    ("old", "replacement", "told"),
    [
        ('"world.toml"', '"wrold.toml"', "no scenario file 'wrold.toml'"),
        ('"world.toml"', '"baselin"', "did you mean 'baseline'"),
        ('start = "2010-07"', 'start = "2010-06"', "a window that begins after Jun 2010"),
        ('end = "2011-06"', 'end = "2025-05"', "a window that ends by Apr 2025"),
        ('end = "2011-06"', 'end = "2013-06"', "where scenario world ends"),
        ("severity = 2", "severty = 2", "did you mean 'severity'"),
        ('"confrontation"', '"confrontatoin"', "did you mean 'confrontation'"),
        ('flashpoint = "northern-kosovo"', 'flashpoint = "northern-kosova"', "did you mean 'northern-kosovo'"),
        ('["riot"]', '["rioot"]', "unknown event 'rioot'; did you mean 'riot'"),
        ('happened = "yes"', 'happened = "perhaps"', "'yes' or 'no'"),
        ("hits = 1", "hits = 5", "hits up to 4, not 5"),
        ('id = "riot"', 'id = "no-riot"', "no-riot stands twice"),
        ("[[cases]]", "[[casse]]", "unknown key 'casse'; did you mean 'cases'"),
    ],
)
def test_mistakes_in_the_file_are_told_with_their_place(
    folder: Callable[..., Path], old: str, replacement: str, told: str
) -> None:
    with pytest.raises(BalkansimError) as found:
        examine(evidence=folder(old, replacement), **SMALL)
    assert told in str(found.value)
    assert FILE in found.value.where


def test_a_state_that_is_not_there_and_a_month_to_compare_with_that_is_too_late_are_refused(
    folder: Callable[..., Path],
) -> None:
    rule = 'rule = { kind = "confrontation", flashpoint = "northern-kosovo", severity = 2 }'
    change = 'rule = {{ kind = "tension-change", dyad = ["SRB", "{}"], direction = "up", by = 0.1, since = "{}" }}'
    with pytest.raises(BalkansimError, match="unknown state 'HRV'"):
        examine(evidence=folder(rule, change.format("HRV", "2010-06")), **SMALL)
    with pytest.raises(BalkansimError, match="from 2010-06 to before 2010-07, not 2010-08"):
        examine(evidence=folder(rule, change.format("ALB", "2010-08")), **SMALL)


def test_an_unknown_case_is_told_with_the_nearest_and_the_command_ends_with_2(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert balkansim_run(["examine", "prespa-last"]) == 2
    assert "did you mean 'prespa-lasted'" in capsys.readouterr().err


def test_the_calibration_is_the_same_without_any_case_and_with_other_cases(tmp_path: Path) -> None:
    few = {"simulations": 24, "accept": 1.0, "rows": 8, "seed": 3}
    without, other = new(tmp_path / "without"), new(tmp_path / "other")
    (without / FILE).unlink()
    (other / FILE).write_text(CASES, encoding="utf-8")
    first, second, third = (calibrate(**few, evidence=body) for body in (None, without, other))
    assert first.draws == second.draws == third.draws
    assert replace(first.fitting, command="") == replace(second.fitting, command="")


def targets_that_count(case: Case, targets: Targets) -> set[str]:
    """Return the targets about the same bloc or flashpoint that count months of a case's window."""
    about = {getattr(case.rule, "bloc", ""), getattr(case.rule, "flashpoint", ""), *getattr(case.rule, "blocs", ())}
    ends = {"lapse": ("endings",), "accession": ("accession-rate", "expansions", "accessions")}
    return {
        target.id
        for target in targets.targets
        for window in target.windows
        if {window.bloc, window.flashpoint} & about - {""}
        and target.kind in ends.get(case.rule.kind, ("years",))
        and window.first <= case.window.last
        and case.window.first <= window.last
    }


@pytest.mark.parametrize("case", shipped(), ids=lambda case: case.id)
def test_a_case_says_which_targets_of_the_calibration_count_its_months_too(case: Case, evidence: Evidence) -> None:
    targets = load_targets(SEEDS / "targets.toml", evidence, load_priors(SEEDS / "parameters.toml"))
    assert set(case.targets) == targets_that_count(case, targets)


def test_coefficients_come_from_their_priors_unless_asked() -> None:
    assert "drawn from its prior" in examine(["prespa-lasted"], **SMALL).coefficients
    assert examine(["prespa-lasted"], calibrated=True, **SMALL).coefficients.startswith("IN-SAMPLE")


def test_base_rates_by_hand() -> None:
    assert BaseRate(hits=0, of=5, reason="r").probability == pytest.approx(0.5 / 6)
    # Beta(1.5, 3.5): neither of two units with 3.5 * 4.5 / (5 * 6).
    assert BaseRate(hits=1, of=4, units=2, reason="r").probability == pytest.approx(1 - 3.5 * 4.5 / 30)


def record() -> Trajectories:
    """Return three histories of a year from June 2010: states SRB, XKX, ALB; an old bloc and one to be founded."""
    start = month_index("2010-06")
    monthly, tension, ends = blank(3, 12, 3)
    ends["founded"][:, 0] = start - 30
    ends["member"][:, [0, 2], 0] = 1
    ends["founded"][:, 1] = start + 2, start + 9, -1000
    ends["member"][0, [0, 1], 1] = ends["member"][1, [1, 2], 1] = 1
    ends["ended"][2, 0] = start + 4
    ends["joined"][1, 1, 0] = start + 3
    tension[:, :, 0] = 0.5
    tension[0, 3:6, 0] = 0.7  # September to November
    tension[1, 4, 0] = 0.3  # October
    monthly["severity"][1, 5, 0] = 3
    actors, blocs = ("SRB", "XKX", "ALB"), ("pact", "founded-1")
    return Trajectories("made up", start, actors, blocs, ("north",), (), 1, 3, monthly, tension, ends)


WINDOW = Window(start="2010-09", end="2010-11")
EARLY, LATE = Window(start="2010-07", end="2010-12"), Window(start="2010-07", end="2011-06")


def change(direction: str, by: float, **further: str) -> TensionChange:
    """Return a rule about Serbia and Kosovo."""
    return TensionChange(kind="tension-change", dyad=("XKX", "SRB"), direction=direction, by=by, **further)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("rule", "window", "expected"),
    [
        (Founding(kind="founding", states=("SRB",)), EARLY, [True, False, False]),
        (Founding(kind="founding", states=("ALB", "XKX")), EARLY, [False, False, False]),
        (Founding(kind="founding", states=("ALB", "XKX")), LATE, [False, True, False]),
        (Founding(kind="founding"), LATE, [True, True, False]),
        (change("up", 0.1), WINDOW, [True, False, False]),
        (change("up", 0.1), LATE, [False, False, False]),
        (change("up", 0.1, reading="any"), LATE, [True, False, False]),
        (change("down", 0.1, reading="any"), LATE, [False, True, False]),
        (change("down", 0.1, since="2010-09"), Window(start="2010-12", end="2011-06"), [True, False, False]),
        (change("up", 0.0), WINDOW, [True, False, True]),
        (Confrontation(kind="confrontation", flashpoint="north", severity=3), WINDOW, [False, True, False]),
        (Confrontation(kind="confrontation", flashpoint="north", severity=4), WINDOW, [False, False, False]),
        (Accession(kind="accession", states=("XKX",), bloc="pact"), WINDOW, [False, True, False]),
        (Lapse(kind="lapse", blocs=("pact",), need="all", idle_months=12), LATE, [False, False, True]),
    ],
)
def test_each_kind_of_rule_by_hand(rule: object, window: Window, expected: list[bool]) -> None:
    assert outcome(rule, window, {"scenario": record()}).tolist() == expected  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["north-2011-2013", "closed-border-2015", "open-balkan-unanswered"])
def test_a_probability_is_counted_on_the_histories(name: str, evidence: Evidence) -> None:
    case = next(case for case in shipped() if case.id == name)
    world = world_of(case, evidence, SEEDS / FILE)
    histories = PriorMaker(evidence, Size(**SMALL)).run_arm(world, 0, SMALL["draws"])
    yes = 0
    for monthly, tension, ends in zip(histories.monthly, histories.tension, histories.ends, strict=True):
        months = range(case.window.first - world.start, case.window.last - world.start + 1)
        if name == "north-2011-2013":
            yes += max(monthly[month]["severity"][0] for month in months) >= 3
        elif name == "closed-border-2015":
            slot = histories.dyads.index(("SRB", "HRV"))
            yes += np.mean([tension[month, slot] for month in months]) - tension[0, slot] >= 0.05
        else:
            yes += any(case.window.first <= month <= case.window.last for month in ends["founded"])
    (found,) = examine([name.upper()], **SMALL).cases
    share = yes / (SMALL["draws"] * SMALL["histories"])
    assert found.forecasts["model"] == pytest.approx(share if case.happened == "yes" else 1 - share)


def test_only_what_is_given_happens_and_misses_stand_first(folder: Callable[..., Path]) -> None:
    found = examine(evidence=folder(), **SMALL)
    assert [(one.id, one.spread.mean, one.verdict) for one in found.cases] == [
        ("no-riot", 0.0, "MISS"),
        ("riot", 1.0, "hit"),
    ]
    assert found.counted["hits"] == found.counted["misses"] == found.counted["ahead"] == 1
    assert found.counted["brier_model"] == pytest.approx(0.5)
    assert found.counted["log_model"] == pytest.approx(-(np.log(0.01) + np.log(0.99)) / 2)
    assert found.counted["brier_base"] == pytest.approx((3.5 * 4.5 / 30) ** 2)


def test_what_did_not_happen_is_given_the_rest(folder: Callable[..., Path]) -> None:
    found = examine(evidence=folder('happened = "yes"', 'happened = "no"'), **SMALL)
    assert {one.id: one.spread.mean for one in found.cases} == {"riot": 0.0, "no-riot": 0.0}
    assert found.cases[0].forecasts[BASE] == pytest.approx(3.5 * 4.5 / 30)


def test_under_five_per_cent_is_a_miss() -> None:
    case = shipped()[0]

    def of(hits: list[int]) -> str:
        share = spread(hits, 50)
        return Examined(case.id, 0, True, None, "", {"model": share.mean, BASE: 0.1}, case, share).verdict  # type: ignore[arg-type]

    assert MISS_BELOW == 0.05
    assert [of([2, 2]), of([3, 2]), of([50, 50])] == ["MISS", "hit", "hit"]


@pytest.fixture(scope="module")
def whole() -> Examination:
    """Return a small examination on all cases."""
    return balkansim.examine(draws=4, histories=4)


def test_a_page_has_every_case_the_least_expected_first(whole: Examination) -> None:
    text = str(whole)
    assert max(map(len, text.splitlines())) <= 100
    ids = [case.id for case in shipped()]
    assert sorted(whole.to_frame()["id"]) == sorted(ids)
    assert list(whole.to_frame()["probability"]) == sorted(whole.to_frame()["probability"])
    assert all(name in text for name in ids)
    assert "Source: " not in text
    assert whole.to_markdown().count("Source: ") == len(ids)
    assert "<table>" in whole._repr_html_()
    assert json.loads(whole.to_json())["counted"]["misses"] == sum("MISS" in line for line in text.splitlines())


def test_the_command_prints_a_case_in_full_and_json() -> None:
    few = ["prespa-lasted", "--draws", "4", "--histories", "2"]
    done = CliRunner().invoke(command, few, catch_exceptions=False)
    assert done.exit_code == 0
    assert "Given: prespa-agreement." in " ".join(done.output.split())
    told = json.loads(CliRunner().invoke(command, [*few, "--json"], catch_exceptions=False).output)
    assert [row["id"] for row in told["cases"]] == ["prespa-lasted"]


def test_the_folder_s_own_cases_are_checked_with_it(
    folder: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert balkansim_run(["evidence", "check", str(folder("hits = 1", "hits = 9"))]) == 2
    assert "hits up to 4" in capsys.readouterr().err
    assert load_evidence(folder()).path(FILE).is_file()
