"""The command for teaching: exercises, what is handed out and what a class has coded."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from balkansim.cli import options as shared
from balkansim.cli.console import progress_bar, say

STUDENT = click.option("--student", default="", metavar="NAME", help="Gives the exercise a seed of the student's own.")


@click.group(invoke_without_command=True)
@click.pass_context
def exercises(ctx: click.Context) -> None:
    """List the exercises, hand one out, and gather what a class has coded."""
    if ctx.invoked_subcommand is None:
        from balkansim.teaching.exercises import listing

        say(str(listing()))


@exercises.command()
@click.argument("which", metavar="N")
@STUDENT
def show(which: str, student: str) -> None:
    """Print exercise N: its number or its name."""
    from balkansim.teaching.exercises import shown

    say(shown(which, student).rstrip("\n"))


@exercises.command()
@click.argument("which", metavar="N")
@click.argument("folder", metavar="DIR", type=shared.PLACE)
@STUDENT
@click.option(
    "--documents", type=shared.PLACE, metavar="TEXTS", help="Your own copies of the documents, to be coded too."
)
def copy(which: str, folder: Path, student: str, documents: Path | None) -> None:
    """Hand exercise N out into the new folder DIR, without its solution."""
    from balkansim.teaching.exercises import copy as hand_out

    say(str(hand_out(which, folder, student, documents)))


@exercises.command()
@click.argument("which", metavar="N")
@click.argument("folder", metavar="DIR", type=shared.PLACE)
@STUDENT
def solution(which: str, folder: Path, student: str) -> None:
    """Put the solution of exercise N into the new folder DIR, for the teacher."""
    from balkansim.teaching.exercises import solution as give

    say(str(give(which, folder, student)))


@exercises.command()
@click.argument("folder", metavar="DIR", type=shared.PLACE)
@click.option("--scenario", default="baseline", show_default=True, metavar="NAME", help="Whose forecasts are answered.")
@click.option("--draws", type=int, default=20, show_default=True, help="Parameter draws of each student's world.")
@click.option("--histories", type=int, default=5, show_default=True, help="Histories in each draw.")
@click.option("--seed", type=int, default=1, show_default=True, help="Seed of all luck.")
@click.option("--out", type=shared.PLACE, metavar="FILE.csv", help="Also write each forecast under each coding as CSV.")
@shared.replace
@shared.as_json
def gather(folder: Path, out: Path | None, force: bool, as_json: bool, **options: Any) -> int:
    """Read the coding sheets in DIR, one CSV a student, and tell agreement, disputes and forecasts.

    DIR may also hold the folders that were handed out, or be a single sheet. Exit code 1: a file could not be read; it
    is named with its row, and the others are gathered.
    """
    from balkansim.files import write_whole
    from balkansim.teaching.gathered import gather as read
    from balkansim.viz.plot import check_data_file

    place = check_data_file(out, force=force) if out else None
    with progress_bar("students", quiet=as_json) as progress:
        found = read(folder, **options, progress=progress)
    if place:
        write_whole(place, found.to_frame().to_csv(index=False, lineterminator="\n").encode("utf-8"))
    shared.show(found, as_json)
    return 1 if found.broken else 0


@exercises.command()
@click.argument("folder", metavar="DIR", type=shared.PLACE)
def notebooks(folder: Path) -> None:
    """Copy the notebooks into the new folder DIR: as .ipynb where jupytext is installed, else as scripts."""
    from balkansim.teaching.exercises import copy_notebooks

    say(str(copy_notebooks(folder)))
