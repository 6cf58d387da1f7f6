"""Print to the terminal, whatever its encoding can show, and show progress where somebody watches."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

PLAIN = str.maketrans({"–": "-", "—": "-", "−": "-", "×": "x", "‘": "'", "’": "'", "“": '"', "”": '"', "…": "...",
                       "≤": "<=", "≥": ">=", "±": "+/-", "→": "->", "·": "-", "¶": "par. ", "δ": "delta",
                       "đ": "d", "Đ": "D"})  # fmt: skip


def fitting(text: str, encoding: str | None) -> str:
    """Return a text as it can be printed: unchanged where the encoding allows it, else in ASCII."""
    try:
        text.encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        plain = unicodedata.normalize("NFKD", text.translate(PLAIN))
        return plain.encode("ascii", "ignore").decode("ascii")
    return text


def say(text: str, *, err: bool = False) -> None:
    """Print a text and a line end."""
    stream = sys.stderr if err else sys.stdout
    click.echo(fitting(text, stream.encoding), err=err)


@contextmanager
def progress_bar(what: str, *, quiet: bool = False) -> Iterator[Callable[[int, int], None]]:
    """Show a progress bar on standard error while somebody watches a terminal. ``what``: what is being counted."""
    from balkansim.model.compiling import announce_compiling

    announce_compiling()
    with click.progressbar(length=100, label=what, file=sys.stderr, hidden=quiet or not sys.stderr.isatty()) as bar:
        shown = 0

        def progress(done: int, total: int) -> None:
            nonlocal shown
            now = 100 * done // total
            bar.update(now - shown)
            shown = now

        yield progress
