"""The command `history`: tell one history, find one, trace a month of it, or write it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from balkansim.cli.options import scenario_options, size_options
from balkansim.errors import BalkansimError

if TYPE_CHECKING:
    from balkansim.analysis.history import History


@click.command(name="history")
@click.argument("scenario", default="baseline")
@size_options
@click.option("--run", type=int, help="Which history of the parameter draw.  [default: 0]")
@click.option("--draw", type=int, help="Parameter draw.  [default: 0]")
@click.option("--point", type=int, metavar="P", help="SCENARIO is a run folder: history --run of this design point.")
@click.option("--median", is_flag=True, help="Every parameter at its median instead of a draw.")
@click.option("--engine", default="kernel", show_default=True, metavar="NAME", help="kernel (compiled) or mesa.")
@click.option(
    "--where", metavar="F1=yes", help="Find the first history in which a forecast came true (or, with =no, did not)."
)
@click.option("--month", metavar="MONTH", help="Only this month, as 2025-10; with --actor, rule by rule.")
@click.option("--actor", metavar="STATE", default="", help="Only what this state is part of.")
@click.option("--all", "everything", is_flag=True, help="Tell routine acts too.")
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE.csv", help="Write the history as CSV.")
@click.option("--force", is_flag=True, help="Let --out replace an existing file.")
@scenario_options
def command(scenario: str, **options: Any) -> None:
    """Tell one history of SCENARIO (baseline, if none is named) month by month, with the reason of each act.

    --draws and --histories say how many histories --where looks through. With --point, SCENARIO is a run folder.
    """
    from balkansim.analysis.history import check_place
    from balkansim.cli.console import say

    _check(options)
    if options["out"]:
        check_place(options["out"], force=options["force"])
    told = _found(scenario, options) if options["where"] else _asked(scenario, options)
    if told is None:
        return
    if options["out"]:
        told.write(options["out"], force=options["force"])
        say(f"Wrote {options['out']}: {told.scenario.name}, {told.reel.key.told()}.")
    elif options["month"] is not None and options["actor"]:
        say(str(told.trace(options["month"], options["actor"])))
    else:
        say(told.told(everything=options["everything"], month=options["month"], actor=options["actor"]))


def _check(options: dict[str, Any]) -> None:
    """Refuse options that contradict one another."""
    picked = [name for name in ("run", "draw") if options[name] is not None] + ["median"] * options["median"]
    if options["where"] and picked:
        raise BalkansimError(
            f"--{picked[0]} beside --where", expected="one of them", where="history", todo="--where picks draw and run"
        )
    if options["median"] and options["draw"] is not None:
        raise BalkansimError("--draw beside --median", expected="one of them", where="history")
    if options["point"] is not None:
        _refuse_beside_point(options)
    if options["force"] and not options["out"]:
        raise BalkansimError("--force without --out", expected="a file to replace", where="history")


def _refuse_beside_point(options: dict[str, Any]) -> None:
    """Refuse what a run folder's manifest says already."""
    given = [
        name
        for name in ("where", "draw", "median", "with_", "set_", "evidence")
        if options[name] not in (None, False, ())
    ]
    if given:
        name = given[0].rstrip("_")
        raise BalkansimError(
            f"--{name} beside --point",
            expected="one of them",
            where="history",
            todo=f"leave --{name} out: the run folder gives it",
        )


def _asked(scenario: str, options: dict[str, Any]) -> History:
    """Live the history that is asked for by its key."""
    from balkansim.analysis.history import history
    from balkansim.model.compiling import announce_compiling

    if options["engine"] == "kernel":
        announce_compiling()
    world = {name: options[name] for name in ("seed", "point", "engine", "with_", "set_", "evidence")}
    draw = None if options["median"] else options["draw"] or 0
    return history(scenario, run=options["run"] or 0, draw=draw, **world)


def _found(scenario: str, options: dict[str, Any]) -> History | None:
    """Find the first history in which a forecast came true or not, and say which it is."""
    from balkansim.analysis.history import history
    from balkansim.analysis.search import find
    from balkansim.cli.console import progress_bar, say

    sought = {name: options[name] for name in ("draws", "histories", "seed", "with_", "set_", "evidence")}
    with progress_bar("histories") as progress:
        found = find(options["where"], scenario, **sought, progress=progress)
    say(f"{found}\n")
    if found.key is None:
        return None
    named: dict[str, Any] = {"seed": found.key.seed, "run": found.key.run, "draw": found.key.draw}
    return history(found.scenario, **named, engine=options["engine"], evidence=options["evidence"])
