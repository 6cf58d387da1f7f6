"""The command `plot`: draw a figure of a scenario or a run folder and write it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from balkansim.cli.options import scenario_options, size_options
from balkansim.errors import BalkansimError, unknown

KIND_LIST = "ledger|fan|surface|line|map|strip|sensitivity|knockout|box|reliability|agreement"


@click.command(name="plot")
@click.argument("target", default="baseline")
@click.option("--kind", default="", metavar=KIND_LIST, help="What to draw; by default what suits the target.")
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Figure: .png, .svg or .pdf.")
@click.option("--data", type=click.Path(path_type=Path), metavar="FILE.csv", help="Write what is drawn as CSV.")
@click.option("--force", is_flag=True, help="Let --out and --data replace existing files.")
@click.option("--width", type=float, default=160.0, show_default=True, metavar="MM", help="Width of the figure.")
@click.option("--series", default="", metavar="NAME", help="fan: 'tension SRB-XKX', 'cohesion adriatic', ...")
@click.option("--dyad", default="", metavar="A-B", help="fan: short for --series 'tension A-B'.")
@click.option("--against", default="", metavar="SCENARIO", help="fan: a second scenario, and the difference beneath.")
@click.option("--outcome", default="", metavar="NAME", help="Of a sweep: F1, polarisation, or NUMBER>0.")
@click.option("--factor", "factors", multiple=True, metavar="NAME", help="surface, line: along the axes; repeatable.")
@click.option("--month", "months", multiple=True, metavar="MONTH", help="map, strip: as 2026-04; repeatable.")
@click.option(
    "--variable", default="position", show_default=True, metavar="NAME", help="map, strip: colours of states."
)
@click.option("--point", type=int, metavar="P", help="Design point of a run folder.")
@click.option("--run", type=int, default=0, show_default=True, help="map, strip: history of the parameter draw.")
@click.option("--draw", type=int, default=0, show_default=True, help="map, strip: parameter draw.")
@click.option("--threshold", type=float, metavar="NUMBER", help="box: what the outcome must pass.")
@click.option("--yardstick", default="", metavar="NAME", help="Yardstick of the probability words.")
@size_options
@scenario_options
def command(
    target: str, kind: str, out: Path | None, data: Path | None, force: bool, dyad: str, **options: Any
) -> None:
    """Draw a figure of TARGET: a scenario (baseline, if none is named) or a run folder.

    For agreement TARGET may be an evidence folder; for reliability it is a CSV file with the columns probability and
    outcome.
    """
    from balkansim.cli.console import progress_bar, say
    from balkansim.viz.plot import KINDS, check_data_file, check_figure_file, check_width, plot

    if kind and kind not in KINDS:
        raise unknown("kind", kind, KINDS, where="--kind")
    if dyad and options["series"]:
        raise BalkansimError("--dyad beside --series", expected="one of them", where="plot")
    check_width(options["width"])
    if out is None and data is None:
        raise BalkansimError("nothing to write", expected="--out FILE.png, --data FILE.csv, or both", where="plot")
    if out is not None:
        check_figure_file(out, force=force)
    if data is not None:
        check_data_file(data, force=force)
    options["series"] = f"tension {dyad}" if dyad else options["series"]
    with progress_bar("histories") as progress:
        found = plot(target, kind, **options, progress=progress)
    if out is not None:
        found.save(out, force=force)
    if data is not None:
        found.write_data(data, force=force)
    say(f"Wrote {' and '.join(str(place) for place in (out, data) if place)}: {found}")
