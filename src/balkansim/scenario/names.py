"""What actors are called: codes, labels, local names and aliases, read from seeds/actors.toml."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field

from balkansim.errors import BalkansimError, unknown
from balkansim.files import Strict, checked, data_root, read_toml

KINDS = {"states": "state", "patrons": "patron", "blocs": "bloc", "flashpoints": "flashpoint", "entities": "entity"}


@dataclass(frozen=True)
class Actor:
    """One actor as it is called.

    ``code``: ISO3 code of a state, short name of anybody else. ``local``: name in a language of the place; empty if it
    has none. ``footnote``: A note owed wherever the label is first printed; mostly empty.
    """

    code: str
    label: str
    local: str = ""
    adjective: str = ""
    aliases: tuple[str, ...] = ()
    footnote: str = ""
    balkan: bool = False

    def words(self) -> Iterator[str]:
        """Yield every word that names the actor."""
        yield from (word for word in (self.code, self.label, *self.local.split(" / "), *self.aliases) if word)


class Entry(Strict):
    """One table of ``actors.toml``."""

    label: Annotated[str, Field(min_length=1)]
    local: str = ""
    adjective: str = ""
    aliases: tuple[str, ...] = ()
    footnote: str = ""
    balkan: bool = False


class ActorsFile(Strict):
    """The file ``actors.toml``: actors by kind and code."""

    states: dict[str, Entry] = Field(default_factory=dict)
    patrons: dict[str, Entry] = Field(default_factory=dict)
    blocs: dict[str, Entry] = Field(default_factory=dict)
    flashpoints: dict[str, Entry] = Field(default_factory=dict)
    entities: dict[str, Entry] = Field(default_factory=dict)


def load_actors(path: Path) -> Mapping[str, Mapping[str, Actor]]:
    """Read a file of actors, by kind (``states``, ``patrons``, ...) and code, in the file's order."""
    file = checked(ActorsFile, read_toml(path), path)
    return {kind: {code: _actor(code, entry) for code, entry in getattr(file, kind).items()} for kind in KINDS}


def _actor(code: str, entry: Entry) -> Actor:
    return Actor(code, **(dict(entry) | {"adjective": entry.adjective or entry.label}))


@cache
def known_actors() -> Mapping[str, Mapping[str, Actor]]:
    """Return the actors that ship."""
    return load_actors(data_root() / "seeds" / "actors.toml")


@cache
def _codes(kind: str) -> Mapping[str, str]:
    return {word.casefold(): actor.code for actor in known_actors()[kind].values() for word in actor.words()}


def folded(kind: str, word: str) -> str:
    """Return the code an actor is known by, or the word itself if nobody of that name ships.

    ``kind``: ``states``, ``patrons``, ``blocs``, ``flashpoints`` or ``entities``.

    Examples
    --------
    >>> folded("states", "kosovo"), folded("states", "Narnia")
    ('XKX', 'Narnia')
    """
    return _codes(_plural(kind)).get(word.strip().casefold(), word)


def canonical(kind: str, word: str, *, where: str = "") -> str:
    """Return the code of an actor that ships.

    ``kind``: ``state``, ``patron``, ``bloc``, ``flashpoint`` or ``entity``, or the plural.

    Examples
    --------
    >>> canonical("state", "Kosovo"), canonical("patron", "turkey")
    ('XKX', 'TUR')
    """
    plural = _plural(kind)
    code = folded(plural, word)
    if code not in known_actors()[plural]:
        raise unknown(KINDS[plural], word, spoken(plural), where=where)
    return code


def spoken(kind: str) -> list[str]:
    """List every word that names an actor of a kind, codes first."""
    actors = known_actors()[_plural(kind)].values()
    return [actor.code for actor in actors] + [word for actor in actors for word in actor.words() if word != actor.code]


def label(code: str) -> str:
    """Return the English label of a code, or the code itself if it does not ship."""
    actor = _by_code(code)
    return actor.label if actor else code


def footnote(code: str) -> str:
    """Return the note owed to a label, or an empty string."""
    actor = _by_code(code)
    return actor.footnote if actor else ""


def _by_code(code: str) -> Actor | None:
    return next((actors[code] for actors in known_actors().values() if code in actors), None)


def _plural(kind: str) -> str:
    for plural, singular in KINDS.items():
        if kind in (plural, singular):
            return plural
    raise BalkansimError(f"unknown kind of actor {kind!r}", expected=f"one of {', '.join(KINDS)}")
