"""balkansim: an agent-based simulation of the alliances and tensions of the western Balkans."""

from __future__ import annotations

from importlib import import_module
from typing import Any

__all__ = ["BalkanModel", "explain", "factors", "forecast", "history", "run_ensemble", "scenarios"]

_HOMES = {
    "BalkanModel": "balkansim.model",
    "explain": "balkansim.explaining.api",
    "factors": "balkansim.api",
    "forecast": "balkansim.api",
    "history": "balkansim.telling.api",
    "run_ensemble": "balkansim.api",
    "scenarios": "balkansim.api",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used, so that importing the package costs next to nothing."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'balkansim' has no attribute {name!r}")


def __dir__() -> list[str]:
    """List the public names."""
    return __all__
