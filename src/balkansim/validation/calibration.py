"""The function behind the command `calibrate`."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from balkansim.errors import BalkansimError
from balkansim.evidence.coefficients import CALIBRATED_BELOW, NOTES_FILE, ROWS_FILE
from balkansim.pages import Result
from balkansim.validation.rejection import NOMINAL, Fit, Predicted, Recovered

if TYPE_CHECKING:
    import pandas as pd

    from balkansim.evidence.coefficients import Parameter
    from balkansim.evidence.evidence import Evidence
    from balkansim.validation.rejection import Accepted

SIMULATIONS, ACCEPT, ROWS, SEED = 12_000, 0.05, 400, 1
MOST_SIMULATIONS = 10_000_000
OTHER_LUCK = 1
"""Added to the seed for records predicted from the posterior, so that their luck is not that of the fit."""


def calibrate(
    *,
    simulations: int = SIMULATIONS,
    accept: float = ACCEPT,
    seed: int = SEED,
    rows: int = ROWS,
    check: bool = False,
    recovery: int = 0,
    leave_one_out: bool = False,
    out: Path | str | None = None,
    evidence: Evidence | Path | str | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Calibration:
    """Fit the intercepts that history identifies to the record before April 2025.

    Parameters
    ----------
    simulations : int
        Records simulated from the priors, from 1 to ten million; the default takes some minutes.
    accept : float
        Share of them that is kept, above 0, at most 1.
    seed : int
        Seed of all luck, not negative.
    rows : int
        Draws kept of the joint posterior.
    check : bool
        Whether the posterior's predictions are held against every target.
    recovery : int
        Records simulated from known coefficients that are fitted in turn; 0 for none.
    leave_one_out : bool
        Whether the fit is repeated without each target.
    out : path, optional
        Folder into which ``posterior.csv`` and ``posterior.toml`` are written.
    evidence : Evidence or path, optional
        Evidence folder with priors and targets; by default what ships.
    progress : callable, optional
        Told how many records are simulated, and of how many.

    Returns
    -------
    Calibration
        Prints as text, shows as HTML, ``.to_frame()``, ``.to_json()``.

    Raises
    ------
    BalkansimError
        If targets or priors are malformed, or a number is out of range.
    """
    import numpy as np

    from balkansim.evidence.coefficients import load_priors
    from balkansim.evidence.evidence import Evidence, load_evidence
    from balkansim.model.ensemble import Size
    from balkansim.validation import rejection as fitted
    from balkansim.validation.records import Simulator
    from balkansim.validation.rejection import accept as accepting
    from balkansim.validation.targets import FILE, load_targets

    check_numbers(simulations, accept, rows, recovery)
    Size(1, 1, seed)
    known = evidence if isinstance(evidence, Evidence) else load_evidence(None if evidence is None else Path(evidence))
    priors = load_priors(known.path("parameters.toml"))
    targets = load_targets(known.folder / FILE, known, priors)
    chosen = {name: priors[name] for name in targets.coefficients}
    columns = [(column, target) for column, target in enumerate(targets.targets) if target.is_fitted]
    simulator = Simulator(known, targets, priors, seed)
    pool = simulator.from_priors(simulations, progress)
    places, observed = [column for column, _ in columns], np.array([target.statistic for _, target in columns])
    near = accepting(pool.shares, pool.statistics[:, places], observed, accept)
    shares = fitted.sampled(near, rows)
    draws = {name: tuple(map(float, chosen[name].quantiles(shares[:, k]))) for k, name in enumerate(chosen)}
    predicted = []
    if check:
        predicted = fitted.predictions(Simulator(known, targets, priors, seed + OTHER_LUCK).at(shares), targets.targets)
    found = Calibration(
        _fitting(known, chosen, near, simulations, accept, seed, rows, out),
        fitted.fits(chosen, shares),
        draws,
        tuple(predicted),
        tuple(fitted.recovery(pool, places, list(chosen), accept, recovery) if recovery else ()),
        fitted.left_out(pool, columns, chosen, accept, rows) if leave_one_out else None,
        {name: tuple(told.get("bears_on", ())) for name, told in targets.coefficients.items()},
    )
    if out is not None:
        write(found, Path(out))
    return found


def check_numbers(simulations: int, accept: float, rows: int, recovery: int) -> None:
    """Refuse numbers out of range, and too few simulations kept."""
    from balkansim.validation.rejection import number_kept

    ranges = {
        "simulations": (simulations, 1, MOST_SIMULATIONS),
        "rows": (rows, 1, MOST_SIMULATIONS),
        "recovery": (recovery, 0, simulations),
    }
    for name, (number, lowest, highest) in ranges.items():
        if isinstance(number, bool) or not isinstance(number, int) or not lowest <= number <= highest:
            expected = f"a whole number from {lowest} to {highest}"
            raise BalkansimError(f"{name} = {number!r}", expected=expected, where=f"--{name}")
    if not 0.0 < accept <= 1.0:
        raise BalkansimError(f"accept = {accept!r}", expected="a share above 0, at most 1", where="--accept")
    number_kept(simulations - (1 if recovery else 0), accept)


def _fitting(
    evidence: Evidence,
    priors: Mapping[str, Parameter],
    near: Accepted,
    simulations: int,
    accept: float,
    seed: int,
    rows: int,
    out: Path | str | None,
) -> Fitting:
    """Say what a calibration was run with."""
    from balkansim.evidence.coefficients import priors_hash
    from balkansim.model.compiling import source_hash
    from balkansim.validation.targets import FILE

    tables = {name: {key: getattr(p, key) for key in ("low", "value", "high", "shape")} for name, p in priors.items()}
    targets = (evidence.folder / FILE).read_bytes().replace(b"\r\n", b"\n")
    command = f"balkansim calibrate --simulations {simulations} --accept {accept:g} --seed {seed} --rows {rows}"
    return Fitting(
        f"{command} --out {Path(out).name}" if out is not None else command,
        seed,
        simulations,
        accept,
        len(near.weights),
        1.0 / float((near.weights**2).sum()),
        rows,
        {
            **{name: version(name) for name in ("balkansim", "numpy", "scipy", "numba")},
            "python": platform.python_version(),
            "rules": f"{source_hash():x}",
        },
        priors_hash(tables),
        hashlib.sha256(targets).hexdigest(),
    )


WIDTH = 100
NAME = 29
CELL = 14
SHORT_NAMES = {"northern-kosovo": "n-kosovo"}


def run(fitting: Fitting) -> str:
    """Tell what a calibration was run with."""
    made_with = ", ".join(f"{name} {version}" for name, version in fitting.versions.items())
    return "\n".join(
        (
            f"calibration on history before April 2025: {fitting.simulations} simulated records, the nearest "
            f"{fitting.kept} kept",
            f"({fitting.effective:.0f} by weight), {fitting.rows} draws of the joint posterior; seed {fitting.seed}",
            f"priors {fitting.priors[:12]}, targets {fitting.targets[:12]}",
            *_wrapped(f"made with {made_with}"),
            f"again: {fitting.command}",
        )
    )


def coefficients(fits: Sequence[Fit]) -> str:
    """Tell priors, posteriors and what is left of the spread."""
    lines = [f"{'coefficient'.ljust(NAME)}{'prior 5-50-95%'.ljust(24)}{'posterior 5-50-95%'.ljust(24)}sd ratio"]
    for fit in fits:
        label = "calibrated" if fit.sd_ratio < CALIBRATED_BELOW else "assumed still"
        cells = f"{_three(fit.prior).ljust(24)}{_three(fit.posterior).ljust(24)}{fit.sd_ratio:8.2f}  {label}"
        lines.append(fit.name.ljust(NAME) + cells)
    lines += _wrapped(
        f"sd ratio: posterior over prior sd on the prior's own scale; calibrated only below {CALIBRATED_BELOW}. It "
        "says how much history adds to a prior that is wide on purpose, not how narrow the posterior is. All "
        "other coefficients are drawn from their ranges meanwhile and stay assumed: the posterior is marginal over "
        "them. Several of those ranges were reasoned from the same record (severity_gap_3, severity_gap_4, "
        "decline_base, exit_base, founding_base, accession_invitation)."
    )
    return "\n".join(lines)


def predictions(predicted: Sequence[Predicted]) -> str:
    """Tell every target against the posterior's predictions."""
    lines = [f"{'target'.ljust(NAME)}{'observed'.rjust(9)}   {'predicted 5-50-95%'.ljust(24)}"]
    for found in predicted:
        verdict = "inside" if found.is_inside else "OUTSIDE"
        held = "" if found.is_fitted else ", held back"
        states = f"; {found.states_inside} of {found.states} states inside" if found.states else ""
        spread = _three((found.low, found.middle, found.high)).ljust(24)
        lines.append(f"{found.id.ljust(NAME)}{_number(found.observed).rjust(9)}   {spread}{verdict}{held}{states}")
    lines += _wrapped(
        "predicted: records simulated from the posterior, all other coefficients drawn from their ranges. accessions "
        "is the logarithm of the rate a candidate-year. The model has no shocks of its own to one state's budget, so "
        "states scatter more than it says. A target held back was not fitted."
    )
    return "\n".join(lines)


