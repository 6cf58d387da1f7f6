"""The command `hindcast`: forecast from past dates and score the forecasts against what followed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from balkansim.cli.options import size_options


@click.command(name="hindcast")
@click.argument("questions", required=False, type=click.Path(path_type=Path), metavar="[FILE.toml]")
@click.option("--freeze", multiple=True, metavar="DATE", help="Only what is frozen there, as 2015-04; repeatable.")
@click.option("--question", multiple=True, metavar="ID", help="Only this question; repeatable.")
@size_options
@click.option("--calibrated", is_flag=True, help="Draw coefficients from the posterior; in-sample.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE.csv", help="Also write a row a forecast.")
@click.option("--evidence", type=click.Path(path_type=Path), metavar="DIR", help="Evidence folder of your own.")
def command(
    questions: Path | None,
    freeze: tuple[str, ...],
    question: tuple[str, ...],
    draws: int,
    histories: int,
    seed: int,
    calibrated: bool,
    as_json: bool,
    out: Path | None,
    evidence: Path | None,
) -> None:
    """Forecast from past dates and score it beside base rate and status quo; FILE.toml holds questions of your own."""
    from balkansim.cli.console import progress_bar, say
    from balkansim.files import write_whole
    from balkansim.validation.hindcast import hindcast

    asked: dict[str, Any] = {"freeze": freeze, "question": question, "calibrated": calibrated, "evidence": evidence}
    with progress_bar("hindcast", quiet=as_json) as progress:
        found = hindcast(questions, **asked, draws=draws, histories=histories, seed=seed, progress=progress)
    if out is not None:
        write_whole(out, found.to_csv().encode("utf-8"))
    say(found.to_json() if as_json else str(found))
