"""Errors as part of the interface: what was found, what was expected, where, and what to do."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class BalkansimError(ValueError):
    """A mistake in what the user gave, told so that it can be mended.

    Parameters
    ----------
    found : str
        What was found.
    expected : str, optional
        What would have been right.
    where : str, optional
        File, key, row or option in which it was found.
    todo : str, optional
        What to do about it.
    """

    def __init__(self, found: str, *, expected: str = "", where: str = "", todo: str = "") -> None:
        self.found, self.expected, self.where, self.todo = found, expected, where, todo
        super().__init__(self.told())

    def told(self) -> str:
        """Tell the error in up to four short lines."""
        lines = [f"{self.where}: {self.found}" if self.where else self.found]
        if self.expected:
            lines.append(f"expected: {self.expected}")
        if self.todo:
            lines.append(f"to do: {self.todo}")
        return "\n".join(lines)


def nearest(word: str, words: Iterable[str]) -> str:
    """Return the known word nearest to a mistyped one, or an empty string.

    Parameters
    ----------
    word : str
        The word as given; case is ignored.
    words : iterable of str
        The known words.
    """
    by_folded = {known.casefold(): known for known in words}
    close = difflib.get_close_matches(str(word).casefold(), by_folded, n=1, cutoff=0.5)
    return by_folded[close[0]] if close else ""


def unknown(what: str, word: str, words: Iterable[str], *, where: str = "", todo: str = "") -> BalkansimError:
    """Build the error for an unknown name, suggesting the nearest known one.

    Parameters
    ----------
    what : str
        The kind of thing named ("scenario", "state", ...).
    word : str
        The name as given.
    words : iterable of str
        The known names.
    where : str, optional
        Where the name stood.
    todo : str, optional
        What to do; by default the known names are listed when they are few.
    """
    known = list(words)
    guess = nearest(word, known)
    listed = ", ".join(known[:24]) + (", ..." if len(known) > 24 else "")
    return BalkansimError(
        f"unknown {what} {word!r}" + (f"; did you mean {guess!r}?" if guess else ""),
        expected=f"one of {listed}" if known else f"a known {what}",
        where=where,
        todo=todo,
    )
