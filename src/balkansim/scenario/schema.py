"""What a scenario file may say: one strict pydantic model a table."""

from __future__ import annotations

import math
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Discriminator, Field, Tag, model_validator

from balkansim.scenario.happenings import AnyEvent, Month, Share, Strict

ROSTER_CAPACITY = 16
HORIZON_LIMIT = 264
FIRST_START, LAST_START = "1991-01", "2028-12"


def _iso_day(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


Day = Annotated[
    Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$", description="A day, as 2025-03-18.")],
    BeforeValidator(_iso_day),
]


class Distribution(Strict):
    """A factor drawn from a distribution: 5 %, median and 95 %, in the factor's unit."""

    low: float
    value: float
    high: float
    shape: Literal["uniform", "log"] = "uniform"

    @model_validator(mode="after")
    def _in_order(self) -> Distribution:
        if not (self.low <= self.value <= self.high and self.low < self.high):
            raise ValueError(f"low {self.low:g}, value {self.value:g}, high {self.high:g} are not in rising order")
        if self.shape == "log" and self.low <= 0:
            raise ValueError(f"low {self.low:g} is not above 0, as the shape log needs")
        return self


def _setting_form(value: Any) -> str:
    return "distribution" if isinstance(value, dict | Distribution) else "number"


Setting = Annotated[
    Annotated[float, Tag("number")] | Annotated[Distribution, Tag("distribution")], Discriminator(_setting_form)
]


class StateTable(Strict):
    """A state without figures in the evidence, or other figures for one that has them."""

    label: str | None = None
    expenditure: Annotated[float, Field(gt=0)] | None = Field(default=None, description="Constant USD m a year.")
    burden: Share | None = Field(default=None, description="Share of output, 0-1.")
    nato: bool | None = None
    eu: Literal["member", "candidate", "potential-candidate", "none"] | None = None
    pfp: bool | None = None
    recognises_kosovo: bool | None = None
    neighbours: list[str] | None = Field(default=None, description="States with a common border.")
    election: Month | None = Field(default=None, description="Month of the next election.")
    arms_limits: bool | None = Field(default=None, description="Bound by the arms limits of 1996.")
    balkan: bool | None = None


class PatronTable(Strict):
    """A patron: its name and how much it counts."""

    remove: Literal[True] | None = None
    label: str | None = None
    salience: Share | None = Field(default=None, description="The same as patron_salience.X under [set].")


class BlocTable(Strict):
    """A bloc that exists at the start."""

    remove: Literal[True] | None = None
    label: str | None = None
    members: Annotated[list[str], Field(min_length=2)] | None = None
    founded: Day | None = None
    opposed: list[str] | None = Field(default=None, description="Blocs to which no member may belong.")


class FlashpointTable(Strict):
    """A place where incidents arise."""

    remove: Literal[True] | None = None
    label: str | None = None
    parties: Annotated[list[str], Field(min_length=2, max_length=2)] | None = None
    peacekeepers: str | None = Field(default=None, description="Name of the mission, or empty.")
    entity: str | None = Field(default=None, description="Entity whose secession pressure feeds it, or empty.")


class EntityTable(Strict):
    """A sub-state entity."""

    remove: Literal[True] | None = None
    label: str | None = None
    inside: str | None = None
    backer: str | None = None


class PostureTable(Strict):
    """A patron's posture at the start; the same as encouragement.X, mediation.X, aid.X and leverage.X under [set]."""

    encouragement: Share | None = None
    mediation: Share | None = None
    aid: Share | None = None
    leverage: Share | None = None


class TheoryTable(Strict):
    """Which theory answers a decision."""

    accession: Literal["balance-of-threat", "landscape", "structural-balance"] = Field(
        description="What tells an outsider whether to join a bloc."
    )


class ScenarioFile(Strict):
    """A scenario: what differs from its parent, the question it asks and what it is expected to move."""

    parent: str | None = Field(default=None, description="Name of a shipped scenario, or a path such as ./mine.toml.")
    title: str | None = None
    question: Annotated[str, Field(min_length=1)] = Field(description="What the scenario asks, in words.")
    expects: Annotated[str, Field(min_length=1)] = Field(description="What it is expected to move, in words.")
    claims: list[str] = Field(default_factory=list, description="Ids of the claims that inspired it.")
    start: Month | None = Field(default=None, description="Month before the first simulated one.")
    horizon: Annotated[int, Field(ge=1, le=HORIZON_LIMIT)] | None = Field(default=None, description="Months.")
    roster: Annotated[list[str], Field(min_length=1, max_length=ROSTER_CAPACITY)] | None = None
    founding: bool | None = Field(default=None, description="May blocs be founded in the run?")
    elections: bool | None = Field(default=None, description="Are elections held?")
    at_rest: bool | None = Field(default=None, description="Start every index at its standing level?")
    theory: TheoryTable | None = Field(default=None, description="Rival theories of the same decision.")
    states: dict[str, StateTable] = Field(default_factory=dict)
    patrons: dict[str, PatronTable] = Field(default_factory=dict)
    blocs: dict[str, BlocTable] = Field(default_factory=dict)
    flashpoints: dict[str, FlashpointTable] = Field(default_factory=dict)
    entities: dict[str, EntityTable] = Field(default_factory=dict)
    posture: dict[str, PostureTable] = Field(default_factory=dict)
    set: dict[str, Setting] = Field(default_factory=dict, description="Factors, by name: a value or a distribution.")
    events: dict[str, AnyEvent] = Field(default_factory=dict, description="Dated events, by a short name.")


def is_finite_number(value: object) -> bool:
    """Tell whether a value is a number that is neither NaN nor infinite (true and false are no numbers)."""
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
