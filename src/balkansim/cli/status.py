"""The command `status`: how far a run folder is."""

from __future__ import annotations

from pathlib import Path

import click


@click.command(name="status")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(folder: Path, as_json: bool) -> None:
    """Say what is done, running and failed in FOLDER, which `balkansim sweep` writes."""
    import json

    from balkansim.cli.console import say
    from balkansim.experiments.results import status

    found = status(folder)
    say(json.dumps(found.as_dict(), indent=2) if as_json else str(found))
