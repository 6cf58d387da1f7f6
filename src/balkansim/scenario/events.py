"""The kinds of dated events a scenario may hold, each with the fields it needs."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, StringConstraints, Tag

Month = Annotated[str, StringConstraints(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]
Share = Annotated[float, Field(ge=0, le=1)]
Relative = Annotated[float, Field(ge=0.05, le=3)]
Logits = Annotated[float, Field(ge=-3, le=3)]
Lever = Literal["encouragement", "aid", "mediation", "leverage"]
LEVERS: tuple[str, ...] = ("encouragement", "aid", "mediation", "leverage")


class Strict(BaseModel):
    """Base of every table: unknown keys, NaN, infinity and silent conversions are refused."""

    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False, frozen=True)


class Happening(Strict):
    """What every event has: the month in which it happens and, if one likes, why."""

    month: Month = Field(description="Calendar month, as 2025-10, after the start and not past the horizon.")
    note: str = Field(default="", description="Why the event is there.")


class Posture(Happening):
    """A patron changes its posture toward the region."""

    kind: Literal["posture"]
    patron: str
    lever: Lever
    value: Share = Field(description="New level of the lever, 0-1.")


class Supply(Happening):
    """A patron supplies a state with arms, training or factories."""

    kind: Literal["supply"]
    patron: str
    state: str
    value: Share = Field(description="New level of supply, 0-1.")


class Dialogue(Happening):
    """The inclusive dialogue of the region takes a new level."""

    kind: Literal["dialogue"]
    value: Share = Field(description="New level, 0 (none) to 1 (all at one table).")


class Peacekeepers(Happening):
    """The peacekeepers at a flashpoint are reinforced or drawn down."""

    kind: Literal["peacekeepers"]
    flashpoint: str
    value: Relative = Field(description="New strength relative to April 2025, 0.05 to 3.")


class Fatigue(Happening):
    """Budget fatigue takes a new level."""

    kind: Literal["fatigue"]
    value: Share = Field(description="New level, 0-1.")


class Election(Happening):
    """A state holds an election outside its calendar."""

    kind: Literal["election"]
    state: str


class Turnover(Happening):
    """A state's government changes, whatever the odds."""

    kind: Literal["turnover"]
    state: str


class Incident(Happening):
    """An incident happens at a flashpoint."""

    kind: Literal["incident"]
    flashpoint: str
    severity: Annotated[int, Field(ge=1, le=4)] = Field(description="1 protest, 2 confrontation, 3 violence, 4 clash.")


class TensionShift(Happening):
    """The tension of two states jumps."""

    kind: Literal["tension"]
    states: Annotated[list[str], Field(min_length=2, max_length=2)]
    change: Logits = Field(description="Change in logits, -3 to 3.")


class PressureShift(Happening):
    """The domestic pressure on a government jumps."""

    kind: Literal["pressure"]
    state: str
    change: Logits = Field(description="Change in logits, -3 to 3.")


class SecessionShift(Happening):
    """An entity's secession pressure jumps."""

    kind: Literal["secession"]
    entity: str
    change: Logits = Field(description="Change in logits, -3 to 3.")


class Invitation(Happening):
    """A bloc invites a state, or lets an invitation rest."""

    kind: Literal["invitation"]
    state: str
    bloc: str
    value: Share = Field(description="New level: 0 not named, 1 formally invited.")


class Accession(Happening):
    """A state joins a bloc."""

    kind: Literal["accession"]
    state: str
    bloc: str


class Lapse(Happening):
    """A bloc ends formally."""

    kind: Literal["lapse"]
    bloc: str


class PartnershipForPeace(Happening):
    """A state enters NATO's Partnership for Peace."""

    kind: Literal["pfp"]
    state: str


class Pace(Happening):
    """A lightly armed security force becomes an army faster or slower."""

    kind: Literal["pace"]
    state: str
    value: Annotated[float, Field(gt=0, le=10)] = Field(description="Multiplier of the pace of conversion, above 0.")