def recoveries(recovered: Sequence[Recovered]) -> str:
    """Tell how often known coefficients were found again."""
    lines = [f"{'recovery'.ljust(NAME)}{'in the 90% interval'.ljust(24)}"]
    for found in recovered:
        rate = f"{found.hits} of {found.repetitions} ({100 * found.rate:.0f}%)".ljust(24)
        verdict = "nominal" if found.is_nominal else "NOT NOMINAL"
        lines.append(f"{found.name.ljust(NAME)}{rate}{verdict}")
    error = 100 * recovered[0].error
    lines += _wrapped(
        f"recovery: records simulated from known coefficients are fitted in turn; {100 * NOMINAL:.0f}% of the "
        f"intervals should hold them, within two binomial standard errors of {error:.1f} points."
    )
    return "\n".join(lines)


def leaving_out(table: Mapping[str, Mapping[str, float]], names: Sequence[str]) -> str:
    """Tell what remains of each coefficient's prior sd without each target."""
    heads = [_short(name) for name in names]
    lines = ["without".ljust(NAME - 4) + "".join(head.rjust(CELL) for head in heads)]
    for gone, row in table.items():
        lines.append(gone.ljust(NAME - 4) + "".join(f"{row[name]:.2f}".rjust(CELL) for name in names))
    lines += _wrapped(
        "sd ratios when the target named is left out: what rises was bought by it. Differences of a few hundredths "
        "are chance of the simulations."
    )
    return "\n".join(lines)


