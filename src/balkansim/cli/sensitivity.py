"""The command `sensitivity`: say which factors of a sweep move its outcomes."""

from __future__ import annotations

from pathlib import Path

import click


@click.command(name="sensitivity")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--outcome", metavar="NAME", help="One outcome, such as F1; by default all.")
@click.option("--seed", type=int, default=0, show_default=True, help="Seed of the confidence intervals.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(folder: Path, outcome: str | None, seed: int, as_json: bool) -> None:
    """Print sensitivity indices of the sweep in DIR, a sobol or a morris design."""
    from balkansim.analysis.sensitivity import sensitivity
    from balkansim.cli.console import say

    found = sensitivity(folder, outcome, seed=seed)
    say(found.to_json() if as_json else str(found))
