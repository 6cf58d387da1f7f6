"""The command `report`: write one HTML page on a scenario or a run folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from balkansim.cli.options import scenario_options, size_options


@click.command(name="report")
@click.argument("target", default="baseline")
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE.html", help="By default NAME-report.html here.")
@click.option("--forecast", "forecasts", multiple=True, metavar="ID", help="Explain only this, in full; repeatable.")
@click.option("--force", is_flag=True, help="Let --out replace an existing file.")
@click.option("--yardstick", default="", metavar="NAME", help="Yardstick of the probability words.")
@size_options
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@scenario_options
def command(target: str, as_json: bool, **options: Any) -> None:
    """Write one HTML page on TARGET: a scenario (baseline, if none is named), which is run, or a run folder.

    The page opens offline, on a phone too, and prints. On a scenario it takes about two minutes at the default size,
    since what drives each forecast is tried out; --forecast F1 or --draws 50 is quicker.
    """
    from balkansim.cli.console import progress_bar, say
    from balkansim.viz.report import report

    with progress_bar("report", quiet=as_json) as progress:
        found = report(target, **options, progress=progress)
    say(found.to_json() if as_json else str(found))