def _short(name: str) -> str:
    family, _, party = name.partition(".")
    return f"{family.removesuffix('_base')}" if party in SHORT_NAMES else family


def _three(numbers: Sequence[float]) -> str:
    return "  ".join(_number(number) for number in numbers)


def _number(number: float) -> str:
    return f"{number:.3f}" if abs(number) < 1 else f"{number:.2f}" if abs(number) < 10 else f"{number:.1f}"


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, subsequent_indent="  ", break_on_hyphens=False)


@dataclass(frozen=True)
class Fitting:
    """What a calibration was run with.

    ``accept``: share of the simulations that is kept. ``effective``: kept simulations, counted by weight. ``priors``,
    ``targets``: SHA-256 of the priors fitted and of the file of targets.
    """

    command: str
    seed: int
    simulations: int
    accept: float
    kept: int
    effective: float
    rows: int
    versions: Mapping[str, str]
    priors: str
    targets: str


@dataclass(frozen=True)
class Calibration(Result):
    """A posterior of the intercepts that history identifies.

    ``draws``: by coefficient, equally weighted draws of the joint posterior, sorted by the first. ``predicted``: the
    targets against the posterior's predictions; empty where not asked for. ``recovered``: how often known coefficients
    were found again; empty where not asked for. ``left_out``: by target left out, what remains of each coefficient's
    prior sd; empty where not asked for.
    """

    fitting: Fitting
    fits: tuple[Fit, ...]
    draws: Mapping[str, tuple[float, ...]]
    predicted: tuple[Predicted, ...] = ()
    recovered: tuple[Recovered, ...] = ()
    left_out: Mapping[str, Mapping[str, float]] | None = None
    bears_on: Mapping[str, tuple[str, ...]] | None = None

    @property
    def calibrated(self) -> tuple[str, ...]:
        """The coefficients that history narrowed clearly."""
        return tuple(fit.name for fit in self.fits if fit.sd_ratio < CALIBRATED_BELOW)

    def to_frame(self) -> pd.DataFrame:
        """Return the coefficients as a frame, a row each."""
        import pandas as pd

        return pd.DataFrame([_flat(fit) for fit in self.fits])

    def as_dict(self) -> dict[str, Any]:
        """Return everything but the draws as plain values."""
        return {
            "fitting": asdict(self.fitting),
            "coefficients": [
                {**asdict(fit), "origin": "calibrated" if fit.name in self.calibrated else "assumed"}
                for fit in self.fits
            ],
            "predicted": [{**asdict(found), "is_inside": found.is_inside} for found in self.predicted],
            "recovered": [{**asdict(found), "rate": found.rate, "error": found.error} for found in self.recovered],
            "left_out": {name: dict(row) for name, row in (self.left_out or {}).items()},
        }

    def __str__(self) -> str:
        """Return the calibration as text within 100 columns."""
        parts = [run(self.fitting), coefficients(self.fits)]
        if self.predicted:
            parts.append(predictions(self.predicted))
        if self.recovered:
            parts.append(recoveries(self.recovered))
        if self.left_out:
            parts.append(leaving_out(self.left_out, [fit.name for fit in self.fits]))
        return "\n\n".join(parts)


