"""What one would have forecast from the record known at the freeze alone: Jeffreys' posterior for a class of cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from balkansim.forecasting.intervals import JEFFREYS
from balkansim.forecasting.months import month_of
from balkansim.forecasting.rules import Accession
from balkansim.hindcasting.distributions import Shares, beta_binomial, certain, whether
from balkansim.hindcasting.questions import PastQuestion
from balkansim.hindcasting.record import Record
from balkansim.hindcasting.rules import Confrontation
from balkansim.scenario.calendar import year_and_month

FORMATS, CANDIDATES, YEARS = "formats", "candidates", "years on record"


@dataclass(frozen=True)
class Base:
    """The base rate of one question.

    Parameters
    ----------
    cases : str
        What was counted.
    hits, known : int
        Cases in which it happened, and cases known at the freeze.
    shares : tuple of float
        The forecast: of no and yes, or of each count.
    status_quo : tuple of float
        The forecast that nothing changes.
    blank_as_calm : tuple of float or None
        For confrontations, the forecast where years without a record are taken as calm.
    """

    cases: str
    hits: int
    known: int
    shares: Shares
    status_quo: Shares
    blank_as_calm: Shares | None = None


def base_rate(question: PastQuestion, record: Record) -> Base:
    """Return the base rate of a question, from nothing that was known only after its freeze.

    Parameters
    ----------
    question : PastQuestion
        The question.
    record : Record
        What happened, with dates.
    """
    if isinstance(question.rule, Confrontation):
        return _of_years(question, question.rule, record)
    return _of_accessions(question, question.rule, record)


def _of_accessions(question: PastQuestion, rule: Accession, record: Record) -> Base:
    """Return the base rate of accessions: earlier formats that expanded, or earlier candidates that joined."""
    now = month_of(question.freeze)
    months = question.window.last - now
    of_formats = len(rule.states) > 1 and not question.is_count
    if of_formats:
        ended = [one for one in record.formats if one.is_known(one.founded, months, now)]
        outcomes = [one.expanded_within(months) for one in ended]
    else:
        known = [(one, format_) for format_ in record.formats for one in format_.candidates]
        outcomes = [one.joined_within(months) for one, of in known if of.is_known(one.since, months, now)]
    units = max(1, record.named(rule.bloc, rule.states, now)) if question.is_count else 1
    shares = _posterior(question, outcomes, units)
    return Base(
        FORMATS if of_formats else CANDIDATES, sum(outcomes), len(outcomes), shares, _as_asked(question, certain(0))
    )


def _of_years(question: PastQuestion, rule: Confrontation, record: Record) -> Base:
    """Return the base rate of confrontations: years on record, or all years since the record begins."""
    place = record.place(rule.flashpoint)
    first = year_and_month(question.window.first)[0]
    known = place.known_before(first) if place else []
    outcomes = [year.severity >= rule.severity for year in known]
    blank = first - place.since - len(known) if place else 0
    units = question.most
    return Base(
        YEARS,
        sum(outcomes),
        len(outcomes),
        _posterior(question, outcomes, units),
        _as_asked(question, certain(units if outcomes and outcomes[-1] else 0)),
        _posterior(question, [*outcomes, *[False] * blank], units),
    )


def _posterior(question: PastQuestion, outcomes: Sequence[bool], units: int) -> Shares:
    """Return the forecast of so many units under Jeffreys' posterior; a half each where nothing was known."""
    hits = sum(outcomes)
    return _as_asked(question, beta_binomial(units, hits + JEFFREYS, len(outcomes) - hits + JEFFREYS))


def _as_asked(question: PastQuestion, shares: Shares) -> Shares:
    """Return a forecast of a count as the question asks it: as it is, or whether it is reached."""
    return shares if question.is_count else whether(shares, question.rule.at_least)
