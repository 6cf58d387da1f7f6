"""The command ``factors``: list everything that can be set."""

from __future__ import annotations

from pathlib import Path

import click

from balkansim.cli.scenarios import EVIDENCE


@click.command(name="factors")
@click.argument("word", required=False, default="")
@click.option("--scenario", "name", metavar="NAME", default="baseline", show_default=True, help="A name or a file.")
@click.option("--with", "with_", metavar="SCENARIO", multiple=True, help="Lay another scenario's changes over it.")
@click.option("--set", "set_", metavar="NAME=VALUE", multiple=True, help="Set a factor or a switch.")
@EVIDENCE
def command(word: str, name: str, with_: tuple[str, ...], set_: tuple[str, ...], folder: Path | None) -> None:
    """List what can be set; with WORD only what has it in its name or meaning."""
    from balkansim.cli.console import say
    from balkansim.evidence.evidence import load_evidence
    from balkansim.scenario.factors import catalogue, table
    from balkansim.scenario.resolve import resolve

    evidence = load_evidence(folder)
    scenario = resolve(name, with_=with_, set_=set_, evidence=evidence)
    say(table(catalogue(scenario, evidence), word))
