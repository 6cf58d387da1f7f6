"""One history as a function of numbers that returns numbers, which is what tools that know nothing of Mesa ask for."""

from __future__ import annotations

from typing import Any

from peer_model import columns, live


def numbers() -> tuple[str, ...]:
    """Return the names of the answers that are numbers; months as text are left out."""
    return tuple(name for name in columns() if not name.startswith("ended_"))


def one_history(run: int = 0, draw: int = 0) -> dict[str, Any]:
    """Live one history and return its answers as numbers."""
    found = live(int(run), int(draw))
    return {name: float(found[name]) for name in numbers()}
