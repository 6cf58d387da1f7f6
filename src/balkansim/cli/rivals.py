"""The command `rivals`: one scenario under every theory of accession."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from balkansim.cli.options import scenario_options, size_options


@click.command(name="rivals")
@click.argument("scenario", default="baseline")
@click.option("--forecast", "forecasts", multiple=True, metavar="ID", help="Only this forecast; repeatable.")
@size_options
@click.option("--yardstick", default="", metavar="NAME", help="Yardstick of the probability words.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@scenario_options
def command(
    scenario: str,
    forecasts: tuple[str, ...],
    draws: int,
    histories: int,
    seed: int,
    yardstick: str,
    as_json: bool,
    with_: tuple[str, ...],
    set_: tuple[str, ...],
    evidence: Path | None,
) -> None:
    """Print the ledgers of SCENARIO (baseline, if none is named) under rival theories of accession, side by side."""
    from balkansim.cli.console import progress_bar, say
    from balkansim.validation.rivals import rivals

    asked: dict[str, Any] = {"draws": draws, "histories": histories, "seed": seed, "yardstick": yardstick}
    world: dict[str, Any] = {"with_": with_, "set_": set_, "evidence": evidence}
    with progress_bar("comparing", quiet=as_json) as progress:
        found = rivals(scenario, forecasts=forecasts, **asked, **world, progress=progress)
    say(found.to_json() if as_json else str(found))