class ExpenditureShift(Happening):
    """Military expenditure jumps."""

    kind: Literal["expenditure"]
    states: Literal["all"] | list[str] = Field(description="States, or all of the roster.")
    change: Annotated[float, Field(ge=-0.5, le=0.5)] = Field(description="Change of the logarithm, -0.5 to 0.5.")


class ArmsLimits(Happening):
    """The arms limits of 1996 cease to bind, or bind again."""

    kind: Literal["arms-limits"]
    value: Annotated[int, Field(ge=0, le=1)] = Field(description="0: no longer binding; 1: binding.")


class Recognition(Happening):
    """A state recognises another that it did not."""

    kind: Literal["recognition"]
    state: str
    toward: str = Field(description="The state recognised.")


class Agreement(Happening):
    """Two states settle their quarrel, or a share of it, by an agreement."""

    kind: Literal["agreement"]
    states: Annotated[list[str], Field(min_length=2, max_length=2)]
    value: Share = Field(default=1.0, description="Share of the quarrel it settles: 0 none, 1 full normalisation.")


class EventAmendment(Strict):
    """An event without ``kind``: amends, or with ``remove = true`` strikes, the parent's event of that name."""

    remove: Literal[True] | None = None
    month: Month | None = None
    note: str | None = None
    patron: str | None = None
    lever: Lever | None = None
    state: str | None = None
    toward: str | None = None
    states: Literal["all"] | list[str] | None = None
    flashpoint: str | None = None
    entity: str | None = None
    bloc: str | None = None
    value: float | None = None
    change: float | None = None
    severity: int | None = None


EVENT_KINDS: dict[str, type[Happening]] = {
    "posture": Posture,
    "supply": Supply,
    "dialogue": Dialogue,
    "peacekeepers": Peacekeepers,
    "fatigue": Fatigue,
    "election": Election,
    "turnover": Turnover,
    "incident": Incident,
    "tension": TensionShift,
    "pressure": PressureShift,
    "secession": SecessionShift,
    "invitation": Invitation,
    "accession": Accession,
    "lapse": Lapse,
    "pfp": PartnershipForPeace,
    "pace": Pace,
    "expenditure": ExpenditureShift,
    "arms-limits": ArmsLimits,
    "recognition": Recognition,
    "agreement": Agreement,
}
AMENDMENT = "an amendment"


def kind_of(event: Any) -> str:
    """Return the kind an event (a table or a model) states, or that it is an amendment."""
    return str(event.get("kind", AMENDMENT) if isinstance(event, dict) else getattr(event, "kind", AMENDMENT))


AnyEvent = Annotated[
    Annotated[Posture, Tag("posture")]
    | Annotated[Supply, Tag("supply")]
    | Annotated[Dialogue, Tag("dialogue")]
    | Annotated[Peacekeepers, Tag("peacekeepers")]
    | Annotated[Fatigue, Tag("fatigue")]
    | Annotated[Election, Tag("election")]
    | Annotated[Turnover, Tag("turnover")]
    | Annotated[Incident, Tag("incident")]
    | Annotated[TensionShift, Tag("tension")]
    | Annotated[PressureShift, Tag("pressure")]
    | Annotated[SecessionShift, Tag("secession")]
    | Annotated[Invitation, Tag("invitation")]
    | Annotated[Accession, Tag("accession")]
    | Annotated[Lapse, Tag("lapse")]
    | Annotated[PartnershipForPeace, Tag("pfp")]
    | Annotated[Pace, Tag("pace")]
    | Annotated[ExpenditureShift, Tag("expenditure")]
    | Annotated[ArmsLimits, Tag("arms-limits")]
    | Annotated[Recognition, Tag("recognition")]
    | Annotated[Agreement, Tag("agreement")]
    | Annotated[EventAmendment, Tag(AMENDMENT)],
    Discriminator(kind_of),
]
