"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

Command = Callable[..., Any]


def scenario_options(command: Command) -> Command:
    """Add ``--with``, ``--set`` and ``--evidence`` to a command that takes a scenario."""
    for option in (
        click.option("--evidence", type=click.Path(path_type=Path), metavar="DIR", help="Evidence folder of your own."),
        click.option("--set", "set_", multiple=True, metavar="NAME=VALUE", help="Set a factor; repeatable."),
        click.option("--with", "with_", multiple=True, metavar="SCENARIO", help="Lay a scenario over it; repeatable."),
    ):
        command = option(command)
    return command


def size_options(command: Command) -> Command:
    """Add ``--draws``, ``--histories`` and ``--seed`` to a command that runs an ensemble."""
    for option in (
        click.option("--seed", type=int, default=1, show_default=True, help="Seed of all luck."),
        click.option("--histories", type=int, default=20, show_default=True, help="Histories in each draw."),
        click.option("--draws", type=int, default=200, show_default=True, help="Parameter draws."),
    ):
        command = option(command)
    return command
