"""Commands that hold the model against the world: calibrate, hindcast, examine, replicate, score."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

import balkansim
from balkansim.cli import options as shared
from balkansim.cli.console import progress_bar, say
from balkansim.errors import BalkansimError
from balkansim.validation.calibration import ACCEPT, ROWS, SEED, SIMULATIONS


@click.command()
@click.option("--simulations", type=int, default=SIMULATIONS, show_default=True, help="Records simulated.")
@click.option("--accept", type=float, default=ACCEPT, show_default=True, help="Share of them that is kept.")
@click.option("--seed", type=int, default=SEED, show_default=True, help="Seed of all luck.")
@click.option("--rows", type=int, default=ROWS, show_default=True, help="Draws kept of the posterior.")
@click.option("--check", is_flag=True, help="Hold the posterior's predictions against every target.")
@click.option("--recovery", type=int, default=0, metavar="N", help="Fit N records of known coefficients.")
@click.option("--leave-one-out", is_flag=True, help="Fit again without each target: what each buys.")
@click.option("--out", type=shared.PLACE, metavar="DIR", help="Write posterior.csv and posterior.toml there.")
@shared.evidence
@shared.as_json
def calibrate(as_json: bool, **asked: Any) -> None:
    """Fit a handful of coefficients to history before April 2025 and show how well that goes."""
    shared.run_and_show(balkansim.calibrate, what="records", as_json=as_json, **asked)
    if asked["out"] is not None and not as_json:
        say(f"\n{asked['out']}: posterior.csv, posterior.toml; a forecast with that evidence folder uses them")


@click.command()
@click.argument("questions", required=False, type=shared.PLACE, metavar="[FILE.toml]")
@click.option("--freeze", multiple=True, metavar="DATE", help="Only what is frozen there, as 2015-04; repeatable.")
@click.option("--question", multiple=True, metavar="ID", help="Only this question; repeatable.")
@shared.size
@click.option("--calibrated", is_flag=True, help="Draw coefficients from the posterior; in-sample.")
@shared.as_json
@click.option("--out", type=shared.PLACE, metavar="FILE.csv", help="Also write a row a forecast.")
@shared.evidence
def hindcast(as_json: bool, out: Path | None, **asked: Any) -> None:
    """Forecast from past dates and score it beside base rate and status quo; FILE.toml holds questions of your own."""
    from balkansim.files import write_whole

    with progress_bar("hindcast", quiet=as_json) as progress:
        found = balkansim.hindcast(**asked, progress=progress)
    if out is not None:
        write_whole(out, found.to_csv().encode("utf-8"))
    shared.show(found, as_json)


@click.command()
@click.argument("cases", nargs=-1, metavar="[CASE...]")
@shared.size
@click.option("--calibrated", is_flag=True, help="Draw coefficients from the posterior; partly in-sample.")
@shared.as_json
@shared.evidence
def examine(**asked: Any) -> None:
    """Say what the world gives to dated things that did, or did not, happen: each CASE named, or all, misses first."""
    shared.run_and_show(balkansim.examine, what="cases", **asked)


@click.command()
@click.argument("theory", required=False)
@click.option("--table", type=shared.PLACE, metavar="F.csv", help="Run THEORY on this table.")
@click.option("--template", is_flag=True, help="Print an example table of THEORY.")
@click.option("--scenario", metavar="NAME", help="Run landscape theory on this scenario's start.")
@click.option("--alpha", type=float, help="Pressure at which to look (escalation).")
@click.option("--beta", type=float, help="Pull toward standing ties (escalation).")
@click.option("--limit", type=float, metavar="L", help="Ceiling of the pull toward balance (escalation).")
@click.option("--year", type=int, help="Year of dated ties (balance).")
@click.option("--seed", type=int, help="Seed of random starts, with more than twenty actors.")
@shared.as_json
@shared.changes
def replicate(theory: str | None, template: bool, as_json: bool, **asked: Any) -> int:
    """Reproduce the published numbers of THEORY (landscape, balance, arms-race, escalation), or of all.

    With --table it says what the theory makes of a table of your own. Exit code 1: a published number is missed.
    """
    if template:
        from balkansim.validation.theories.replicate import example

        if theory is None:
            raise BalkansimError("no theory", expected="THEORY --template", where="--template")
        say(example(theory).rstrip("\n"))
        return 0
    found = balkansim.replicate(theory, **asked)
    shared.show(found, as_json)
    return 0 if found.holds else 1


@click.command()
@click.argument("resolutions", metavar="[RESOLUTIONS.csv]", required=False, type=shared.PLACE)
@click.argument("scenario", default="baseline")
@click.option(
    "--ledger", type=shared.PLACE, metavar="LEDGER.json", help="Score what `forecast --json` printed; run nothing."
)
@click.option("--template", type=shared.PLACE, metavar="OUT.csv", help="Write the file of resolutions to fill in.")
@click.option("--force", is_flag=True, help="Let --template replace a file.")
@shared.size
@shared.yardstick
@shared.as_json
@shared.changes
@shared.versions
def score(resolutions: Path | None, template: Path | None, force: bool, **asked: Any) -> None:
    """Score the forecast of SCENARIO (baseline, if none is named), or a ledger, against RESOLUTIONS.csv."""
    if (resolutions is None) == (template is None):
        found = "no file of resolutions" if template is None else "--template and a file of resolutions"
        todo = "balkansim score --template OUT.csv writes one to fill in"
        raise BalkansimError(found, expected="RESOLUTIONS.csv or --template OUT.csv", where="score", todo=todo)
    if template is not None:
        from balkansim.validation.score import template as write_template

        rows = write_template(template, evidence=asked["evidence"], force=force)
        say(f"{template}: {rows} forecasts to resolve; fill in outcome (yes, no or unknown), date and source, then")
        say(f"balkansim score {template}")
        return
    shared.run_and_show(balkansim.score, resolutions, what="histories", quiet=asked["ledger"] is not None, **asked)
