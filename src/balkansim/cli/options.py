"""Options that several commands share, and what every command that computes does: call, show progress, print."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click

from balkansim.cli.console import progress_bar, say

Command = Callable[..., Any]
PLACE = click.Path(path_type=Path)

as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
yardstick = click.option("--yardstick", default="", metavar="NAME", help="Yardstick of the probability words.")
forecasts = click.option("--forecast", "forecasts", multiple=True, metavar="ID", help="Only this forecast; repeatable.")
evidence = click.option("--evidence", type=PLACE, metavar="DIR", help="Evidence folder of your own.")
start_over = click.option("--force", is_flag=True, help="Start over, whatever run the folder holds.")
replace = click.option("--force", is_flag=True, help="Let --out replace an existing file.")


def versions(command: Command) -> Command:
    """Let a command with ``--evidence`` ask an older version of the forecasts."""

    @click.option("--forecasts", "version", type=int, metavar="N", help="Version of the forecasts.  [default: newest]")
    @wraps(command)
    def asked(*arguments: Any, version: int | None, evidence: Path | None, **options: Any) -> Any:
        if version is None:
            return command(*arguments, evidence=evidence, **options)
        from balkansim.evidence.evidence import load_evidence

        return command(*arguments, evidence=load_evidence(evidence).with_forecasts(version), **options)

    return asked


def several(*options: Command) -> Command:
    """Return a decorator that adds options in this order."""

    def added(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return added


size = several(
    click.option("--draws", type=int, default=200, show_default=True, help="Parameter draws."),
    click.option("--histories", type=int, default=20, show_default=True, help="Histories in each draw."),
    click.option("--seed", type=int, default=1, show_default=True, help="Seed of all luck."),
)
FORMS = "balkansim.forms"


def _keep_forms(ctx: click.Context, _: click.Parameter, forms: tuple[str, ...]) -> None:
    """Keep the forms that ``--theory`` fixes until ``--set`` is read."""
    ctx.meta[FORMS] = forms


def _with_forms(ctx: click.Context, _: click.Parameter, settings: tuple[str, ...]) -> tuple[str, ...]:
    """Return the settings of ``--set`` with those of ``--theory``."""
    return (*settings, *(f"theory.{form}" for form in ctx.meta.get(FORMS, ())))


settings = several(
    click.option("--set", "set_", multiple=True, metavar="NAME=VALUE", callback=_with_forms,
                 help="Set a factor; repeatable."),
    click.option("--theory", "fixed_forms", multiple=True, metavar="NAME=FORM", callback=_keep_forms,
                 expose_value=False, is_eager=True,
                 help="Fix the form of a theory instead of drawing it, as alliances=embolden."),
)  # fmt: skip
changes = several(
    click.option("--with", "with_", multiple=True, metavar="SCENARIO", help="Lay a scenario over it; repeatable."),
    settings,
    evidence,
)


def show(found: Any, as_json: bool = False) -> None:
    """Print a result, as JSON if asked."""
    say(found.to_json() if as_json else str(found))


def run_and_show(
    function: Command, *arguments: Any, what: str, as_json: bool, quiet: bool = False, **asked: Any
) -> Any:
    """Call a public function under a progress bar, print its result and return it; ``what``: what is being counted."""
    with progress_bar(what, quiet=as_json or quiet) as progress:
        found = function(*arguments, **asked, progress=progress)
    show(found, as_json)
    return found
