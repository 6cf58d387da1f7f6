"""The commands about evidence: new, add, check, audit, agreement."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click

from balkansim.errors import BalkansimError

FOLDER = click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))


@click.group(name="evidence")
def command() -> None:
    """Bring, check and count the documents and figures that numbers rest on."""


@command.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def new(folder: Path) -> None:
    """Copy the evidence that ships into a new folder DIR."""
    from balkansim.cli.console import say
    from balkansim.evidence.evidence import new as make

    say(f"Copied the evidence that ships to {make(folder)}.")
    say(f"Next: balkansim evidence add {folder} TEXT --id C --author NAME --date 2025-04-04")


@command.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.argument("text", metavar="TEXT", type=click.Path(path_type=Path))
@click.option("--id", "name", required=True, help="Short name of the document, such as C.")
@click.option("--author", required=True, help="Who wrote it.")
@click.option("--date", "day", required=True, help="Day of publication, year-month-day.")
@click.option("--title", default="", help="Its title, or a few words of your own.")
def add(folder: Path, text: Path, name: str, author: str, day: str, title: str) -> None:
    """Enter the document TEXT into the evidence folder DIR and prepare its claims file."""
    from balkansim.cli.console import say
    from balkansim.evidence.evidence import add as enter

    added = enter(folder, text, name, author, day, title)
    say(f"Document {name}: paragraphs fingerprinted: {len(added.document.paragraphs)}; the text itself is not kept.")
    if added.copied:
        say(f"Already in an earlier document: {len(added.copied)}; what is coded there counts once.")
    say(f"Code its claims in {added.claims_file}, then: balkansim evidence check {folder}")


@command.command()
@FOLDER
@click.option("--documents", type=click.Path(path_type=Path), help="Folder with your own copies of the texts.")
def check(folder: Path | None, documents: Path | None) -> None:
    """Check the evidence folder DIR (the one that ships, if none is named)."""
    from balkansim.cli.console import say
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
    evidence = load_evidence(folder)
    for copy in check_texts(documents, evidence.library) if documents else ():
        say(copy.told())
    say(
        f"{evidence.folder} can be used. Documents: {len(evidence.library.documents)}; claims: {len(evidence.claims)}; "
        f"coders: {len(evidence.coders)}; figures: {len(evidence.figures.rows)}; warnings: {len(findings)}."
    )


@command.command()
@FOLDER
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="Last day of claims; by default as for figures.")
def audit(folder: Path | None, until: datetime | None) -> None:
    """Count the numbers of the evidence folder DIR by origin, and list those that rest on nothing."""
    from balkansim.cli.console import say
    from balkansim.evidence.checks import audit as count
    from balkansim.evidence.checks import told
    from balkansim.evidence.evidence import load_evidence

    evidence = load_evidence(folder)
    day: date = until.date() if until else evidence.library.known_by
    say(told(count(evidence, day)))


@command.command()
@FOLDER
def agreement(folder: Path | None) -> None:
    """Tell how far the coders of the evidence folder DIR agree, and how the coding was done."""
    from balkansim.cli.console import say
    from balkansim.evidence.checks import agreement as measure
    from balkansim.evidence.evidence import load_evidence

    evidence = load_evidence(folder)
    for result in measure(evidence):
        say(result.told())
    if evidence.library.coding_note:
        say(f"How it was coded: {evidence.library.coding_note}")
