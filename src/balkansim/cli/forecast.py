"""The command `forecast`: run the ensemble and print the ledger."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from balkansim.cli.options import scenario_options, size_options


@click.command(name="forecast")
@click.argument("scenario", default="baseline")
@size_options
@click.option("--yardstick", default="", metavar="NAME", help="Yardstick of the probability words.")
@click.option("--readings", is_flag=True, help="Also print the alternative readings, fixed beforehand.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@scenario_options
def command(
    scenario: str,
    draws: int,
    histories: int,
    seed: int,
    yardstick: str,
    readings: bool,
    as_json: bool,
    with_: tuple[str, ...],
    set_: tuple[str, ...],
    evidence: Path | None,
) -> None:
    """Print the forecast ledger of SCENARIO (baseline, if none is named)."""
    from balkansim.cli.console import progress_bar, say
    from balkansim.forecasts.forecast import forecast

    asked: dict[str, Any] = {"draws": draws, "histories": histories, "seed": seed, "yardstick": yardstick}
    with progress_bar("histories", quiet=as_json) as progress:
        found = forecast(
            scenario, **asked, readings=readings, with_=with_, set_=set_, evidence=evidence, progress=progress
        )
    say(found.to_json() if as_json else str(found))
