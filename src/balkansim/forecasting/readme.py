"""The ledger as the README shows it: between its marks, without the day of the run."""

from __future__ import annotations

import re

OPEN, CLOSE = "<!-- forecast -->", "<!-- /forecast -->"
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
DAY_SHOWN = "(day of the run)"


def shown(ledger: str) -> str:
    """Return a ledger's text with the day of the run left out of its first line.

    Parameters
    ----------
    ledger : str
        As printed by `balkansim forecast`.
    """
    first, _, rest = ledger.partition("\n")
    return f"{DAY.sub(DAY_SHOWN, first)}\n{rest}".rstrip()


def between_marks(readme: str) -> str:
    """Return what stands between the marks of a README, without the fence around it."""
    block = readme.split(OPEN, 1)[1].split(CLOSE, 1)[0].strip()
    return block.removeprefix("```text").removesuffix("```").strip()


def with_ledger(readme: str, ledger: str) -> str:
    """Return a README with a fresh ledger between its marks.

    Parameters
    ----------
    readme : str
        The README's text, holding both marks.
    ledger : str
        As printed by `balkansim forecast`.
    """
    before, rest = readme.split(OPEN, 1)
    after = rest.split(CLOSE, 1)[1]
    return f"{before}{OPEN}\n```text\n{shown(ledger)}\n```\n{CLOSE}{after}"
