"""The questions of the past as a file holds them: where each was frozen, its rule and window, and what happened."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, model_validator

from balkansim.errors import BalkansimError, unknown
from balkansim.forecasting.files import Strict, checked, read_toml
from balkansim.forecasting.months import month_of, told
from balkansim.forecasting.questions import Month, Window
from balkansim.forecasting.rules import Accession
from balkansim.forecasting.words import Text
from balkansim.hindcasting.record import Record
from balkansim.hindcasting.rules import Asked, years_of
from balkansim.scoring.template import NO, UNKNOWN, YES

LAST_KNOWN = "2025-03"
"""The last month of which anything may be used: the documents are of April 2025."""
WORDS = (YES, NO, UNKNOWN)


def _an_outcome(found: Any) -> Any:
    if found in WORDS or (isinstance(found, int) and not isinstance(found, bool) and found >= 0):
        return found
    raise ValueError(f"{', '.join(WORDS)}, or a count")


Outcome = Annotated[str | int, BeforeValidator(_an_outcome)]


class Freeze(Strict):
    """A past date from which one forecasts: the scenario that starts there, and what its questions are about."""

    date: Month
    group: Text
    scenario: Text


class PastQuestion(Strict):
    """One question of the past: a rule over a window after the freeze, what happened, and who says so."""

    id: Text
    freeze: Month
    proposition: Text
    window: Window
    rule: Asked
    outcome: Outcome
    source: Text

    @model_validator(mode="after")
    def _dates_fit(self) -> PastQuestion:
        if self.window.first <= month_of(self.freeze):
            raise ValueError(f"a window that begins after {told(month_of(self.freeze))}, not {self.window}")
        if self.window.last > month_of(LAST_KNOWN):
            raise ValueError(f"a window that ends by {told(month_of(LAST_KNOWN))}, not {self.window}")
        return self

    @property
    def is_count(self) -> bool:
        """Whether it asks how many, not whether."""
        return isinstance(self.outcome, int)

    @property
    def most(self) -> int:
        """The largest count there can be."""
        return len(self.rule.states) if isinstance(self.rule, Accession) else len(years_of(self.window))


class Past(Strict):
    """A file of questions of the past: the record, the freezes, the questions."""

    record: Record
    freezes: Annotated[tuple[Freeze, ...], Field(min_length=1)]
    questions: Annotated[tuple[PastQuestion, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _names_hold(self) -> Past:
        for what, names in (("id", [q.id for q in self.questions]), ("freeze", [f.date for f in self.freezes])):
            twice = {name for name in names if names.count(name) > 1}
            if twice:
                raise ValueError(f"each {what} once, but {', '.join(sorted(twice))} stands twice")
        return self

    def freeze(self, date: str, where: str = "") -> Freeze:
        """Return the freeze of a date.

        Parameters
        ----------
        date : str
            Year and month, such as ``2015-04``.
        where : str, optional
            Where it stood, for the error.

        Raises
        ------
        BalkansimError
            If nothing is frozen there.
        """
        for known in self.freezes:
            if known.date == date:
                return known
        raise unknown("freeze date", date, [known.date for known in self.freezes], where=where)


def load_past(path: Path) -> Past:
    """Read a file of questions of the past.

    Parameters
    ----------
    path : pathlib.Path
        A TOML file such as the shipped ``seeds/hindcast.toml``.

    Raises
    ------
    BalkansimError
        If the file is missing, empty or malformed, a question names no freeze of the file, an outcome is no known word
        or more than there can be; names file and key.
    """
    data = read_toml(path)
    if not data:
        raise BalkansimError(
            "the file is empty", expected="[record], [[freezes]] and [[questions]]", where=str(path), todo="fill it in"
        )
    past = checked(Past, data, path)
    for question in past.questions:
        where = f"{path}: {question.id}"
        past.freeze(question.freeze, f"{where} > freeze")
        if isinstance(question.outcome, int) and question.outcome > question.most:
            raise BalkansimError(
                f"outcome {question.outcome}", expected=f"0 to {question.most}", where=f"{where} > outcome"
            )
    return past


def chosen(past: Past, freezes: Sequence[str], ids: Sequence[str]) -> tuple[PastQuestion, ...]:
    """Return the questions of some freezes, or of some ids, in the order of the file.

    Parameters
    ----------
    past : Past
        The file.
    freezes, ids : sequence of str
        Dates and ids, case ignored; all where none is named.

    Raises
    ------
    BalkansimError
        If a date or an id is unknown, or no question has both.
    """
    dates = {past.freeze(date, "--freeze").date for date in freezes}
    known = {question.id.casefold(): question.id for question in past.questions}
    for name in ids:
        if name.casefold() not in known:
            raise unknown("question", name, known.values(), where="--question")
    wanted = {known[name.casefold()] for name in ids}
    found = tuple(
        q for q in past.questions if (not dates or q.freeze in dates) and (not wanted or q.id in wanted)
    )  # fmt: skip
    if not found:
        raise BalkansimError(
            "no question is left", expected="a question of the dates named", where="--freeze and --question"
        )
    return found
