"""The command `merge`: make one folder of the shards of a sweep."""

from __future__ import annotations

from pathlib import Path

import click


@click.command(name="merge")
@click.argument("folders", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path), metavar="DIR", help="Folder of the whole.")
@click.option("--force", is_flag=True, help="Start over, whatever run the folder holds.")
def command(folders: tuple[Path, ...], out: Path, force: bool) -> int:
    """Merge FOLDERS, all shards of one sweep run with --shard, into the folder of the whole."""
    from balkansim.cli.console import say
    from balkansim.experiments.run import merge

    done = merge(*folders, out=out, force=force)
    say(str(done))
    return 1 if done.failed else 0
