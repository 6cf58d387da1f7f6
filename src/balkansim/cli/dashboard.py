"""The command `dashboard`: serve the dashboard on this machine."""

from __future__ import annotations

import click


@click.command(name="dashboard")
@click.argument("scenario", default="baseline")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8765, show_default=True, help="Port; 0 for any free one."
)
@click.option("--no-browser", is_flag=True, help="Print the address and open nothing.")
def command(scenario: str, port: int, no_browser: bool) -> None:
    """Open the dashboard in a browser, beginning with SCENARIO (baseline, if none is named).

    Choose a scenario, set factors, live months one by one, and see the ledger change. It is served on this machine
    only and needs no network.
    """
    from balkansim.cli.console import say
    from balkansim.viz.dashboard import serve

    serve(scenario, port=port, browser=not no_browser, tell=say)
