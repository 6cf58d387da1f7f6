"""The command `play`: take one state's decisions month by month, the others played by the model."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from balkansim.cli.options import scenario_options


@click.command(name="play")
@click.argument("scenario", required=False)
@click.option("--as", "as_", metavar="STATE", help="The state you decide for, by code or name.")
@click.option("--seed", type=int, help="Seed of all luck, as in history.  [default: 1]")
@click.option("--run", type=int, help="Which history of the parameter draw.  [default: 0]")
@click.option("--draw", type=int, help="Parameter draw.  [default: 0]")
@click.option("--months", type=int, metavar="N", help="Months to play; by default to the scenario's horizon.")
@click.option("--save", type=click.Path(path_type=Path), metavar="FILE", help="Save the game here every month.")
@click.option("--resume", type=click.Path(path_type=Path), metavar="FILE", help="Go on with a saved game.")
@click.option("--script", type=click.Path(path_type=Path), metavar="FILE", help="Answers, one a line; # is a comment.")
@scenario_options
def command(**options: Any) -> None:
    """Decide for one state of SCENARIO (baseline, if none is named), month by month.

    Whatever you leave open, the model decides by its rule and luck. At the end stands what the model's own state would
    have done on the same luck.
    """
    from balkansim.cli.console import say
    from balkansim.teaching.play import play

    ending = play(**options, tell=lambda text: say(f"{text}\n" if "\n" in text else text))
    if ending.finished:
        say(str(ending))
