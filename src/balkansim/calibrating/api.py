"""The function behind the command `calibrate`."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Callable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from balkansim.errors import BalkansimError

if TYPE_CHECKING:
    from balkansim.calibrating.calibration import Calibration, Fitting
    from balkansim.calibrating.rejection import Accepted
    from balkansim.evidence.evidence import Evidence
    from balkansim.parameters import Parameter

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

    from balkansim.calibrating import fitting as fitted
    from balkansim.calibrating.calibration import Calibration
    from balkansim.calibrating.files import write
    from balkansim.calibrating.reading import FILE, load_targets
    from balkansim.calibrating.rejection import accept as accepting
    from balkansim.calibrating.simulating import Simulator
    from balkansim.evidence.evidence import Evidence, load_evidence
    from balkansim.experiments.ensemble import Size
    from balkansim.parameters import load_priors

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
    """Refuse numbers out of range, and too few simulations kept.

    Parameters
    ----------
    simulations, accept, rows, recovery
        As in `calibrate`.

    Raises
    ------
    BalkansimError
        With the option at fault.
    """
    from balkansim.calibrating.rejection import number_kept

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
    from balkansim.calibrating.calibration import Fitting
    from balkansim.calibrating.reading import FILE
    from balkansim.compiling import source_hash
    from balkansim.evidence.posterior import priors_hash

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
