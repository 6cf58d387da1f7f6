"""The command `compare`: scenarios, or two bodies of evidence, on common random numbers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from balkansim.cli.options import size_options

FOLDER = click.Path(path_type=Path)


@click.command(name="compare")
@click.argument("scenarios", metavar="[SCENARIO]...", nargs=-1)
@click.option("--evidence", "pair", type=FOLDER, nargs=2, metavar="X Y", help="Compare two bodies of evidence.")
@click.option("--on", "own", type=FOLDER, metavar="DIR", help="Compare scenarios on evidence of your own.")
@size_options
@click.option("--readings", is_flag=True, help="Also compare the alternative readings.")
@click.option("--all-parameters", is_flag=True, help="Print every parameter in which the evidence differs.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--set", "set_", multiple=True, metavar="NAME=VALUE", help="Set a factor in every scenario; repeatable.")
@click.option("--with", "with_", multiple=True, metavar="SCENARIO", help="Lay a scenario over every one; repeatable.")
def command(
    scenarios: tuple[str, ...],
    pair: tuple[Path, Path] | None,
    own: Path | None,
    draws: int,
    histories: int,
    seed: int,
    readings: bool,
    all_parameters: bool,
    as_json: bool,
    set_: tuple[str, ...],
    with_: tuple[str, ...],
) -> None:
    """Compare SCENARIOs with the first of them, or one on two bodies of evidence (X is the reference).

    The word shipped stands for the evidence that ships.
    """
    from balkansim.analysis.compare import compare
    from balkansim.cli.console import progress_bar, say
    from balkansim.errors import BalkansimError

    if pair and own:
        raise BalkansimError("--evidence and --on together", expected="one of them", where="compare")
    asked: dict[str, Any] = {"draws": draws, "histories": histories, "seed": seed, "readings": readings}
    world: dict[str, Any] = {"with_": with_, "set_": set_, "evidence": pair or own, "all_parameters": all_parameters}
    with progress_bar("comparing", quiet=as_json) as progress:
        found = compare(*scenarios, **asked, **world, progress=progress)
    say(found.to_json() if as_json else str(found))
