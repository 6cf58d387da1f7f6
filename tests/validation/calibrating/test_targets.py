"""Targets: what ships holds together, and every mistake in a file of one's own is refused where it stands."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from balkansim.errors import BalkansimError
from balkansim.evidence.coefficients import load_priors
from balkansim.evidence.evidence import Evidence, load_evidence
from balkansim.months import month_index
from balkansim.validation.targets import Targets, load_targets

FITTED = {"accession_base", "lapse_base", "hazard_base.northern-kosovo", "severity_2", "arms_trend"}
GOOD = """
[coefficients]
lapse_base = { bears_on = ["F10"] }

[targets.endings]
statement = "none of one ended"
kind = "endings"
observed = 0
out_of = 1
uncertainty = 0.0
source = "made up"
use = "fit"
windows = [{ scenario = "open-balkan-2019", bloc = "open-balkan", first = "2019-11", last = "2023-01" }]
"""


@cache
def evidence() -> Evidence:
    return load_evidence()


def load(path: Path) -> Targets:
    return load_targets(path, evidence(), load_priors(evidence().path("parameters.toml")))


@pytest.fixture
def written(tmp_path: Path) -> Callable[[str], Path]:
    def write(text: str) -> Path:
        path = tmp_path / "targets.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_what_ships_fits_the_five_intercepts_to_nothing_after_march_2025() -> None:
    found = load(evidence().path("targets.toml"))
    assert set(found.coefficients) == FITTED
    last = max(window.last for target in found.targets for window in target.windows)
    assert last <= month_index("2025-03")
    assert {target.id for target in found.targets if not target.is_fitted} == {"uninvited"}


def test_the_observed_accession_rate_is_three_and_a_half_in_twenty_years() -> None:
    found = {target.id: target for target in load(evidence().path("targets.toml")).targets}
    assert found["accessions"].statistic == pytest.approx(-1.758, abs=0.001)  # ln(3.5 / 20.3)
    assert found["expenditure-2014-2019"].observed == pytest.approx(0.06255)


def test_priors_of_the_five_do_not_rest_on_the_targets() -> None:
    priors = load_priors(evidence().path("parameters.toml"))
    for name in FITTED:
        assert "wide on purpose" in priors[name].reason
        assert not any(word in priors[name].reason for word in ("format", "2008", "17 years", "per cent"))


def test_a_small_file_is_read(written: Callable[[str], Path]) -> None:
    assert [target.id for target in load(written(GOOD)).fitted] == ["endings"]


BAD = {
    "unknown coefficient": ("lapse_base =", "lapse_bas =", "did you mean 'lapse_base'"),
    "a fixed coefficient": ("lapse_base =", "polarisation_alpha =", "polarisation_alpha is fixed"),
    "negative count": ("observed = 0", "observed = -1", "a count, not below 0"),
    "more than there are": ("observed = 0", "observed = 2", "at most out_of = 1"),
    "no cases": ("out_of = 1", "out_of = 0", "a number above 0"),
    "not a number": ("out_of = 1", "out_of = nan", "a finite number"),
    "negative uncertainty": ("uncertainty = 0.0", "uncertainty = -1.0", "not below 0"),
    "window past the horizon": ('last = "2023-01"', 'last = "2023-02"', "months from October 2019 to January 2023"),
    "window before the start": ('first = "2019-11"', 'first = "2019-09"', "months from October 2019"),
    "unknown scenario": ("open-balkan-2019", "open-balkan-2018", "unknown scenario"),
    "unknown bloc": ('bloc = "open-balkan"', 'bloc = "craiova"', "unknown bloc"),
    "unknown kind": ('kind = "endings"', 'kind = "ending"', "did you mean 'endings'"),
    "unknown key": ("statement =", "statment =", "did you mean 'statement'"),
    "no use": ('use = "fit"', 'use = "guess"', "unknown use"),
    "nothing fitted": ('use = "fit"', 'use = "check"', "no target is fitted"),
    "no windows": ("windows = [{", "windows = []\nseverity = 1 #", "'windows' is missing or empty"),
}


@pytest.mark.parametrize(("before", "after", "told"), BAD.values(), ids=BAD)
def test_a_mistake_is_refused(written: Callable[[str], Path], before: str, after: str, told: str) -> None:
    with pytest.raises(BalkansimError, match=told.replace("(", r"\(")):
        load(written(GOOD.replace(before, after)))


GROWTH = GOOD.replace('kind = "endings"\nobserved = 0', 'kind = "growth"\nby_state = { SRB = 0.04 }').replace(
    'bloc = "open-balkan", first = "2019-11"', 'first = "2020-01"'
)
BAD_GROWTH = {
    "a stranger": ("SRB = 0.04", "FRA = 0.04", "unknown state 'FRA'"),
    "a word": ("SRB = 0.04", 'SRB = "much"', "by_state.SRB = 'much'"),
    "not from January": ('first = "2020-01"', 'first = "2020-02"', "two Januaries"),
    "a window that is no table": ("windows = [{", 'windows = ["now", {', "a window 'now'"),
}


@pytest.mark.parametrize(("before", "after", "told"), BAD_GROWTH.values(), ids=BAD_GROWTH)
def test_a_mistake_about_growth_is_refused(written: Callable[[str], Path], before: str, after: str, told: str) -> None:
    assert load(written(GROWTH)).fitted[0].observed == 0.04
    with pytest.raises(BalkansimError, match=told):
        load(written(GROWTH.replace(before, after)))


def test_an_empty_target_and_an_empty_file_are_refused(written: Callable[[str], Path]) -> None:
    head = GOOD.partition("[targets")[0]
    with pytest.raises(BalkansimError, match="an empty target"):
        load(written(head + "[targets.endings]\n"))
    with pytest.raises(BalkansimError, match="no targets"):
        load(written(head))
    with pytest.raises(BalkansimError, match="no coefficients"):
        load(written("[targets]\n"))
