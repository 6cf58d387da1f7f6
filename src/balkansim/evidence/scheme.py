"""The entries of a codebook: constants, parties, quantities, words of strength and kinds of claims."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

ROLE = "(state|patron|bloc|entity)"
Share = Annotated[float, Field(ge=0, le=1)]
Inside = Annotated[float, Field(gt=0, lt=1)]
Text = Annotated[str, Field(min_length=1)]


class Strict(BaseModel):
    """A record that refuses unknown keys, other types, NaN and infinity."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, allow_inf_nan=False)


class Constant(Strict):
    """A number of the coding rule with its unit and reason."""

    value: Annotated[float, Field(gt=0)]
    unit: Text
    reason: Text


class CodingConstants(Strict):
    """The constants of the coding rule: see the reasons in the codebook itself."""

    assertion_sd: Constant
    document_cap: Constant
    document_effect: Constant
    smallest_sd: Constant

    @model_validator(mode="after")
    def _shares(self) -> Self:
        for name in ("assertion_sd", "document_effect", "smallest_sd"):
            if getattr(self, name).value >= 1:
                raise ValueError(f"{name} below 1")
        return self


class Default(Strict):
    """Mean and standard deviation, on the unit scale, of a quantity of which no claim speaks."""

    mean: Inside
    sd: Inside

    @model_validator(mode="after")
    def _possible(self) -> Self:
        if self.sd**2 >= self.mean * (1 - self.mean):
            raise ValueError("sd below the square root of mean * (1 - mean), the widest a share can be")
        return self


class Quantity(Strict):
    """A quantity of the world: its parties, its scale, and what it is where no claim speaks.

    Parameters
    ----------
    meaning : str
        In plain words.
    parties : str
        Roles of subject and, after a space, of object.
    symmetric : bool
        Whether subject and object may change places.
    scale : {"unit", "signed"}
        [0, 1] or [-1, 1]; both are coded on [0, 1].
    tone : {-1, 0, 1}
        Direction in which a document's alarm pushes it: +1 hostile, -1 friendly.
    default : Default or str
        Mean and sd, or the name of the quantity it follows.
    reason : str
        Reason of the default.
    """

    meaning: Text
    parties: Annotated[str, Field(pattern=rf"^{ROLE}( {ROLE})?$")]
    symmetric: bool = False
    scale: Literal["unit", "signed"]
    tone: Literal[-1, 0, 1]
    default: Default | Text
    reason: Text

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles of subject and, where there is one, of object."""
        return tuple(self.parties.split())

    def stretched(self, share: float) -> float:
        """Return a number of the unit scale on the quantity's own scale.

        Parameters
        ----------
        share : float
            In [0, 1].
        """
        return 2 * share - 1 if self.scale == "signed" else share

    @model_validator(mode="after")
    def _symmetric_pair(self) -> Self:
        if self.symmetric and self.parties != "state state":
            raise ValueError("symmetric only with parties 'state state'")
        return self


class Parties(Strict):
    """The names that may stand in subject and object, by role."""

    state: list[Text]
    patron: list[Text] = []
    bloc: list[Text] = []
    entity: list[Text] = []

    def of(self, role: str) -> list[str]:
        """Return the names of one role.

        Parameters
        ----------
        role : {"state", "patron", "bloc", "entity"}
            The role.
        """
        return list(getattr(self, role))


class Word(Strict):
    """A word of strength: its number on [0, 1] and how much of an assertion it is worth."""

    number: Share
    weight: Share
    expressions: Annotated[str, Field(alias="for")]


class Kind(Strict):
    """A kind of claim: what it weighs, and which quantities it may inform (all, unless named)."""

    weight: Share
    meaning: Text
    informs: list[str] | None = None
