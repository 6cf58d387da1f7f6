"""The command `explain`: say why a forecast, a number, a coefficient or a rule is as it is."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import click

from balkansim.cli.options import scenario_options, size_options


@click.command(name="explain")
@click.argument("what", metavar="WHAT")
@click.argument("parties", metavar="[PARTIES]...", nargs=-1)
@click.option("--scenario", default="baseline", show_default=True, metavar="NAME", help="A name or a file.")
@size_options
@click.option("--yardstick", default="", metavar="NAME", help="Yardstick of the probability words.")
@click.option("--from", "folder", type=click.Path(path_type=Path), metavar="DIR", help="Ask the results of a sweep.")
@click.option("--documents", type=click.Path(path_type=Path), metavar="DIR", help="Your own copies of the texts.")
@click.option("--format", "form", default="text", show_default=True, metavar="text|md|json", help="How to print it.")
@scenario_options
def command(
    what: str,
    parties: tuple[str, ...],
    scenario: str,
    draws: int,
    histories: int,
    seed: int,
    yardstick: str,
    folder: Path | None,
    documents: Path | None,
    form: str,
    with_: tuple[str, ...],
    set_: tuple[str, ...],
    evidence: Path | None,
) -> None:
    """Say why: WHAT is a forecast (F1), a quantity with its PARTIES (tension SRB XKX), a coefficient or a rule."""
    from balkansim.analysis.explain import explain
    from balkansim.cli.console import progress_bar, say
    from balkansim.pages import check_format

    check_format(form)
    if folder is not None:
        say(explain(what, *parties, from_=folder, yardstick=yardstick).formatted(form))
        return
    asked: dict[str, Any] = {"draws": draws, "histories": histories, "seed": seed, "yardstick": yardstick}
    world: dict[str, Any] = {"with_": with_, "set_": set_, "evidence": evidence, "documents": documents}
    with ExitStack() as bars:
        bar: list[Callable[[int, int], None]] = []

        def progress(done: int, total: int) -> None:
            if not bar:
                bar.append(bars.enter_context(progress_bar("explaining", quiet=form == "json")))
            bar[0](done, total)

        found = explain(what, *parties, scenario=scenario, **asked, **world, progress=progress)
    say(found.formatted(form))
