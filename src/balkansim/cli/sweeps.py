"""Commands that run sweeps and ask a run folder: sweep, status, merge, verify, sensitivity, discover."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

import balkansim
from balkansim.cli import options as shared
from balkansim.cli.console import progress_bar, say


@click.command()
@click.argument("file", required=False)
@click.option("--out", type=shared.PLACE, metavar="DIR", help="Folder of the results.")
@click.option("--jobs", type=int, metavar="N", help="Threads; by default one a core.")
@click.option("--shard", metavar="I/N", help="Run only shard I of N, into a folder of its own.")
@click.option("--dask", metavar="ADDRESS", help="Run on the workers of this Dask scheduler.")
@shared.start_over
@click.option("--plan", "plan_only", is_flag=True, help="Only say what the sweep would take.")
@shared.as_json
@shared.changes
@shared.versions
def sweep(
    file: str | None,
    out: Path | None,
    plan_only: bool,
    as_json: bool,
    with_: tuple[str, ...],
    set_: tuple[str, ...],
    evidence: Path | None,
    **asked: Any,
) -> int:
    """Run the sweep of FILE, a path or the name of one that ships, into a folder; the same command resumes.

    Without FILE, the sweeps that ship are listed with their questions.
    """
    from balkansim.experiments.sweep import load_sweep
    from balkansim.experiments.workers import Stopped

    if file is None:
        from balkansim.experiments.sweep_file import sweep_questions
        from balkansim.scenario.describe import with_questions

        say(with_questions(sweep_questions()))
        return 0
    loaded = load_sweep(file, evidence=evidence, set_=set_, with_=with_)
    if plan_only:
        from balkansim.experiments.plan import plan

        say(str(plan(loaded)))
        return 0
    if out is None:
        raise click.UsageError("--out DIR is missing: say where the results go, or --plan to see what it would take")
    try:
        with progress_bar("histories", quiet=as_json) as progress:
            done = balkansim.sweep(loaded, out, progress=progress, **asked)
    except Stopped as stopped:
        say(f"interrupted; what is done is kept in {out}: the same command goes on from there", err=True)
        return stopped.code
    shared.show(done, as_json)
    return 1 if done.failed else 0


@click.command()
@click.argument("folder", type=shared.PLACE)
@shared.as_json
def status(folder: Path, as_json: bool) -> None:
    """Say what is done, running and failed in FOLDER, which `balkansim sweep` writes."""
    found = balkansim.status(folder)
    shared.show(found, as_json)
    if found.damaged:
        raise click.exceptions.Exit(1)


@click.command()
@click.argument("folders", nargs=-1, required=True, type=shared.PLACE)
@click.option("--out", required=True, type=shared.PLACE, metavar="DIR", help="Folder of the whole.")
@shared.start_over
def merge(folders: tuple[Path, ...], out: Path, force: bool) -> int:
    """Merge FOLDERS, all shards of one sweep run with --shard, into the folder of the whole."""
    done = balkansim.merge(*folders, out=out, force=force)
    say(str(done))
    return 1 if done.failed else 0


@click.command()
@click.argument("folder", type=shared.PLACE)
@click.option("--sample", type=int, default=50, show_default=True, help="How many rows.")
@click.option("--seed", type=int, default=1, show_default=True, help="Of the choice of rows.")
def verify(folder: Path, sample: int, seed: int) -> int:
    """Run some rows of FOLDER again, one at a time, and compare every column."""
    found = shared.run_and_show(balkansim.verify, folder, what="rows", as_json=False, sample=sample, seed=seed)
    return 0 if found.holds else 1


@click.command()
@click.argument("folder", metavar="DIR", type=shared.PLACE)
@click.option("--outcome", metavar="NAME", help="One outcome, such as F1; by default all.")
@click.option("--seed", type=int, default=0, show_default=True, help="Seed of the confidence intervals.")
@shared.as_json
def sensitivity(as_json: bool, **asked: Any) -> None:
    """Print sensitivity indices of the sweep in DIR, a sobol or a morris design."""
    shared.show(balkansim.sensitivity(**asked), as_json)


@click.command()
@click.argument("folder", metavar="DIR", type=shared.PLACE)
@click.option(
    "--outcome", default="F1", show_default=True, metavar="NAME", help="A forecast, another column, or NUMBER>1."
)
@click.option("--threshold", type=float, metavar="NUMBER", help='What it must pass; by default where "likely" begins.')
@click.option("--below", is_flag=True, help="Look for values below the threshold instead, or for histories with a no.")
@click.option("--by", default="points", show_default=True, metavar="points|histories", help="What the cases are.")
@click.option("--box", type=int, metavar="N", help="Another box of the trajectory.")
@click.option("--seed", type=int, default=0, show_default=True, help="Draws histories where there are too many.")
@shared.yardstick
@shared.as_json
def discover(below: bool, as_json: bool, **asked: Any) -> None:
    """Print the box of factor values of the sweep in DIR in which an outcome comes about."""
    shared.show(balkansim.discover(**asked, side="below" if below else "above"), as_json)
