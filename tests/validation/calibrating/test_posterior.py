"""The posterior as forecasts use it: a row together, settings before it, priors where there is none."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from balkansim.analysis.provenance import explain_coefficient
from balkansim.errors import BalkansimError
from balkansim.evidence.coefficients import (
    NOTES_FILE,
    ROWS_FILE,
    load_parameters,
    load_posterior,
    load_priors,
    notes_of,
    priors_hash,
)
from balkansim.evidence.evidence import Evidence, load_evidence, new
from balkansim.forecasts.ledger import calibrated_told
from balkansim.model.sampling import Sampler
from balkansim.scenario.factors import catalogue, coefficients
from balkansim.scenario.resolve import resolve
from running import notes_of_a_fit

PAIRS = ((0.02, -1.0), (0.04, 1.0), (0.08, 0.0))
RATIOS = {"accession_base": 0.6, "severity_2": 0.9}


def with_rows(folder: Path) -> Path:
    """Write a posterior of three rows and two coefficients into a folder."""
    priors = load_priors(folder / "parameters.toml")
    tables = {name: {key: getattr(priors[name], key) for key in ("low", "value", "high", "shape")} for name in RATIOS}
    rows = "\n".join(f"{one},{other}" for one, other in PAIRS)
    (folder / ROWS_FILE).write_text(f"accession_base,severity_2\n{rows}\n", encoding="utf-8")
    notes = [notes_of_a_fit(priors_hash(tables), len(PAIRS))]
    for (name, ratio), numbers in zip(RATIOS.items(), zip(*PAIRS, strict=True), strict=True):
        low, value, high = sorted(numbers)
        origin = "calibrated" if ratio < 0.7 else "assumed"
        notes += [
            f"[coefficients.{name}]",
            f"sd_ratio = {ratio}",
            f'origin = "{origin}"',
            f"low = {low}\nvalue = {value}\nhigh = {high}",
            'bears_on = ["F1", "F99"]',
        ]
    (folder / NOTES_FILE).write_text("\n".join(notes), encoding="utf-8")
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = new(tmp_path / "mine")
    for name in (ROWS_FILE, NOTES_FILE):
        (made / name).unlink(missing_ok=True)
    return made


def sampler(evidence: Evidence, *, set_: dict[str, object] | None = None, **more: object) -> Sampler:
    scenario = resolve("baseline", set_=set_ or {}, evidence=evidence)
    return Sampler(scenario, evidence, coefficients(evidence), 40, 1, **more)  # type: ignore[arg-type]


def test_a_draw_takes_a_whole_row(folder: Path) -> None:
    drawn = sampler(load_evidence(with_rows(folder)))
    pairs = set(
        zip(drawn.coefficient("accession_base").tolist(), drawn.coefficient("severity_2").tolist(), strict=True)
    )
    assert pairs == set(PAIRS)


def test_the_row_is_picked_by_the_uniform_that_drew_the_first_coefficient_before(folder: Path) -> None:
    before = sampler(load_evidence(folder)).coefficient("accession_base")
    after = sampler(load_evidence(with_rows(folder))).coefficient("accession_base")
    order = np.argsort(before)
    assert (np.diff(after[order]) >= 0.0).all()


def test_settings_and_fixed_values_come_before_the_posterior(folder: Path) -> None:
    evidence = load_evidence(with_rows(folder))
    set_ = sampler(evidence, set_={"severity_2": 0.3})
    assert set(set_.coefficient("severity_2").tolist()) == {0.3}
    assert set(set_.coefficient("accession_base").tolist()) == {0.02, 0.04, 0.08}
    fixed = sampler(evidence, fixed={"accession_base": 0.11})
    assert set(fixed.coefficient("accession_base").tolist()) == {0.11}


def test_at_the_median_each_stands_at_its_posterior_median(folder: Path) -> None:
    middle = sampler(load_evidence(with_rows(folder)), at_median=True)
    assert middle.coefficient("accession_base") == pytest.approx(0.04)
    assert middle.coefficient("severity_2") == pytest.approx(0.0)


def test_without_its_files_the_priors_are_drawn(folder: Path) -> None:
    evidence = load_evidence(folder)
    assert coefficients(evidence)["accession_base"] == load_priors(folder / "parameters.toml")["accession_base"]
    assert calibrated_told(notes_of(folder), ["F1"], ())[0].startswith("calibrated: nothing")


def test_only_what_history_narrowed_is_called_calibrated(folder: Path) -> None:
    found = load_parameters(with_rows(folder) / "parameters.toml")
    assert (found["accession_base"].origin, found["severity_2"].origin) == ("calibrated", "assumed")
    assert "sd 0.60 of the prior's (below 0.7)" in found["accession_base"].reason
    assert "prior 0.07 (0.01 to 0.5)" in found["accession_base"].reason


def test_explain_shows_median_interval_and_ratio(folder: Path) -> None:
    evidence = load_evidence(with_rows(folder))
    scenario = resolve("baseline", evidence=evidence)
    told = str(explain_coefficient(catalogue(scenario, evidence)["accession_base"], scenario, evidence))
    assert "calibrated" in told and "median 0.04" in told and "sd 0.60" in told


def test_the_ledger_says_what_is_calibrated_and_for_which_forecasts(folder: Path) -> None:
    notes = notes_of(with_rows(folder))
    calibrated, assumed = calibrated_told(notes, ["F1", "F2"], ())
    assert calibrated.startswith("calibrated: accession_base (F1);") and "severity_2 (F1)" in assumed
    assert calibrated_told(notes, ["F1"], ("accession_base",))[0].startswith("calibrated: nothing")


def test_other_priors_than_those_it_was_fitted_under_are_refused(folder: Path) -> None:
    path = with_rows(folder) / "parameters.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("low = -2.5, high = 2.5", "low = -2.0, high = 2.5"), encoding="utf-8")
    with pytest.raises(BalkansimError, match="fitted under other priors"):
        load_parameters(path)


@pytest.mark.parametrize("gone", [ROWS_FILE, NOTES_FILE])
def test_half_a_posterior_is_refused(folder: Path, gone: str) -> None:
    (with_rows(folder) / gone).unlink()
    with pytest.raises(BalkansimError, match="missing, though"):
        load_parameters(folder / "parameters.toml")


BAD_ROWS = {
    "a word": ("0.04,1.0", "0.04,much"),
    "a short row": ("0.04,1.0", "0.04"),
    "not finite": ("0.04,1.0", "0.04,inf"),
    "unknown column": ("severity_2", "severity_9"),
}


@pytest.mark.parametrize(("before", "after"), BAD_ROWS.values(), ids=BAD_ROWS)
def test_malformed_rows_are_refused(folder: Path, before: str, after: str) -> None:
    path = with_rows(folder) / ROWS_FILE
    path.write_text(path.read_text(encoding="utf-8").replace(before, after), encoding="utf-8")
    with pytest.raises(BalkansimError, match=r"posterior\.csv"):
        load_parameters(folder / "parameters.toml")


def test_a_heading_alone_is_refused(folder: Path) -> None:
    (with_rows(folder) / ROWS_FILE).write_text("accession_base,severity_2\n", encoding="utf-8")
    with pytest.raises(BalkansimError, match="no draws"):
        load_parameters(folder / "parameters.toml")


def test_what_ships_was_fitted_under_the_priors_and_targets_that_ship() -> None:
    import hashlib

    evidence = load_evidence()
    priors = load_priors(evidence.path("parameters.toml"))
    tables = {name: {key: getattr(p, key) for key in ("low", "value", "high", "shape")} for name, p in priors.items()}
    posterior = load_posterior(evidence.folder, tables)
    assert posterior is not None
    assert posterior.notes["targets"] == hashlib.sha256(evidence.path("targets.toml").read_bytes()).hexdigest()
    assert posterior.notes["command"].startswith("balkansim calibrate --simulations")
    assert {len(column) for column in posterior.rows.values()} == {posterior.notes["rows"]}
    assert list(posterior.rows[posterior.anchor]) == sorted(posterior.rows[posterior.anchor])
    for name, column in posterior.rows.items():
        assert priors[name].low <= min(column) <= max(column) <= priors[name].high


def test_the_folder_of_ones_own_takes_the_posterior_along(tmp_path: Path) -> None:
    made = new(tmp_path / "mine")
    assert coefficients(load_evidence(made))["accession_base"] == coefficients(load_evidence())["accession_base"]
