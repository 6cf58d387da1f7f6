"""The command `discover`: say under which values of its factors an outcome of a sweep comes about."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click


@click.command(name="discover")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--outcome", default="F1", show_default=True, metavar="NAME", help="A forecast, another column, or NUMBER>1."
)
@click.option("--threshold", type=float, metavar="NUMBER", help='What it must pass; by default where "likely" begins.')
@click.option("--below", is_flag=True, help="Look for values below the threshold instead, or for histories with a no.")
@click.option("--by", default="points", show_default=True, metavar="points|histories", help="What the cases are.")
@click.option("--box", type=int, metavar="N", help="Another box of the trajectory.")
@click.option("--seed", type=int, default=0, show_default=True, help="Draws histories where there are too many.")
@click.option("--yardstick", default="", metavar="NAME", help="Yardstick of the probability words.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(folder: Path, below: bool, as_json: bool, **asked: Any) -> None:
    """Print the box of factor values of the sweep in DIR in which an outcome comes about."""
    from balkansim.analysis.discovery import discover
    from balkansim.cli.console import say

    found = discover(folder, side="below" if below else "above", **asked)
    say(found.to_json() if as_json else str(found))
