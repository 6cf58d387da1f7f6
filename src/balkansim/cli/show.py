"""Commands that show: plot, report, dashboard."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

import balkansim
from balkansim.cli import options as shared
from balkansim.cli.console import progress_bar, say
from balkansim.errors import BalkansimError, unknown

KIND_LIST = "ledger|fan|surface|line|map|strip|sensitivity|knockout|box|reliability|agreement"


@click.command()
@click.argument("target", default="baseline")
@click.option("--kind", default="", metavar=KIND_LIST, help="What to draw; by default what suits the target.")
@click.option("--out", type=shared.PLACE, metavar="FILE", help="Figure: .png, .svg or .pdf.")
@click.option("--data", type=shared.PLACE, metavar="FILE.csv", help="Write what is drawn as CSV.")
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
@shared.yardstick
@shared.size
@shared.changes
@shared.versions
def plot(target: str, kind: str, out: Path | None, data: Path | None, force: bool, dyad: str, **options: Any) -> None:
    """Draw a figure of TARGET: a scenario (baseline, if none is named) or a run folder.

    For agreement TARGET may be an evidence folder; for reliability it is a CSV file with the columns probability and
    outcome.
    """
    from balkansim.viz.plot import KINDS, check_data_file, check_figure_file, check_width

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
        found = balkansim.plot(target, kind, **options, progress=progress)
    if out is not None:
        found.save(out, force=force)
    if data is not None:
        found.write_data(data, force=force)
    say(f"Wrote {' and '.join(str(place) for place in (out, data) if place)}: {found}")


@click.command()
@click.argument("target", default="baseline")
@click.option("--out", type=shared.PLACE, metavar="FILE.html", help="By default NAME-report.html here.")
@click.option("--forecast", "forecasts", multiple=True, metavar="ID", help="Explain only this, in full; repeatable.")
@shared.replace
@shared.yardstick
@shared.size
@shared.as_json
@shared.changes
@shared.versions
def report(**asked: Any) -> None:
    """Write one HTML page on TARGET: a scenario (baseline, if none is named), which is run, or a run folder.

    The page opens offline, on a phone too, and prints. On a scenario it takes about two minutes at the default size,
    since what drives each forecast is tried out; --forecast F1 or --draws 50 is quicker.
    """
    shared.run_and_show(balkansim.report, what="report", **asked)


@click.command()
@click.argument("scenario", default="baseline")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8765, show_default=True, help="Port; 0 for any free one."
)
@click.option("--no-browser", is_flag=True, help="Print the address and open nothing.")
def dashboard(scenario: str, port: int, no_browser: bool) -> None:
    """Open the dashboard in a browser, beginning with SCENARIO (baseline, if none is named).

    Choose a scenario, set factors, live months one by one, and see the ledger change. It is served on this machine
    only and needs no network.
    """
    from balkansim.viz.dashboard import serve

    serve(scenario, port=port, browser=not no_browser, tell=say)
