"""The command `sweep`: run a design into a folder, or say beforehand what it would take."""

from __future__ import annotations

from pathlib import Path

import click

from balkansim.cli.options import scenario_options


@click.command(name="sweep")
@click.argument("file", required=False)
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="Folder of the results.")
@click.option("--jobs", type=int, metavar="N", help="Threads; by default one a core.")
@click.option("--shard", metavar="I/N", help="Run only shard I of N, into a folder of its own.")
@click.option("--dask", metavar="ADDRESS", help="Run on the workers of this Dask scheduler.")
@click.option("--force", is_flag=True, help="Start over, whatever run the folder holds.")
@click.option("--plan", "plan_only", is_flag=True, help="Only say what the sweep would take.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@scenario_options
def command(
    file: str | None,
    out: Path | None,
    jobs: int | None,
    shard: str | None,
    dask: str | None,
    force: bool,
    plan_only: bool,
    as_json: bool,
    with_: tuple[str, ...],
    set_: tuple[str, ...],
    evidence: Path | None,
) -> int:
    """Run the sweep of FILE, a path or the name of one that ships, into a folder; the same command resumes.

    Without FILE, the sweeps that ship are listed with their questions.
    """
    import json

    from balkansim.cli.console import progress_bar, say
    from balkansim.experiments.run import sweep
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
            done = sweep(loaded, out, jobs=jobs, shard=shard, dask=dask, force=force, progress=progress)
    except Stopped as stopped:
        say(f"interrupted; what is done is kept in {out}: the same command goes on from there", err=True)
        return stopped.code
    say(json.dumps(done.as_dict(), indent=2) if as_json else str(done))
    return 1 if done.failed else 0
