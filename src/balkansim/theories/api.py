"""The function `replicate`: published numbers reproduced, and theories run on a table or on a scenario."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from balkansim.errors import BalkansimError, unknown

if TYPE_CHECKING:
    from balkansim.evidence.evidence import Evidence
    from balkansim.scenario.resolved import Scenario
    from balkansim.theories.finding import Finding
    from balkansim.theories.protocol import Settings, Theory
    from balkansim.theories.replication import Replication

    Setting = Sequence[str] | Mapping[str, Any]

ON_SCENARIOS = ("landscape",)


def replicate(
    theory: str | None = None,
    table: Path | str | None = None,
    *,
    scenario: str | Scenario | None = None,
    alpha: float | None = None,
    beta: float | None = None,
    limit: float | None = None,
    year: int | None = None,
    seed: int | None = None,
    with_: Sequence[str] = (),
    set_: Setting = (),
    evidence: Evidence | Path | str | None = None,
) -> Replication:
    """Reproduce the published numbers of one theory or all, and run one on a table or on a scenario.

    None of this validates any value of a Balkan parameter.

    Parameters
    ----------
    theory : str, optional
        ``landscape``, ``balance``, ``arms-race`` or ``escalation``; by default all.
    table : path, optional
        A CSV file on which to run that theory; see `example`.
    scenario : str or Scenario, optional
        A scenario on whose start to run landscape theory.
    alpha, beta, limit : float, optional
        Pressure, pull toward standing ties and ceiling of `escalation`, above 0.
    year : int, optional
        Year of dated ties (``balance``).
    seed : int, optional
        Seed of random starts, where there are too many actors to search exhaustively; not negative.
    with_, set_, evidence
        As in `balkansim.api.load`, for a scenario.

    Returns
    -------
    Replication
        Prints as text, shows as HTML, ``.checks``, ``.holds``, ``.finding``, ``.to_frame()``, ``.to_json()``.

    Raises
    ------
    BalkansimError
        If anything named is unknown, or a table is malformed.
    """
    from balkansim.theories.catalogue import THEORIES
    from balkansim.theories.expected import checks
    from balkansim.theories.protocol import Settings
    from balkansim.theories.replication import Replication

    settings = Settings(alpha, beta, limit, year, seed)
    asked = [_named(theory)] if theory is not None else list(THEORIES.values())
    _check_asked(theory, table, scenario, settings)
    _check_world(scenario, {"with": with_, "set": set_, "evidence": evidence})
    finding: Finding | None = None
    if table is not None:
        _check_heeded(asked[0], settings)
        finding = asked[0].run(Path(table), settings)
    elif scenario is not None:
        finding = _on_scenario(scenario, with_=with_, set_=set_, evidence=evidence)
    return Replication(tuple(asked), tuple(check for one in asked for check in checks(one)), finding)


def example(theory: str) -> str:
    """Return an example table of a theory: what `replicate` reads.

    Parameters
    ----------
    theory : str
        Name of the theory.

    Raises
    ------
    BalkansimError
        If the theory is unknown.
    """
    return _named(theory).template()


def _named(theory: str) -> Theory:
    from balkansim.theories.catalogue import THEORIES

    if theory not in THEORIES:
        raise unknown("theory", theory, THEORIES, where="replicate")
    return THEORIES[theory]


def _check_asked(
    theory: str | None, table: Path | str | None, scenario: str | Scenario | None, settings: Settings
) -> None:
    """Refuse options that do not fit together."""
    if table is not None and theory is None:
        raise BalkansimError("a table, but no theory to run on it", expected="THEORY --table FILE", where="--table")
    if scenario is not None and theory not in ON_SCENARIOS:
        expected = f"the theory {ON_SCENARIOS[0]}"
        raise BalkansimError("no theory that runs on a scenario", expected=expected, where="--scenario")
    if table is not None and scenario is not None:
        raise BalkansimError("a table and a scenario", expected="one of them", where="--scenario")
    if table is None and settings.given():
        name = settings.given()[0]
        raise BalkansimError("it is of use on a table only", expected="--table FILE too", where=f"--{name}")
    if settings.seed is not None and settings.seed < 0:
        raise BalkansimError(f"seed = {settings.seed}", expected="a whole number of 0 or more", where="--seed")


def _check_world(scenario: str | Scenario | None, options: Mapping[str, Any]) -> None:
    """Refuse options of a scenario where none is named."""
    given = [name for name, value in options.items() if value]
    if scenario is None and given:
        raise BalkansimError("it is of use on a scenario only", expected="--scenario NAME too", where=f"--{given[0]}")


def _check_heeded(theory: Theory, settings: Settings) -> None:
    """Refuse a setting that the theory would not heed."""
    for name in settings.given():
        if name not in theory.settings:
            own = ", ".join(f"--{known}" for known in theory.settings)
            raise BalkansimError(f"{theory.name} has no such setting", expected=own or "none", where=f"--{name}")


def _on_scenario(scenario: str | Scenario, **options: Any) -> Finding:
    """Run landscape theory on a scenario's start."""
    from balkansim.api import load
    from balkansim.theories.landscape_scenario import landscape_of, propensities
    from balkansim.theories.protocol import section
    from balkansim.theories.runs.landscape import finding

    resolved, known = load(scenario, **options)
    plain = landscape_of(resolved, known, centred=False)
    lines = (
        "sizes: shares of the states' military expenditure at t0; propensity: mean of similarity and calm, less the "
        "mean of all pairs; every parameter at its median.",
        section(propensities, "Reading"),
        f"Without taking off the mean, the lowest optimum sets apart: {plain.smaller(plain.optima.sides[0])}.",
    )
    return finding(landscape_of(resolved, known), f"Landscape theory on the scenario {resolved.name}", lines)
