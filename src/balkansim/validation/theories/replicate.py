"""The function `replicate`: published numbers reproduced, and theories run on a table or on a scenario."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from balkansim.errors import BalkansimError, unknown
from balkansim.pages import Explanation, Page, Section, Table
from balkansim.validation.theories import arms_race, balance, escalation, landscape
from balkansim.validation.theories.theory import (
    NO_VALIDATION,
    Check,
    Finding,
    Theory,
    Value,
    inputs_from,
    not_checked,
    told,
)

if TYPE_CHECKING:
    from balkansim.evidence.evidence import Evidence
    from balkansim.scenario.scenario import Scenario
    from balkansim.validation.theories.theory import Settings

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
        As in `balkansim.forecast`, for a scenario.

    Returns
    -------
    Replication
        Prints as text, shows as HTML, ``.checks``, ``.holds``, ``.finding``, ``.to_frame()``, ``.to_json()``.

    Raises
    ------
    BalkansimError
        If anything named is unknown, or a table is malformed.
    """
    from balkansim.validation.theories.theory import Settings, checks

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
    """Return an example table of a theory: what `replicate` reads."""
    return _named(theory).template()


def _named(theory: str) -> Theory:

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
    from balkansim.scenario.resolve import load
    from balkansim.validation.theories.landscape import finding, landscape_of, propensities
    from balkansim.validation.theories.theory import section

    resolved, known = load(scenario, **options)
    plain = landscape_of(resolved, known, centred=False)
    lines = (
        "sizes: shares of the states' military expenditure at t0; propensity: mean of similarity and calm, less the "
        "mean of all pairs; every parameter at its median.",
        section(propensities, "Reading"),
        f"Without taking off the mean, the lowest optimum sets apart: {plain.smaller(plain.optima.sides[0])}.",
    )
    return finding(landscape_of(resolved, known), f"Landscape theory on the scenario {resolved.name}", lines)


HEAD = ("what", "from", "expected", "got", "difference", "met")
EXACTLY = "0"


@dataclass(frozen=True)
class Replication(Explanation):
    """What was published beside what is got, and a finding on a table where one was asked for."""

    theories: tuple[Theory, ...]
    checks: tuple[Check, ...]
    finding: Finding | None = None

    @property
    def holds(self) -> bool:
        """Whether every number is met but those known not to be."""
        return all(check.holds or check.known for check in self.checks)

    def of(self, theory: Theory) -> tuple[Check, ...]:
        """Return the checks of one theory."""
        return tuple(check for check in self.checks if check.theory == theory.name)

    def page(self) -> Page:
        """Return the finding, or else the checks, as a page."""
        if self.finding:
            found = self.finding
            bottom = (Section("reading", (self.theories[0].reading,)), Section("checks", (self.verdict, NO_VALIDATION)))
            return Page(found.title, found.lines, (*found.sections, *bottom))
        sections = [Section(theory.name, self._theory_told(theory)) for theory in self.theories]
        bottom_line = Section("in all", (self.verdict, NO_VALIDATION))
        return Page("Published models, reproduced", (), (*sections, bottom_line))

    @property
    def verdict(self) -> str:
        """How many of the published and of the derived numbers are met, and which are not, in a sentence."""
        names = ", ".join(theory.name for theory in self.theories)
        printed, derived = (_met([c for c in self.checks if c.derived is kind]) for kind in (False, True))
        missed = [f"{check.theory}, {check.what}{_excuse(check)}" for check in self.checks if not check.holds]
        consequences = f", {derived} derived from them" if any(check.derived for check in self.checks) else ""
        told_missed = f" Missed: {'; '.join(missed)}." if missed else ""
        return f"{names}: {printed} published numbers met{consequences}.{told_missed}"

    def _theory_told(self, theory: Theory) -> tuple[str | Table, ...]:
        """Return a theory's summary, source, reading and checks."""
        own = self.of(theory)
        gone = not_checked(theory)
        return (
            theory.summary,
            f"Source: {theory.source}",
            f"Reading: {theory.reading}",
            f"Inputs and numbers: {inputs_from(theory)}.",
            Table(HEAD, tuple(_row(check) for check in own)),
            *(f"Note on {check.what}: {check.note}." for check in own if check.note),
            *((f"Not checked: {gone}.",) if gone else ()),
        )

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain values: ``holds``, ``checks``, ``not_checked``, ``caveat``, ``finding``."""
        return {
            "holds": self.holds,
            "checks": [check.as_dict() for check in self.checks],
            "not_checked": {theory.name: not_checked(theory) for theory in self.theories if not_checked(theory)},
            "caveat": NO_VALIDATION,
            "finding": self.finding.as_dict() if self.finding else None,
        }

    def rows(self) -> list[dict[str, Any]]:
        """Return the finding's main table, or the checks, as plain rows."""
        return self.finding.rows() if self.finding else [check.as_dict() for check in self.checks]


def _met(checks: list[Check]) -> str:
    return f"{sum(check.holds for check in checks)} of {len(checks)}"


def _excuse(check: Check) -> str:
    return f" (known; expected {_value(check.expected)}, got {_value(check.got)})" if check.known else ""


def _row(check: Check) -> tuple[str, ...]:
    """Return a check as the cells of a row."""
    difference = check.difference
    gap = "" if difference is None else EXACTLY if difference == 0.0 else told(difference, 2)
    met = "yes" if check.holds else "known not" if check.known else "MISSED"
    return check.what, "derived" if check.derived else "print", _value(check.expected), _value(check.got), gap, met


def _value(value: Value) -> str:
    return value if isinstance(value, str) else told(value)


THEORIES: dict[str, Theory] = {
    theory.name: theory for theory in (landscape.THEORY, balance.THEORY, arms_race.THEORY, escalation.THEORY)
}
