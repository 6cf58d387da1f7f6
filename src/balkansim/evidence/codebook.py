"""The codebook: which quantities a claim may inform, on which scale, and what the words of strength are worth."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations, product
from pathlib import Path
from typing import Annotated, NamedTuple, Self

from pydantic import Field, model_validator

from balkansim.errors import BalkansimError, unknown
from balkansim.evidence.reading import read_toml, validated
from balkansim.evidence.scheme import CodingConstants, Default, Kind, Parties, Quantity, Strict, Word

__all__ = ["Codebook", "CodingConstants", "Default", "Key", "Kind", "Parties", "Quantity", "Word", "load_codebook"]


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

    @model_validator(mode="after")
    def _names_exist(self) -> Self:
        for name, quantity in self.quantities.items():
            if isinstance(quantity.default, str):
                _check_followed(name, quantity, self.quantities)
        for name, kind in self.kinds.items():
            for informed in kind.informs or ():
                if informed not in self.quantities:
                    raise ValueError(f"quantities, where kind {name} informs {informed}")
        return self

    def quantity(self, name: str, where: str = "") -> Quantity:
        """Return the quantity of that name.

        Parameters
        ----------
        name : str
            A quantity's name.
        where : str, optional
            Where the name stood, for the message.

        Raises
        ------
        BalkansimError
            If there is none, naming the nearest.
        """
        if name not in self.quantities:
            raise unknown("quantity", name, self.quantities, where=where)
        return self.quantities[name]

    def party(self, name: str, role: str, where: str = "") -> str:
        """Return the canonical name of a party of that role; upper and lower case and aliases are accepted.

        Parameters
        ----------
        name : str
            A party's name or alias.
        role : str
            ``state``, ``patron``, ``bloc`` or ``entity``.
        where : str, optional
            Where the name stood, for the message.

        Raises
        ------
        BalkansimError
            If no party of that role has the name.
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

        Parameters
        ----------
        quantity, subject, object : str
            The names; ``object`` is empty where the quantity has none.
        where : str, optional
            Where the names stood, for the message.

        Raises
        ------
        BalkansimError
            If a name is unknown, a party is missing or too many, or a state is paired with itself.
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
    """Read ``codebook.toml``.

    Parameters
    ----------
    path : Path
        The file.

    Raises
    ------
    BalkansimError
        If the file is missing or malformed, a key is unknown, or a number is out of its range.
    """
    return validated(Codebook, read_toml(path), str(path))
