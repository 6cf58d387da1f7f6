"""balkansim: an agent-based simulation of the alliances and tensions of the western Balkans."""

from __future__ import annotations

from importlib import import_module
from typing import Any

__all__ = [
    "BalkanModel",
    "calibrate",
    "compare",
    "discover",
    "examine",
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
    "respond",
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
    "BalkanModel": "balkansim.model.mesa_model",
    "calibrate": "balkansim.validation.calibration",
    "compare": "balkansim.analysis.compare",
    "discover": "balkansim.analysis.discovery",
    "examine": "balkansim.validation.examination",
    "explain": "balkansim.analysis.explain",
    "factors": "balkansim.scenario.describe",
    "forecast": "balkansim.forecasts.forecast",
    "hindcast": "balkansim.validation.hindcast",
    "history": "balkansim.analysis.history",
    "knockout": "balkansim.analysis.knockouts",
    "merge": "balkansim.experiments.run",
    "play": "balkansim.teaching.play",
    "plot": "balkansim.viz.plot",
    "replicate": "balkansim.validation.theories.replicate",
    "report": "balkansim.viz.report",
    "respond": "balkansim.analysis.respond",
    "results": "balkansim.experiments.results",
    "rivals": "balkansim.validation.rivals",
    "run_ensemble": "balkansim.experiments.results",
    "scenarios": "balkansim.scenario.describe",
    "score": "balkansim.validation.score",
    "sensitivity": "balkansim.analysis.sensitivity",
    "status": "balkansim.experiments.results",
    "sweep": "balkansim.experiments.run",
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
