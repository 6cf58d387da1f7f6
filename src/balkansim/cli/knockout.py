"""The command `knockout`: what each mechanism contributes to each forecast."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from balkansim.cli.options import scenario_options, size_options


@click.command(name="knockout")
@click.argument("scenario", default="baseline")
@click.option("--forecast", "forecasts", multiple=True, metavar="ID", help="Only this forecast; repeatable.")
@click.option("--mechanism", "wanted", multiple=True, metavar="NAME", help="Only this mechanism; repeatable.")
@click.option("--list", "only_list", is_flag=True, help="List the mechanisms and run nothing.")
@size_options
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@scenario_options
def command(
    scenario: str,
    forecasts: tuple[str, ...],
    wanted: tuple[str, ...],
    only_list: bool,
    draws: int,
    histories: int,
    seed: int,
    as_json: bool,
    with_: tuple[str, ...],
    set_: tuple[str, ...],
    evidence: Path | None,
) -> None:
    """Switch each mechanism of SCENARIO (baseline, if none is named) off in turn and print what it contributes.

    At the default size this takes some minutes; --draws 50, --forecast F1 or --mechanism NAME is quicker.
    """
    from balkansim.analysis.knockouts import knockout, mechanisms
    from balkansim.cli.console import progress_bar, say

    if only_list:
        say(str(mechanisms(evidence)))
        return
    asked: dict[str, Any] = {"draws": draws, "histories": histories, "seed": seed}
    world: dict[str, Any] = {"with_": with_, "set_": set_, "evidence": evidence}
    with progress_bar("switching off", quiet=as_json) as progress:
        found = knockout(scenario, forecasts=forecasts, mechanisms=wanted, **asked, **world, progress=progress)
    say(found.to_json() if as_json else str(found))
