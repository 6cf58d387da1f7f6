"""The catalogue of everything that can be set in a world: name, meaning, value, range, unit and origin."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from balkansim.scenario.calendar import last_day
from balkansim.scenario.resolved import Range, Scenario
from balkansim.scenario.sources import coefficients
from balkansim.scenario.vocabulary import Cast, coefficient_factors, measured_factors, quantity_factors

if TYPE_CHECKING:
    from balkansim.evidence.estimates import Estimate
    from balkansim.evidence.evidence import Estimates, Evidence
    from balkansim.evidence.scheme import Quantity
    from balkansim.parameters import Parameter

TAIL = 0.05
MEASURED = {
    "expenditure": ("military expenditure of {}", "USD m a year, constant"),
    "burden": ("military expenditure of {} as a share of output", "0-1"),
}


@dataclass(frozen=True)
class Factor:
    """One thing that can be set.

    Parameters
    ----------
    name : str
        As in ``--set NAME=VALUE``.
    meaning : str
        In words.
    value, low, high : float
        Middle and 5 % to 95 % range, in ``unit``; all equal where nothing is uncertain.
    unit : str
        In words.
    origin : str
        ``documented``, ``default``, ``measured``, ``calibrated``, ``assumed`` or ``scenario``.
    shape : str
        ``beta``, ``uniform``, ``log`` or ``fixed``.
    """

    name: str
    meaning: str
    value: float
    low: float
    high: float
    unit: str
    origin: str
    shape: str


def cast_of(scenario: Scenario) -> Cast:
    """Return who is in a scenario's world."""
    return Cast(
        state=scenario.roster,
        patron=tuple(scenario.patrons),
        bloc=tuple(scenario.blocs),
        flashpoint=tuple(scenario.flashpoints),
        entity=tuple(scenario.entities),
    )


def catalogue(
    scenario: Scenario, evidence: Evidence, parameters: Mapping[str, Parameter] | None = None
) -> dict[str, Factor]:
    """List everything that can be set in a scenario's world.

    Parameters
    ----------
    scenario : Scenario
        Its roster, patrons, blocs, flashpoints and entities give the names; what it sets is shown as set.
    evidence : Evidence
        Gives quantities, estimates at the scenario's start, and figures.
    parameters : mapping of str to Parameter, optional
        The coefficients; by default those of the evidence's folder.

    Returns
    -------
    dict of str to Factor
        By name: coefficients, quantities, figures.
    """
    chosen = coefficients(evidence) if parameters is None else parameters
    listed = {factor.name: factor for factor in _all(scenario, evidence, chosen)}
    for name, setting in scenario.overrides.items():
        if name in listed:
            listed[name] = as_set(listed[name], setting)
    return listed


def as_set(factor: Factor, setting: float | Range) -> Factor:
    """Return a factor as a scenario sets it."""
    if isinstance(setting, Range):
        return replace(
            factor, value=setting.value, low=setting.low, high=setting.high, shape=setting.shape, origin="scenario"
        )
    return replace(factor, value=setting, low=setting, high=setting, shape="fixed", origin="scenario")


def find(word: str, factors: Mapping[str, Factor]) -> dict[str, Factor]:
    """Return the factors whose name or meaning holds a word.

    Parameters
    ----------
    word : str
        Part of a name or of a meaning; case is ignored. Several words must all be there.
    factors : mapping of str to Factor
        The catalogue.
    """
    parts = word.casefold().split()
    return {
        name: factor
        for name, factor in factors.items()
        if all(part in f"{name} {factor.meaning}".casefold() for part in parts)
    }


def _all(scenario: Scenario, evidence: Evidence, parameters: Mapping[str, Parameter]) -> Iterator[Factor]:
    for name, source in coefficient_factors(parameters, cast_of(scenario)):
        yield _coefficient(name, parameters[source])
    yield from _quantities(scenario, evidence)
    yield from _figures(scenario, evidence)


def _coefficient(name: str, parameter: Parameter) -> Factor:
    return Factor(
        name,
        parameter.meaning,
        parameter.value,
        parameter.low,
        parameter.high,
        parameter.unit,
        parameter.origin,
        parameter.shape,
    )


def _quantities(scenario: Scenario, evidence: Evidence) -> Iterator[Factor]:
    estimates = evidence.estimates(last_day(scenario.start))
    for name, quantity, subject, object_ in quantity_factors(evidence.codebook.quantities, cast_of(scenario)):
        entry = evidence.codebook.quantities[quantity]
        parties = ", ".join(scenario.label(code) for code in (subject, object_) if code)
        estimate = estimate_of(estimates, quantity, subject, object_)
        yield _documented(name, f"{entry.meaning}: {parties}", entry, estimate)


def estimate_of(estimates: Estimates, quantity: str, subject: str, object_: str = "") -> Estimate:
    """Return an estimate, or the codebook's default for parties of which the evidence knows nothing.

    Parameters
    ----------
    estimates : Estimates
        What the claims known by a day say.
    quantity, subject, object_ : str
        Which number.
    """
    entry = estimates.codebook.quantities[quantity]
    known = estimates.codebook.parties
    for party, role in zip((subject, object_), entry.roles, strict=False):
        if party not in known.of(role):
            return estimates.default(quantity, subject, object_)
    return estimates.get(quantity, subject, object_)


def _documented(name: str, meaning: str, entry: Quantity, estimate: Estimate) -> Factor:
    from scipy.special import betaincinv

    low, high = (float(betaincinv(estimate.alpha, estimate.beta, tail)) for tail in (TAIL, 1 - TAIL))
    signed = entry.scale == "signed"
    value, low, high = (2 * share - 1 if signed else share for share in (estimate.mean, low, high))
    return Factor(name, meaning, value, low, high, "-1 to 1" if signed else "0-1", estimate.origin, "beta")


def _figures(scenario: Scenario, evidence: Evidence) -> Iterator[Factor]:
    for name, variable, state in measured_factors(cast_of(scenario)):
        spec = scenario.states[state]
        given: float | None = getattr(spec, variable)
        value = evidence.figures.value(variable, state) if given is None else given
        if value is not None:
            meaning, unit = MEASURED[variable]
            origin = "measured" if given is None else "scenario"
            yield Factor(name, meaning.format(spec.label), value, value, value, unit, origin, "fixed")
