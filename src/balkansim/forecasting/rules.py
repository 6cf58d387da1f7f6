"""The kinds of rule by which a record of runs answers a forecast, as a forecasts file writes them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, PositiveFloat, PositiveInt

from balkansim.forecasting.files import Strict
from balkansim.forecasting.words import Text

SPOKEN_NAMES = {"kosovo": "XKX"}


def _state_code(name: str) -> str:
    """Return the code of a state, accepting Kosovo by its name."""
    code = SPOKEN_NAMES.get(name.casefold(), name)
    if not (len(code) == 3 and code.isascii() and code.isalpha() and code.isupper()):
        raise ValueError("a state by its three capital letters, such as SRB")
    return code


StateCode = Annotated[str, AfterValidator(_state_code)]
Names = Annotated[tuple[Text, ...], Field(min_length=1)]


class Tension(Strict):
    """Mean tension of the dyads named; those with a state outside the roster are left out."""

    kind: Literal["tension"]
    dyads: Annotated[tuple[tuple[StateCode, StateCode], ...], Field(min_length=1)]


class Polarisation(Strict):
    """The Esteban-Ray index of the roster."""

    kind: Literal["polarisation"]


class Partnership(Strict):
    """A state's partnership with NATO."""

    kind: Literal["partnership"]
    state: StateCode


class Secession(Strict):
    """Secession pressure in an entity."""

    kind: Literal["secession"]
    entity: Text


Series = Annotated[Tension | Polarisation | Partnership | Secession, Field(discriminator="kind")]


class Accession(Strict):
    """At least so many of the states join the bloc within the window."""

    kind: Literal["accession"]
    states: Annotated[tuple[StateCode, ...], Field(min_length=1)]
    bloc: Text
    at_least: PositiveInt = 1


class StaysOut(Strict):
    """The state is a member of none of the blocs up to the window's last month."""

    kind: Literal["stays-out"]
    state: StateCode
    blocs: Names


class HazardRatio(Strict):
    """Summed monthly hazard over the window exceeds a factor times that of the same history without blocs, or of t0."""

    kind: Literal["hazard-ratio"]
    flashpoints: Names
    factor: PositiveFloat
    curve: tuple[PositiveFloat, ...] = ()
    against: Literal["no-blocs", "t0"]


class LevelChange(Strict):
    """The window's mean of the series lies above t0 + delta (up) or below t0 - delta (down)."""

    kind: Literal["level-change"]
    series: Series
    direction: Literal["up", "down"]


class BelowReference(Strict):
    """Mean tension of the dyads stays below the t0 mean of all dyads for so many months running within the window."""

    kind: Literal["below-reference"]
    series: Tension
    months: PositiveInt


class Calm(Strict):
    """In the arm named, the window's mean is at most t0 + delta and no incident reaches the severity."""

    kind: Literal["calm"]
    series: Series
    flashpoints: Names
    severity: Annotated[int, Field(ge=1, le=4)]
    arm: Literal["dialogue", "scenario"]


class Lapse(Strict):
    """Any or all of the blocs have ended, or been inactive for so many months, at the window's last month."""

    kind: Literal["lapse"]
    blocs: Names
    need: Literal["all", "any"]
    idle_months: PositiveInt


class InstitutionEntry(Strict):
    """The state enters the institution by the window's last month."""

    kind: Literal["entry"]
    state: StateCode
    institution: Literal["pfp"]


class Conversion(Strict):
    """The state's forces become an army, by chance and not by a scheduled event, by the window's last month."""

    kind: Literal["conversion"]
    state: StateCode


Rule = Annotated[
    Accession | StaysOut | HazardRatio | LevelChange | BelowReference | Calm | Lapse | InstitutionEntry | Conversion,
    Field(discriminator="kind"),
]


def arms_of(rule: Rule) -> tuple[str, ...]:
    """Return the arms a rule reads: ``scenario``, ``no-blocs``, ``dialogue`` or ``null``.

    Parameters
    ----------
    rule : Rule
        Any of the kinds above.
    """
    if isinstance(rule, HazardRatio):
        return ("scenario", "no-blocs") if rule.against == "no-blocs" else ("scenario",)
    if isinstance(rule, LevelChange):
        return ("scenario", "null")
    if isinstance(rule, Calm):
        return (rule.arm, "null")
    return ("scenario",)
