"""balkansim: an agent-based simulation of the alliances and tensions of the western Balkans."""

from __future__ import annotations

from importlib import import_module
from typing import Any

__all__ = [
    "BalkanModel",
    "calibrate",
    "compare",
    "discover",
    "explain",
    "factors",
    "forecast",
    "hindcast",
    "history",
    "knockout",
    "merge",
    "play",
    "plot",
    "replicate",
    "report",
    "results",
    "rivals",
    "run_ensemble",
    "scenarios",
    "score",
    "sensitivity",
    "status",
    "sweep",
    "verify",
]

_HOMES = {
    "BalkanModel": "balkansim.model",
    "calibrate": "balkansim.calibrating.api",
    "compare": "balkansim.comparing.api",
    "discover": "balkansim.asking.discovery",
    "explain": "balkansim.explaining.api",
    "factors": "balkansim.api",
    "forecast": "balkansim.api",
    "hindcast": "balkansim.hindcasting.api",
    "history": "balkansim.telling.api",
    "knockout": "balkansim.comparing.api",
    "merge": "balkansim.experiments.merging",
    "play": "balkansim.playing.api",
    "plot": "balkansim.plots.api",
    "replicate": "balkansim.theories.api",
    "report": "balkansim.reporting.api",
    "results": "balkansim.storage.results",
    "rivals": "balkansim.comparing.api",
    "run_ensemble": "balkansim.api",
    "scenarios": "balkansim.api",
    "score": "balkansim.scoring.api",
    "sensitivity": "balkansim.asking.drivers",
    "status": "balkansim.storage.status",
    "sweep": "balkansim.experiments.sweeps",
    "verify": "balkansim.experiments.replay",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used, so that importing the package costs next to nothing."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'balkansim' has no attribute {name!r}")


def __dir__() -> list[str]:
    """List the public names."""
    return __all__
