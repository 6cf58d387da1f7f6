"""The command `verify`: run some rows of a folder again and compare."""

from __future__ import annotations

from pathlib import Path

import click


@click.command(name="verify")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--sample", type=int, default=50, show_default=True, help="How many rows.")
@click.option("--seed", type=int, default=1, show_default=True, help="Of the choice of rows.")
def command(folder: Path, sample: int, seed: int) -> int:
    """Run some rows of FOLDER again, one at a time, and compare every column."""
    from balkansim.cli.console import progress_bar, say
    from balkansim.experiments.replay import verify

    with progress_bar("rows") as progress:
        found = verify(folder, sample=sample, seed=seed, progress=progress)
    say(str(found))
    return 0 if found.holds else 1
