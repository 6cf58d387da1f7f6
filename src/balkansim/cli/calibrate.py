"""The command `calibrate`: fit the intercepts that history identifies."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from balkansim.validation.calibration import ACCEPT, ROWS, SEED, SIMULATIONS

FOLDER = click.Path(path_type=Path)


@click.command(name="calibrate")
@click.option("--simulations", type=int, default=SIMULATIONS, show_default=True, help="Records simulated.")
@click.option("--accept", type=float, default=ACCEPT, show_default=True, help="Share of them that is kept.")
@click.option("--seed", type=int, default=SEED, show_default=True, help="Seed of all luck.")
@click.option("--rows", type=int, default=ROWS, show_default=True, help="Draws kept of the posterior.")
@click.option("--check", is_flag=True, help="Hold the posterior's predictions against every target.")
@click.option("--recovery", type=int, default=0, metavar="N", help="Fit N records of known coefficients.")
@click.option("--leave-one-out", is_flag=True, help="Fit again without each target: what each buys.")
@click.option("--out", type=FOLDER, metavar="DIR", help="Write posterior.csv and posterior.toml there.")
@click.option("--evidence", type=FOLDER, metavar="DIR", help="Evidence folder of your own.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(as_json: bool, **asked: Any) -> None:
    """Fit a handful of coefficients to history before April 2025 and show how well that goes."""
    from balkansim.cli.console import progress_bar, say
    from balkansim.validation.calibration import calibrate

    with progress_bar("records", quiet=as_json) as progress:
        found = calibrate(progress=progress, **asked)
    say(found.to_json() if as_json else str(found))
    if asked["out"] is not None and not as_json:
        say(f"\n{asked['out']}: posterior.csv, posterior.toml; a forecast with that evidence folder uses them")
