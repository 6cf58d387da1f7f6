"""What happened, as far as it is known: formats with their candidates, and years of a flashpoint with what they saw."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from balkansim.forecasting.files import Strict
from balkansim.forecasting.months import month_of
from balkansim.forecasting.questions import Month
from balkansim.forecasting.rules import StateCode
from balkansim.forecasting.words import Text

Severity = Annotated[int, Field(ge=0, le=4)]


class Candidate(Strict):
    """A state named or invited to a format, since when, and when it joined; one that stayed out has no such month."""

    state: StateCode
    since: Month
    joined: Month | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Candidate:
        if self.joined is not None and month_of(self.joined) < month_of(self.since):
            raise ValueError(f"joined not before {self.since}")
        return self

    def joined_within(self, months: int) -> bool:
        """Tell whether it joined within so many months of becoming a candidate."""
        return self.joined is not None and month_of(self.joined) <= month_of(self.since) + months


class Format(Strict):
    """A sub-regional format: its bloc in scenarios, its founding, its candidates, and until when it is followed."""

    name: Text
    bloc: str = ""
    founded: Month
    followed_until: Month
    candidates: tuple[Candidate, ...] = ()
    source: Text

    def is_known(self, since: str, months: int, now: int) -> bool:
        """Tell whether so many months from a date on had passed by a month, and the record covers them."""
        return month_of(since) + months <= min(now, month_of(self.followed_until))

    def expanded_within(self, months: int) -> bool:
        """Tell whether anybody joined within so many months of its founding."""
        last = month_of(self.founded) + months
        return any(one.joined is not None and month_of(one.joined) <= last for one in self.candidates)


class Year(Strict):
    """A calendar year of which there is a record: the worst severity it saw."""

    year: int
    severity: Severity
    event: Text


class Place(Strict):
    """A flashpoint's record by year; a year that is not listed is unknown, not calm."""

    flashpoint: Text
    since: int
    source: Text
    years: Annotated[tuple[Year, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _in_order(self) -> Place:
        listed = [known.year for known in self.years]
        if listed != sorted(set(listed)) or listed[0] < self.since:
            raise ValueError(f"years in order, each once, none before {self.since}")
        return self

    def known_before(self, year: int) -> list[Year]:
        """Return the years on record before a year."""
        return [known for known in self.years if known.year < year]


class Record(Strict):
    """Everything that base rates may rest on, each piece with its date."""

    formats: Annotated[tuple[Format, ...], Field(min_length=1)]
    places: tuple[Place, ...] = ()

    def named(self, bloc: str, states: tuple[str, ...], now: int) -> int:
        """Count those of the states that were candidates of a bloc by a month."""
        candidates = [one for format_ in self.formats if format_.bloc == bloc for one in format_.candidates]
        return sum(one.state in states and month_of(one.since) <= now for one in candidates)

    def place(self, flashpoint: str) -> Place | None:
        """Return the record of a flashpoint, or None."""
        return next((place for place in self.places if place.flashpoint == flashpoint), None)
