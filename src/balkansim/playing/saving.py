"""Saved games: the decisions taken, and by what the game is known again."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from balkansim.errors import BalkansimError, unknown
from balkansim.experiments.identity import code_of
from balkansim.playing.decisions import Decisions, read
from balkansim.playing.game import Game
from balkansim.scenario.calendar import month_iso
from balkansim.storage.files import write_json
from balkansim.storage.manifest import differences, told

KIND = "balkansim play"
NOT_PLAYED = "questions"
"""Part of the code's identity on which no history depends."""


@dataclass(frozen=True)
class World:
    """How the world of a game was named.

    Parameters
    ----------
    scenario : str
        Name or path.
    with_ : sequence of str
        Scenarios laid over it.
    set_ : sequence of str or mapping
        Settings.
    evidence : str or None
        Evidence folder; None for what ships.
    """

    scenario: str
    with_: Sequence[str] = ()
    set_: Sequence[str] | Mapping[str, Any] = ()
    evidence: str | None = None


@dataclass(frozen=True)
class Saved:
    """A saved game.

    Parameters
    ----------
    path : pathlib.Path
        Its file.
    title : str
        What its scenario was called.
    identity : mapping
        By what it is known again: version, rulebook, evidence, scenario, key and state.
    world : World
        How its world was named.
    months : int
        Months the game is to last.
    decisions : tuple of Decisions
        One a month lived.
    pending : Decisions
        Those taken for the month that was not lived yet.
    """

    path: Path
    title: str
    identity: Mapping[str, Any]
    world: World
    months: int
    decisions: tuple[Decisions, ...]
    pending: Decisions


def identity_of(game: Game) -> dict[str, Any]:
    """Return by what a game is known again.

    Parameters
    ----------
    game : Game
        The game.
    """
    code = {name: value for name, value in code_of(game.evidence).items() if name != NOT_PLAYED}
    return {**code, "scenario": game.scenario.digest, **asdict(game.key), "state": game.state}


def save(path: Path, game: Game, world: World, months: int, pending: Decisions) -> None:
    """Save a game, whole or not at all.

    Parameters
    ----------
    path : pathlib.Path
        Where to.
    game : Game
        The game.
    world : World
        How its world was named.
    months : int
        Months the game is to last.
    pending : Decisions
        Those taken for the month that is not lived yet.

    Raises
    ------
    BalkansimError
        If it cannot be written.
    """
    first = game.scenario.start + 1
    taken = [{"month": month_iso(first + k)} | d.plain() for k, d in enumerate(game.decided)]
    content = {"kind": KIND, "scenario": game.scenario.name, "identity": identity_of(game), "world": asdict(world)}
    write_json(path, content | {"months": months, "decisions": taken, "pending": pending.plain()})


def load_saved(path: Path) -> Saved:
    """Read a saved game.

    Parameters
    ----------
    path : pathlib.Path
        Its file.

    Raises
    ------
    BalkansimError
        If it is not there or is no saved game.
    """
    try:
        found = json.loads(path.read_text(encoding="utf-8-sig"))
        if not isinstance(found, dict) or found.get("kind") != KIND:
            raise ValueError("it is not a saved game")
        taken = [read(each, f"{path}, {each.get('month')}") for each in found["decisions"]]
        pending = read(found["pending"], f"{path}, pending")
        world, months, identity = World(**found["world"]), int(found["months"]), dict(found["identity"])
        title = f"{found['scenario']} ({str(identity['scenario'])[:8]})"
    except OSError as mistake:
        raise BalkansimError(f"{path}: {mistake.strerror}", expected="a saved game", where="--resume") from None
    except (ValueError, KeyError, TypeError, AttributeError) as mistake:
        if isinstance(mistake, BalkansimError):
            raise
        reason = f"no {mistake}" if isinstance(mistake, KeyError) else str(mistake)
        raise BalkansimError(
            f"{path} cannot be read: {reason}", expected="a game saved by balkansim play", where="--resume"
        ) from None
    return Saved(path, title, identity, world, months, tuple(taken), pending)


def check_same(saved: Saved, game: Game) -> None:
    """Refuse a saved game of another version, scenario, key or state.

    Parameters
    ----------
    saved : Saved
        The saved game.
    game : Game
        A game at its start, as it would be played now.

    Raises
    ------
    BalkansimError
        If they are not the same; every difference is named.
    """
    there, here = dict(saved.identity), identity_of(game)
    if there.get("scenario") != here["scenario"]:
        there["scenario"], here["scenario"] = saved.title, f"{game.scenario.name} ({here['scenario'][:8]})"
    found = differences(there, here)
    if found:
        raise BalkansimError(
            f"another game: {told(found)}",
            expected="the version, rules, evidence, scenario, luck and state it was played with",
            where=str(saved.path),
            todo="resume it with what it was saved with (the file is untouched), or begin a new game",
        )


def check_whole(saved: Saved, game: Game) -> None:
    """Refuse decisions that cannot have been taken in a game.

    Parameters
    ----------
    saved : Saved
        The saved game.
    game : Game
        The same game at its start.

    Raises
    ------
    BalkansimError
        If a partner or a bloc is unknown, or more months are decided than the scenario has.
    """
    where = str(saved.path)
    for decisions in (*saved.decisions, saved.pending):
        for what, words, known in (
            ("state", decisions.conduct, [code for code in game.names.actors if code != game.state]),
            ("bloc", decisions.blocs, game.names.blocs),
        ):
            for word in words:
                if word not in known:
                    raise unknown(what, word, known, where=where, todo="take an untouched copy of the saved game")
    if len(saved.decisions) > game.scenario.horizon:
        expected = f"at most {game.scenario.horizon}, the scenario's horizon"
        raise BalkansimError(f"{len(saved.decisions)} months are decided", expected=expected, where=where)


def free_name(game: Game, folder: Path | None = None) -> Path:
    """Return the name of a file that does not exist yet.

    Parameters
    ----------
    game : Game
        The game.
    folder : pathlib.Path, optional
        Where; by default here.
    """
    scenario = re.sub(r"[^A-Za-z0-9]+", "-", game.scenario.name).strip("-")
    stem, number = f"play-{scenario}-{game.state}-{game.key.seed}", 1
    while (path := (folder or Path()) / (f"{stem}{f'-{number}' if number > 1 else ''}.json")).exists():
        number += 1
    return path
