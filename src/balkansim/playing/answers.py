"""Where a player's answers come from: a terminal that is asked again, or a script that is read once."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Protocol

from balkansim.errors import BalkansimError


class Answers(Protocol):
    """Gives a player's answers, one after another."""

    @property
    def patient(self) -> bool:
        """Whether a mistaken answer is asked for again."""

    @property
    def place(self) -> str:
        """Where the last answer stood."""

    def answer(self, prompt: str) -> str:
        """Return the next answer, or raise EOFError."""


class Terminal:
    """A player at a terminal.

    Parameters
    ----------
    ask : callable
        Shows a prompt and returns a line, as `input` does.
    """

    patient, place = True, "your answer"

    def __init__(self, ask: Callable[[str], str] = input) -> None:
        self._ask = ask

    def answer(self, prompt: str) -> str:
        """Ask for the next answer.

        Parameters
        ----------
        prompt : str
            Shown before the answer.

        Raises
        ------
        EOFError
            If the terminal is closed.
        """
        return self._ask(prompt)


class Script:
    """Answers written down beforehand, one a line; empty lines and comments are passed over.

    Parameters
    ----------
    lines : iterable of str
        The answers.
    name : str
        What the script is called in an error.
    """

    patient = False

    def __init__(self, lines: Iterable[str], name: str = "script") -> None:
        self._lines, self.name, self.number = iter(lines), name, 0

    @property
    def place(self) -> str:
        """File and line of the last answer."""
        return f"{self.name}, line {self.number}"

    def answer(self, prompt: str) -> str:
        """Return the next line that holds an answer.

        Parameters
        ----------
        prompt : str
            Not shown.

        Raises
        ------
        EOFError
            If the script is at its end.
        """
        try:
            for line in self._lines:
                self.number += 1
                if line.partition("#")[0].strip():
                    return line
        except UnicodeDecodeError:
            raise BalkansimError(
                "no text", expected="lines of text in the terminal's encoding", where=self.name
            ) from None
        raise EOFError


def script_of(path: Path) -> Script:
    """Read a script.

    Parameters
    ----------
    path : pathlib.Path
        A text file in UTF-8.

    Raises
    ------
    BalkansimError
        If it cannot be read.
    """
    try:
        return Script(path.read_text(encoding="utf-8-sig").splitlines(), str(path))
    except OSError as mistake:
        raise BalkansimError(f"{path}: {mistake.strerror}", expected="a file of answers", where="--script") from None
    except UnicodeDecodeError:
        raise BalkansimError(f"{path} is no text in UTF-8", where="--script", todo="save it as UTF-8") from None


def standing_by() -> Answers:
    """Return the answers of whoever stands by: a player at the terminal, or what is piped in."""
    return Terminal() if sys.stdin.isatty() else Script(sys.stdin, "standard input")
