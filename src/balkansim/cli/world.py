"""Commands that change the world and bring evidence: scenarios, factors, evidence."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from balkansim.cli import options as shared
from balkansim.cli.console import say
from balkansim.cli.options import PLACE
from balkansim.errors import BalkansimError

if TYPE_CHECKING:
    from balkansim.evidence.evidence import Evidence

EVIDENCE = click.option(
    "--evidence", "folder", metavar="DIR", type=PLACE, help="Evidence folder instead of what ships."
)
WITH = click.option(
    "--with", "with_", metavar="SCENARIO", multiple=True, help="Lay another scenario's changes over it."
)
SET = click.option("--set", "set_", metavar="NAME=VALUE", multiple=True, help="Set a factor or a switch.")


@click.command()
@click.argument("name", required=False)
@WITH
@SET
@EVIDENCE
def scenarios(name: str | None, with_: tuple[str, ...], set_: tuple[str, ...], folder: Path | None) -> None:
    """List the scenarios, or tell the scenario NAME (a name or a file) with its difference from its parent."""
    from balkansim.scenario.describe import listing, past_questions, told_from, with_questions

    if name is None and not (with_ or set_):
        past = f"The past, for calibration and hindcasts:\n{with_questions(past_questions())}"
        say(f"{listing()}\n\n{past}\n\nNext: balkansim scenarios kfor-drawdown")
    else:
        say(told_from(name or "baseline", with_=with_, set_=set_, folder=folder))


@click.command()
@click.argument("word", required=False, default="")
@click.option("--scenario", "name", metavar="NAME", default="baseline", show_default=True, help="A name or a file.")
@WITH
@SET
@EVIDENCE
def factors(word: str, name: str, with_: tuple[str, ...], set_: tuple[str, ...], folder: Path | None) -> None:
    """List what can be set; with WORD only what has it in its name or meaning."""
    from balkansim.evidence.evidence import load_evidence
    from balkansim.scenario.factors import catalogue, table
    from balkansim.scenario.resolve import resolve

    body = load_evidence(folder)
    say(table(catalogue(resolve(name, with_=with_, set_=set_, evidence=body), body), word))


@click.group()
def evidence() -> None:
    """Bring, check and count the documents and figures that numbers rest on."""


NEW_FOLDER = click.argument("folder", metavar="DIR", type=PLACE)
FOLDER = click.argument("folder", metavar="[DIR]", required=False, type=PLACE)


@evidence.command()
@NEW_FOLDER
def new(folder: Path) -> None:
    """Copy the evidence that ships into a new folder DIR."""
    from balkansim.evidence.evidence import new as make

    say(f"Copied the evidence that ships to {make(folder)}.")
    say(f"Next: balkansim evidence add {folder} TEXT --id C --author NAME --date 2025-04-04")


@evidence.command()
@NEW_FOLDER
@click.argument("text", metavar="TEXT", type=PLACE)
@click.option("--id", "name", required=True, help="Short name of the document, such as C.")
@click.option("--author", required=True, help="Who wrote it.")
@click.option("--date", "day", required=True, help="Day of publication, year-month-day.")
@click.option("--title", default="", help="Its title, or a few words of your own.")
def add(folder: Path, text: Path, name: str, author: str, day: str, title: str) -> None:
    """Enter the document TEXT into the evidence folder DIR and prepare its claims file."""
    from balkansim.evidence.evidence import add as enter

    added = enter(folder, text, name, author, day, title)
    say(f"Document {name}: paragraphs fingerprinted: {len(added.document.paragraphs)}; the text itself is not kept.")
    if added.copied:
        say(f"Already in an earlier document: {len(added.copied)}; what is coded there counts once.")
    say(f"Code its claims in {added.claims_file}, then: balkansim evidence check {folder}")


@evidence.command()
@FOLDER
@click.option("--documents", type=PLACE, help="Folder with your own copies of the texts.")
def check(folder: Path | None, documents: Path | None) -> None:
    """Check the evidence folder DIR (the one that ships, if none is named)."""
    from balkansim.evidence.checks import check as findings_of
    from balkansim.evidence.documents import check_texts
    from balkansim.evidence.evidence import load_evidence

    findings = findings_of(folder)
    errors = [finding.text for finding in findings if finding.level == "error"]
    for finding in findings:
        if finding.level == "warning":
            say(f"warning: {finding.text}")
    if errors:
        raise BalkansimError("\n".join(errors))
    body = load_evidence(folder)
    _read_the_rest(body)
    for copy in check_texts(documents, body.library) if documents else ():
        say(copy.told())
    say(
        f"{body.folder} can be used. Documents: {len(body.library.documents)}; claims: {len(body.claims)}; "
        f"coders: {len(body.coders)}; figures: {len(body.figures.rows)}; warnings: {len(findings)}."
    )


def _read_the_rest(body: Evidence) -> None:
    """Read every file that other commands read of a folder, so that a mistake in it is found here."""
    from balkansim.analysis.knockouts import load_mechanisms
    from balkansim.evidence.coefficients import load_parameters, load_priors
    from balkansim.forecasts.questions import load_questions
    from balkansim.forecasts.yardsticks import load_yardsticks
    from balkansim.scenario.names import known_actors, load_actors
    from balkansim.validation.examination import load_cases
    from balkansim.validation.past import load_past
    from balkansim.validation.targets import load_targets

    for path in (body.path("forecasts.toml"), *sorted(body.folder.glob("forecasts-*.toml"))):
        load_questions(path)
    load_yardsticks(body.path("yardsticks.toml"))
    load_parameters(body.path("parameters.toml"))
    if (body.folder / "actors.toml").is_file() and load_actors(body.folder / "actors.toml") != known_actors():
        say("warning: actors.toml differs from what ships; names are read from what ships")
    if (body.folder / "knockouts.toml").is_file():
        load_mechanisms(body)
    if (body.folder / "targets.toml").is_file():
        load_targets(body.folder / "targets.toml", body, load_priors(body.path("parameters.toml")))
    if (body.folder / "hindcast.toml").is_file():
        load_past(body.folder / "hindcast.toml")
    if (body.folder / "examination.toml").is_file():
        load_cases(body.folder / "examination.toml")


@evidence.command()
@FOLDER
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="Last day of claims; by default as for figures.")
def audit(folder: Path | None, until: datetime | None) -> None:
    """Count the numbers of the evidence folder DIR by origin, and list those that rest on nothing."""
    from balkansim.evidence import checks
    from balkansim.evidence.evidence import load_evidence

    body = load_evidence(folder)
    day: date = until.date() if until else body.library.known_by
    say(checks.told(checks.audit(body, day)))


@evidence.command()
@FOLDER
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="Last day of claims and figures.")
@shared.as_json
def dyads(folder: Path | None, until: datetime | None, as_json: bool) -> None:
    """Print tension, grievance and tie of every two states as matrices, each with its origin."""
    from balkansim.evidence.evidence import load_evidence
    from balkansim.evidence.matrix import dyad_matrix

    shared.show(dyad_matrix(load_evidence(folder), until.date() if until else None), as_json)


@evidence.command()
@FOLDER
def agreement(folder: Path | None) -> None:
    """Tell how far the coders of the evidence folder DIR agree, and how the coding was done."""
    from balkansim.evidence import checks
    from balkansim.evidence.evidence import load_evidence

    body = load_evidence(folder)
    for result in checks.agreement(body):
        say(result.told())
    say(checks.WHY_NOT_POOLED)
    if body.library.coding_note:
        say(f"How it was coded: {body.library.coding_note}")