def _flat(fit: Fit) -> dict[str, Any]:
    ends = ("low", "value", "high")
    before = {f"prior_{end}": number for end, number in zip(ends, fit.prior, strict=True)}
    after = {f"posterior_{end}": number for end, number in zip(ends, fit.posterior, strict=True)}
    origin = "calibrated" if fit.sd_ratio < CALIBRATED_BELOW else "assumed"
    return {"name": fit.name, **before, **after, "sd_ratio": fit.sd_ratio, "origin": origin}


DIGITS = 10
ROUNDED = 6
HEAD = "# What made posterior.csv: the joint posterior of the fitted coefficients, each row as likely as any other."


def write(calibration: Calibration, folder: Path) -> None:
    """Write the draws and the notes of a posterior; files of the same names are replaced.

    ``folder``: where; it is made where it does not exist.
    """
    texts = {ROWS_FILE: rows_text(calibration), NOTES_FILE: notes_text(calibration)}
    drafts = {name: folder / f".{name}.writing" for name in texts}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            drafts[name].write_text(text, encoding="utf-8", newline="\n")
        for name, draft in drafts.items():
            os.replace(draft, folder / name)
    except OSError as error:
        for draft in drafts.values():
            if draft.parent.is_dir():
                draft.unlink(missing_ok=True)
        found = f"cannot be written: {error.strerror}"
        raise BalkansimError(found, where=str(folder), todo="name another folder with --out") from None


def rows_text(calibration: Calibration) -> str:
    """Return the draws as CSV, a row each."""
    rows = zip(*calibration.draws.values(), strict=True)
    lines = [",".join(f"{number:.{DIGITS}g}" for number in row) for row in rows]
    return "\n".join([",".join(calibration.draws), *lines]) + "\n"


def notes_text(calibration: Calibration) -> str:
    """Return what made the draws, as TOML; a JSON string is a TOML string too."""
    fitting = calibration.fitting
    lines = [HEAD, f"command = {json.dumps(fitting.command)}"]
    for name in ("seed", "simulations", "accept", "kept", "rows"):
        lines.append(f"{name} = {getattr(fitting, name)}")
    lines.append(f"effective = {fitting.effective:.1f}")
    lines += [f"{name} = {json.dumps(getattr(fitting, name))}" for name in ("priors", "targets")]
    lines += ["", "[versions]", *(f"{name} = {json.dumps(told)}" for name, told in fitting.versions.items())]
    for fit in calibration.fits:
        low, value, high = (round(number, ROUNDED) for number in fit.posterior)
        lines += ["", f"[coefficients.{json.dumps(fit.name)}]", f"low = {low}", f"value = {value}", f"high = {high}"]
        lines += [f"sd_ratio = {round(fit.sd_ratio, ROUNDED)}"]
        lines += [f'origin = "{"calibrated" if fit.sd_ratio < CALIBRATED_BELOW else "assumed"}"']
        lines += [f"bears_on = {json.dumps(list((calibration.bears_on or {}).get(fit.name, ())))}"]
    return "\n".join(lines) + "\n"
