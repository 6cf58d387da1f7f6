"""The command ``scenarios``: list them with their questions, or tell one in plain English."""

from __future__ import annotations

from pathlib import Path

import click

EVIDENCE = click.option(
    "--evidence",
    "folder",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Evidence folder instead of what ships.",
)


@click.command(name="scenarios")
@click.argument("name", required=False)
@click.option("--with", "with_", metavar="SCENARIO", multiple=True, help="Lay another scenario's changes over it.")
@click.option("--set", "set_", metavar="NAME=VALUE", multiple=True, help="Set a factor or a switch.")
@EVIDENCE
def command(name: str | None, with_: tuple[str, ...], set_: tuple[str, ...], folder: Path | None) -> None:
    """List the scenarios, or tell the scenario NAME (a name or a file) with its difference from its parent."""
    from balkansim.cli.console import say
    from balkansim.scenario.describe import listing, past_questions, told_from, with_questions

    if name is None and not (with_ or set_):
        past = f"The past, for calibration and hindcasts:\n{with_questions(past_questions())}"
        say(f"{listing()}\n\n{past}\n\nNext: balkansim scenarios kfor-drawdown")
    else:
        say(told_from(name or "baseline", with_=with_, set_=set_, folder=folder))
