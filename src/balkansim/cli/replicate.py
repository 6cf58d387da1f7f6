"""The command `replicate`: published models reproduced, and run on a table or a scenario of one's own."""

from __future__ import annotations

from pathlib import Path

import click

from balkansim.cli.options import scenario_options


@click.command(name="replicate")
@click.argument("theory", required=False)
@click.option("--table", type=click.Path(path_type=Path), metavar="F.csv", help="Run THEORY on this table.")
@click.option("--template", is_flag=True, help="Print an example table of THEORY.")
@click.option("--scenario", metavar="NAME", help="Run landscape theory on this scenario's start.")
@click.option("--alpha", type=float, help="Pressure at which to look (escalation).")
@click.option("--beta", type=float, help="Pull toward standing ties (escalation).")
@click.option("--limit", type=float, metavar="L", help="Ceiling of the pull toward balance (escalation).")
@click.option("--year", type=int, help="Year of dated ties (balance).")
@click.option("--seed", type=int, help="Seed of random starts, with more than twenty actors.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@scenario_options
def command(
    theory: str | None,
    table: Path | None,
    template: bool,
    scenario: str | None,
    alpha: float | None,
    beta: float | None,
    limit: float | None,
    year: int | None,
    seed: int | None,
    as_json: bool,
    with_: tuple[str, ...],
    set_: tuple[str, ...],
    evidence: Path | None,
) -> None:
    """Reproduce the published numbers of THEORY (landscape, balance, arms-race, escalation), or of all.

    With --table it says what the theory makes of a table of your own. Exit code 1: a published number is missed.
    """
    from balkansim.cli.console import say
    from balkansim.errors import BalkansimError
    from balkansim.validation.theories.replicate import example, replicate

    if template:
        if theory is None:
            raise BalkansimError("no theory", expected="THEORY --template", where="--template")
        say(example(theory).rstrip("\n"))
        return
    found = replicate(
        theory,
        table,
        scenario=scenario,
        alpha=alpha,
        beta=beta,
        limit=limit,
        year=year,
        seed=seed,
        with_=with_,
        set_=set_,
        evidence=evidence,
    )
    say(found.to_json() if as_json else str(found))
    if not found.holds:
        raise click.exceptions.Exit(1)
