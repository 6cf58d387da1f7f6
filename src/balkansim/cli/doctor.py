"""The command `doctor`: check interpreter, cache, encoding and extras, and time a small forecast."""

from __future__ import annotations

import click


@click.command(name="doctor")
@click.option("--draws", type=int, default=20, show_default=True, help="Parameter draws of the timed forecast.")
def command(draws: int) -> None:
    """Check interpreter, data, cache, encoding and extras, and time a small forecast."""
    from balkansim.cli.console import say
    from balkansim.doctor import checks, timed_forecast

    found = [*checks(), timed_forecast(draws)]
    width = max(len(check.name) for check in found)
    for check in found:
        say(f"{'ok  ' if check.holds else 'MEND'} {check.name.ljust(width)}  {check.finding}")
        if not check.holds and check.todo:
            say(f"     {' ' * width}  to do: {check.todo}")
    if not all(check.holds for check in found):
        raise click.exceptions.Exit(1)
    say("Everything needed is in place.")
