"""The command `score`: hold a forecast ledger against what happened."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from balkansim.cli.options import scenario_options, size_options

FILE = click.Path(path_type=Path)


@click.command(name="score")
@click.argument("resolutions", metavar="[RESOLUTIONS.csv]", required=False, type=FILE)
@click.argument("scenario", default="baseline")
@click.option("--ledger", type=FILE, metavar="LEDGER.json", help="Score what `forecast --json` printed; run nothing.")
@click.option("--template", type=FILE, metavar="OUT.csv", help="Write the file of resolutions to fill in.")
@click.option("--force", is_flag=True, help="Let --template replace a file.")
@size_options
@click.option("--yardstick", default="", metavar="NAME", help="Yardstick of the probability words.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@scenario_options
def command(
    resolutions: Path | None, template: Path | None, force: bool, as_json: bool, evidence: Path | None, **asked: Any
) -> None:
    """Score the forecast of SCENARIO (baseline, if none is named), or a ledger, against RESOLUTIONS.csv."""
    from balkansim.cli.console import progress_bar, say
    from balkansim.errors import BalkansimError
    from balkansim.validation import score as api

    if (resolutions is None) == (template is None):
        found = "no file of resolutions" if template is None else "--template and a file of resolutions"
        todo = "balkansim score --template OUT.csv writes one to fill in"
        raise BalkansimError(found, expected="RESOLUTIONS.csv or --template OUT.csv", where="score", todo=todo)
    if template is not None:
        rows = api.template(template, evidence=evidence, force=force)
        say(f"{template}: {rows} forecasts to resolve; fill in outcome (yes, no or unknown), date and source, then")
        say(f"balkansim score {template}")
        return
    assert resolutions is not None
    with progress_bar("histories", quiet=as_json or asked["ledger"] is not None) as progress:
        scores = api.score(resolutions, evidence=evidence, progress=progress, **asked)
    say(scores.to_json() if as_json else str(scores))
