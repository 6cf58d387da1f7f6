"""The codebook: which quantities a claim may inform, on which scale, and what the words of strength are worth."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations, product
from pathlib import Path
from typing import Annotated, Literal, NamedTuple, Self

from pydantic import Field, model_validator

from balkansim.errors import BalkansimError, unknown
from balkansim.evidence.dyads import Dyads
from balkansim.files import Strict, read_toml, validated

ROLE = "(state|patron|bloc|entity)"
Share = Annotated[float, Field(ge=0, le=1)]
Inside = Annotated[float, Field(gt=0, lt=1)]
Text = Annotated[str, Field(min_length=1)]


class Constant(Strict):
    """A number of the coding rule with its unit and reason."""

    value: Annotated[float, Field(gt=0)]
    unit: Text
    reason: Text


class CodingConstants(Strict):
    """The constants of the coding rule: see the reasons in the codebook itself."""

    assertion_sd: Constant
    document_cap: Constant
    default_cap: Constant
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

    ``parties``: roles of subject and, after a space, of object. ``scale`` ({"unit", "signed"}): [0, 1] or [-1, 1]; both
    are coded on [0, 1]. ``tone`` ({-1, 0, 1}): direction in which a document's alarm pushes it: +1 hostile, -1
    friendly. ``reason``: reason of the default.
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
        """Return a number of the unit scale on the quantity's own scale."""
        return 2 * share - 1 if self.scale == "signed" else share

    @model_validator(mode="after")
    def _symmetric_pair(self) -> Self:
        if self.symmetric and self.parties != "state state":
            raise ValueError("symmetric only with parties 'state state'")
        return self


class Parties(Strict):
    """The names that may stand in subject and object, by role."""

    state: list[Text]
    patron: Annotated[list[Text], Field(default_factory=list)]
    bloc: Annotated[list[Text], Field(default_factory=list)]
    entity: Annotated[list[Text], Field(default_factory=list)]

    def of(self, role: str) -> list[str]:
        """Return the names of one role. ``role`` ({"state", "patron", "bloc", "entity"}): the role."""
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


class Key(NamedTuple):
    """One number of the world that claims may inform; the object is empty where the quantity has none."""

    quantity: str
    subject: str
    object: str = ""

    def __str__(self) -> str:
        """Write the key as a user types it: ``tension SRB XKX``."""
        return " ".join(part for part in self if part)


class Codebook(Strict):
    """The whole coding scheme of an evidence folder."""

    coding: CodingConstants
    parties: Parties
    aliases: Annotated[dict[str, str], Field(default_factory=dict)]
    quantities: Annotated[dict[str, Quantity], Field(min_length=1)]
    words: Annotated[dict[str, Word], Field(min_length=1)]
    kinds: Annotated[dict[str, Kind], Field(min_length=1)]
    dyads: Dyads | None = None

    @model_validator(mode="after")
    def _names_exist(self) -> Self:
        for name, quantity in self.quantities.items():
            if isinstance(quantity.default, str):
                _check_followed(name, quantity, self.quantities)
        for name in self.dyads.quantities if self.dyads else ():
            if name not in self.quantities or not self.quantities[name].symmetric:
                raise ValueError(f"symmetric quantities of two states in dyads.quantities, not {name}")
        for name, kind in self.kinds.items():
            for informed in kind.informs or ():
                if informed not in self.quantities:
                    raise ValueError(f"quantities, where kind {name} informs {informed}")
        return self

    def quantity(self, name: str, where: str = "") -> Quantity:
        """Return the quantity of that name. ``where``: where the name stood, for the message."""
        if name not in self.quantities:
            raise unknown("quantity", name, self.quantities, where=where)
        return self.quantities[name]

    def party(self, name: str, role: str, where: str = "") -> str:
        """Return the canonical name of a party of that role; upper and lower case and aliases are accepted.

        ``role``: ``state``, ``patron``, ``bloc`` or ``entity``. ``where``: where the name stood, for the message.
        """
        aliases = {alias.casefold(): target for alias, target in self.aliases.items()}
        wanted = aliases.get(name.casefold(), name).casefold()
        names = self.parties.of(role)
        for known in names:
            if known.casefold() == wanted:
                return known
        raise unknown(role, name, names, where=where)

    def key(self, quantity: str, subject: str, object: str = "", where: str = "") -> Key:
        """Return the canonical key of a number: known names, and symmetric pairs in one order.

        ``quantity``, ``subject``, ``object``: the names; ``object`` is empty where the quantity has none. ``where``:
        where the names stood, for the message.
        """
        kind = self.quantity(quantity, where)
        names = [name for name in (subject, object) if name]
        if len(names) != len(kind.roles):
            raise BalkansimError(
                f"{quantity} of {' '.join(names) or 'nobody'}", expected=f"its parties: {kind.parties}", where=where
            )
        parties = [self.party(name, role, where) for name, role in zip(names, kind.roles, strict=True)]
        if len(set(parties)) < len(parties):
            raise BalkansimError(f"{parties[0]} paired with itself", expected="two different parties", where=where)
        return Key(quantity, *(sorted(parties) if kind.symmetric else parties))

    def all_keys(self) -> list[Key]:
        """Return the key of every number there can be among the codebook's parties."""
        return [Key(name, *pair) for name, quantity in self.quantities.items() for pair in self._pairs(quantity)]

    def _pairs(self, quantity: Quantity) -> list[tuple[str, ...]]:
        members = [self.parties.of(role) for role in quantity.roles]
        if quantity.symmetric:
            return [tuple(sorted(pair)) for pair in combinations(members[0], 2)]
        return [pair for pair in product(*members) if len(set(pair)) == len(pair)]


def _check_followed(name: str, quantity: Quantity, quantities: Mapping[str, Quantity]) -> None:
    followed = quantities.get(str(quantity.default))
    if followed is None or isinstance(followed.default, str):
        raise ValueError(f"the default of {name} to be mean and sd or a quantity that has them, not {quantity.default}")
    if (followed.parties, followed.scale, followed.symmetric) != (quantity.parties, quantity.scale, quantity.symmetric):
        raise ValueError(f"{name} to follow a quantity with the same parties and scale")


def load_codebook(path: Path) -> Codebook:
    """Read ``codebook.toml``."""
    return validated(Codebook, read_toml(path), str(path))
