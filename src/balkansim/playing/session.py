"""A session of a game: month by month told, asked, lived and saved, until the end or until the player leaves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from math import expm1
from pathlib import Path
from tempfile import gettempdir

from balkansim.errors import BalkansimError
from balkansim.playing import saving
from balkansim.playing.answers import Answers
from balkansim.playing.choices import Choices
from balkansim.playing.decisions import NOTHING, Decisions
from balkansim.playing.ending import Ending
from balkansim.playing.game import Game
from balkansim.playing.month import options_page, scene_page
from balkansim.playing.orders import HELP, Order, decided, orders
from balkansim.playing.why import why
from balkansim.scenario.calendar import month_name

AHEAD = "balkansim play --resume {} goes on from there"


class Left(Exception):  # noqa: N818 - no error
    """The player leaves before the end."""


@dataclass
class Session:
    """One sitting.

    Parameters
    ----------
    game : Game
        The game.
    world : World
        How its world was named.
    answers : Answers
        The player.
    tell : callable
        Shows the player a text.
    end : int
        Last month to live.
    path : pathlib.Path or None
        Where the game is saved every month; None to save it only when the player leaves early.
    pending : Decisions
        Taken already for the coming month.
    """

    game: Game
    world: saving.World
    answers: Answers
    tell: Callable[[str], None]
    end: int
    path: Path | None = None
    pending: Decisions = NOTHING
    _alone: int = field(default=0, init=False)

    @cached_property
    def choices(self) -> Choices:
        """What is open in the coming month."""
        return Choices(self.game)

    def play(self) -> Ending:
        """Play to the end, or until the player leaves.

        Raises
        ------
        BalkansimError
            If a script is mistaken or ends early; the game is saved first.
        KeyboardInterrupt
            If the player interrupts; the game is saved first.
        """
        try:
            self.tell(scene_page(self.game).text())
            while self.game.month < self.end:
                self._month()
        except (Left, KeyboardInterrupt, BalkansimError, EOFError) as gone:
            saved = self._keep()
            if isinstance(gone, EOFError) and not self.answers.patient:
                raise self._ended_early(saved) from None
            self.tell(saved)
            if isinstance(gone, KeyboardInterrupt | BalkansimError):
                raise
            return Ending(self.game, finished=False)
        return Ending(self.game, finished=True)

    def _month(self) -> None:
        """Ask for the decisions of one month and live it."""
        if self._alone:
            self._alone -= 1
        else:
            self.tell(options_page(self.choices).text())
            self._ask()
        self.game.live(self.pending, told=True)
        self.pending = NOTHING
        self.__dict__.pop("choices", None)
        self.tell(scene_page(self.game).text())
        if self.path is not None:
            self._autosave(self.path)

    def _ask(self) -> None:
        """Take answers until the month may be lived."""
        if self.pending:
            self.tell(f"decided so far: {_told(self.pending)}")
        lives = False
        while not lives:
            line = self.answers.answer(f"{month_name(self.game.month + 1)}> ")
            try:
                lives = any([self._obey(order) for order in orders(line)])
            except BalkansimError as mistake:
                if not self.answers.patient:
                    where = f"{self.answers.place}: {line.strip()!r}"
                    raise BalkansimError(
                        mistake.found, expected=mistake.expected, where=where, todo=mistake.todo
                    ) from None
                self.tell(mistake.told())

    def _obey(self, order: Order) -> bool:
        """Do what an order asks for, and return whether the month may be lived."""
        if order.decides:
            self.pending = decided(order, self.pending, self.choices)
            self.tell(f"decided: {_told(self.pending)}")
        elif order.verb == "auto":
            self._alone = order.months - 1
            if self.pending:
                self.tell(f"dropped: {_told(self.pending)}")
            self.pending = NOTHING
            return True
        elif order.verb == "undo":
            self.pending = NOTHING
        elif order.verb == "save":
            self._save(Path(order.word) if order.word else self.path or saving.free_name(self.game))
        elif order.verb == "quit":
            raise Left
        elif order.verb != "go":
            self.tell(self._answer(order))
        return order.verb == "go"

    def _answer(self, order: Order) -> str:
        """Return what a player asks to be told."""
        if order.verb == "help":
            return HELP
        return options_page(self.choices).text() if order.verb == "options" else why(self.choices, order.word)

    def _save(self, path: Path) -> None:
        """Save where the player says, but over no other game."""
        if path.exists() and path != self.path:
            raise BalkansimError(f"{path} exists already", expected="a new file", todo="save under another name")
        self._write(path)
        self.path = path
        self.tell(f"saved in {path}; from now on every month")

    def _write(self, path: Path) -> None:
        """Save the game."""
        saving.save(path, self.game, self.world, self.end - self.game.scenario.start, self.pending)

    def _autosave(self, path: Path) -> None:
        """Save the month; where that fails, say so and play on."""
        try:
            self._write(path)
        except BalkansimError as mistake:
            self.tell(f"NOT saved: {mistake.found} ({path}); save FILE saves elsewhere")

    def _keep(self) -> str:
        """Save what was played before leaving, elsewhere if need be, and say where it is and how to go on."""
        if not self.game.decided and not self.pending:
            return "nothing was played yet, so nothing is saved"
        self.path = self.path or saving.free_name(self.game)
        try:
            self._write(self.path)
        except BalkansimError as mistake:
            self.tell(f"NOT saved: {mistake.found} ({self.path})")
            self.path = saving.free_name(self.game, Path(gettempdir()))
            self._write(self.path)
        return f"saved in {self.path}\n{AHEAD.format(_quoted(self.path))}"

    def _ended_early(self, saved: str) -> BalkansimError:
        """Return the error for a script that ends before the game."""
        return BalkansimError(
            f"the answers end before {month_name(self.game.month + 1)} is decided; the game goes on until "
            f"{month_name(self.end)}",
            expected=f"more answers, or auto {self.end - self.game.month}, or quit, as the last line",
            where=self.answers.place,
            todo=saved.replace("\n", "; "),
        )


def _quoted(path: Path) -> str:
    """Return a path as a command line takes it."""
    return f'"{path}"' if " " in str(path) else str(path)


def _told(decisions: Decisions) -> str:
    """Tell decisions in one line."""
    parts = [f"{act} {code}" for code, act in decisions.conduct.items()]
    parts += [f"{choice} {bloc}" for bloc, choice in decisions.blocs.items()]
    if decisions.budget is not None:
        parts.append(f"budget {expm1(decisions.budget):+.1%}")
    return "; ".join(parts)
