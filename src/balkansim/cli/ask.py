"""Commands that ask the model: forecast, explain, history, play, compare, rivals, respond, knockout."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import click

import balkansim
from balkansim.cli import options as shared
from balkansim.cli.console import progress_bar, say
from balkansim.errors import BalkansimError


@click.command()
@click.argument("scenario", default="baseline")
@shared.size
@shared.yardstick
@click.option("--readings", is_flag=True, help="Also print the alternative readings, fixed beforehand.")
@shared.as_json
@shared.changes
@shared.versions
def forecast(**asked: Any) -> None:
    """Print the forecast ledger of SCENARIO (baseline, if none is named)."""
    shared.run_and_show(balkansim.forecast, what="histories", **asked)


@click.command()
@click.argument("what", metavar="WHAT")
@click.argument("parties", metavar="[PARTIES]...", nargs=-1)
@click.option("--scenario", default="baseline", show_default=True, metavar="NAME", help="A name or a file.")
@shared.size
@shared.yardstick
@click.option("--from", "from_", type=shared.PLACE, metavar="DIR", help="Ask the results of a sweep.")
@click.option("--documents", type=shared.PLACE, metavar="DIR", help="Your own copies of the texts.")
@click.option("--format", "form", default="text", show_default=True, metavar="text|md|json", help="How to print it.")
@shared.changes
@shared.versions
def explain(what: str, parties: tuple[str, ...], from_: Path | None, form: str, **asked: Any) -> None:
    """Say why: WHAT is a forecast (F1), a quantity with its PARTIES (tension SRB XKX), a coefficient or a rule."""
    from balkansim.pages import check_format

    check_format(form)
    if from_ is not None:
        say(balkansim.explain(what, *parties, from_=from_, yardstick=asked["yardstick"]).formatted(form))
        return
    with ExitStack() as bars:
        bar: list[Callable[[int, int], None]] = []

        def progress(done: int, total: int) -> None:
            if not bar:
                bar.append(bars.enter_context(progress_bar("explaining", quiet=form == "json")))
            bar[0](done, total)

        found = balkansim.explain(what, *parties, **asked, progress=progress)
    say(found.formatted(form))


@click.command()
@click.argument("scenario", default="baseline")
@shared.size
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
@click.option("--out", type=shared.PLACE, metavar="FILE.csv", help="Write the history as CSV.")
@shared.replace
@shared.changes
@shared.versions
def history(scenario: str, **asked: Any) -> None:
    """Tell one history of SCENARIO (baseline, if none is named) month by month, with the reason of each act.

    --draws and --histories say how many histories --where looks through. With --point, SCENARIO is a run folder.
    """
    from balkansim.analysis.history import check_place

    _check_history(asked)
    if asked["out"]:
        check_place(asked["out"], force=asked["force"])
    found = _first_where(scenario, asked) if asked["where"] else _named_history(scenario, asked)
    if found is None:
        return
    if asked["out"]:
        found.write(asked["out"], force=asked["force"])
        say(f"Wrote {asked['out']}: {found.scenario.name}, {found.reel.key.told()}.")
    elif asked["month"] is not None and asked["actor"]:
        say(str(found.trace(asked["month"], asked["actor"])))
    else:
        say(found.told(everything=asked["everything"], month=asked["month"], actor=asked["actor"]))


def _check_history(asked: dict[str, Any]) -> None:
    """Refuse options that contradict one another."""
    picked = [name for name in ("run", "draw") if asked[name] is not None] + ["median"] * asked["median"]
    of_the_folder = ("where", "draw", "median", "with_", "set_", "evidence")
    given = [name.rstrip("_") for name in of_the_folder if asked[name] not in (None, False, ())]
    if asked["where"] and picked:
        raise _both(f"--{picked[0]} beside --where", "--where picks draw and run")
    if asked["median"] and asked["draw"] is not None:
        raise _both("--draw beside --median")
    if asked["point"] is not None and given:
        raise _both(f"--{given[0]} beside --point", f"leave --{given[0]} out: the run folder gives it")
    if asked["force"] and not asked["out"]:
        raise BalkansimError("--force without --out", expected="a file to replace", where="history")


def _both(found: str, todo: str = "", where: str = "history") -> BalkansimError:
    return BalkansimError(found, expected="one of them", where=where, todo=todo)


def _named_history(scenario: str, asked: dict[str, Any]) -> Any:
    """Run the history that is asked for by its key."""
    from balkansim.model.compiling import announce_compiling

    if asked["engine"] == "kernel":
        announce_compiling()
    world = {name: asked[name] for name in ("seed", "point", "engine", "with_", "set_", "evidence")}
    draw = None if asked["median"] else asked["draw"] or 0
    return balkansim.history(scenario, run=asked["run"] or 0, draw=draw, **world)


def _first_where(scenario: str, asked: dict[str, Any]) -> Any:
    """Find the first history in which a forecast came true or not, and say which it is; None if there is none."""
    from balkansim.analysis.search import find

    sought = {name: asked[name] for name in ("draws", "histories", "seed", "with_", "set_", "evidence")}
    with progress_bar("histories") as progress:
        found = find(asked["where"], scenario, **sought, progress=progress)
    say(f"{found}\n")
    if found.key is None:
        return None
    key = {"seed": found.key.seed, "run": found.key.run, "draw": found.key.draw}
    return balkansim.history(found.scenario, **key, engine=asked["engine"], evidence=asked["evidence"])


@click.command()
@click.argument("scenario", required=False)
@click.option("--as", "as_", metavar="STATE", help="The state you decide for, by code or name.")
@click.option("--seed", type=int, help="Seed of all luck, as in history.  [default: 1]")
@click.option("--run", type=int, help="Which history of the parameter draw.  [default: 0]")
@click.option("--draw", type=int, help="Parameter draw.  [default: 0]")
@click.option("--months", type=int, metavar="N", help="Months to play; by default to the scenario's horizon.")
@click.option("--save", type=shared.PLACE, metavar="FILE", help="Save the game here every month.")
@click.option("--resume", type=shared.PLACE, metavar="FILE", help="Go on with a saved game.")
@click.option("--script", type=shared.PLACE, metavar="FILE", help="Answers, one a line; # is a comment.")
@shared.changes
def play(**asked: Any) -> None:
    """Decide for one state of SCENARIO (baseline, if none is named), month by month.

    Whatever you leave open, the model decides by its rule and luck. At the end stands what the model's own state would
    have done on the same luck.
    """
    ending = balkansim.play(**asked, tell=lambda text: say(f"{text}\n" if "\n" in text else text))
    if ending.finished:
        say(str(ending))


@click.command()
@click.argument("scenarios", metavar="[SCENARIO]...", nargs=-1)
@click.option("--evidence", "pair", type=shared.PLACE, nargs=2, metavar="X Y", help="Compare two bodies of evidence.")
@click.option("--on", "own", type=shared.PLACE, metavar="DIR", help="Compare scenarios on evidence of your own.")
@shared.size
@click.option("--readings", is_flag=True, help="Also compare the alternative readings.")
@click.option("--all-parameters", is_flag=True, help="Print every parameter in which the evidence differs.")
@shared.as_json
@shared.settings
@click.option("--with", "with_", multiple=True, metavar="SCENARIO", help="Lay a scenario over every one; repeatable.")
def compare(scenarios: tuple[str, ...], pair: tuple[Path, Path] | None, own: Path | None, **asked: Any) -> None:
    """Compare SCENARIOs with the first of them, or one on two bodies of evidence (X is the reference).

    The word shipped stands for the evidence that ships.
    """
    if pair and own:
        raise _both("--evidence and --on together", where="compare")
    shared.run_and_show(balkansim.compare, *scenarios, what="comparing", evidence=pair or own, **asked)


@click.command()
@click.argument("scenario", default="baseline")
@shared.forecasts
@shared.size
@shared.yardstick
@shared.as_json
@shared.changes
@shared.versions
def rivals(**asked: Any) -> None:
    """Print the ledgers of SCENARIO (baseline, if none is named) under every form of each contested theory."""
    shared.run_and_show(balkansim.rivals, what="comparing", **asked)


@click.command()
@click.argument("event", metavar="EVENT")
@click.argument("fields", metavar="[KEY=VALUE]...", nargs=-1)
@click.option("--scenario", default="baseline", show_default=True, metavar="NAME", help="A name or a file.")
@click.option("--months", type=int, default=36, show_default=True, help="Months followed after the event.")
@click.option("--draws", type=int, default=100, show_default=True, help="Parameter draws.")
@click.option("--histories", type=int, default=4, show_default=True, help="Histories in each draw.")
@click.option("--seed", type=int, default=1, show_default=True, help="Seed of all random draws.")
@click.option("--out", type=shared.PLACE, metavar="FILE", help="Also draw it: .png, .svg or .pdf.")
@shared.replace
@shared.as_json
@shared.changes
def respond(event: str, fields: tuple[str, ...], out: Path | None, force: bool, **asked: Any) -> None:
    """Say what one EVENT does to tension, hazard, threat, spending, pressure and the rest, month by month.

    EVENT is a kind of event as in a scenario (incident, recognition, agreement, supply, expenditure, ...); KEY=VALUE
    say whom it is about and how large it is, as severity=2 or states=SRB,XKX.
    """
    if out is None:
        shared.run_and_show(balkansim.respond, event, *fields, what="responding", **asked)
        return
    from balkansim.viz.plot import Plot, check_figure_file
    from balkansim.viz.responses import response_figure

    check_figure_file(out, force=force)
    found = shared.run_and_show(balkansim.respond, event, *fields, what="responding", **asked)
    Plot("response", response_figure(found), found.to_frame()).save(out, force=force)
    say(f"\nWrote {out}")


@click.command()
@click.argument("scenario", default="baseline")
@shared.forecasts
@click.option("--mechanism", "mechanisms", multiple=True, metavar="NAME", help="Only this mechanism; repeatable.")
@click.option("--list", "only_list", is_flag=True, help="List the mechanisms and run nothing.")
@shared.size
@shared.as_json
@shared.changes
@shared.versions
def knockout(only_list: bool, **asked: Any) -> None:
    """Switch each mechanism of SCENARIO (baseline, if none is named) off in turn and print what it contributes.

    At the default size this takes some minutes; --draws 50, --forecast F1 or --mechanism NAME is quicker.
    """
    if only_list:
        from balkansim.analysis.knockouts import mechanisms

        say(str(mechanisms(asked["evidence"])))
        return
    shared.run_and_show(balkansim.knockout, what="switching off", **asked)
