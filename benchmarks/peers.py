"""The peers on the same model: Mesa's batch_run, the EMA Workbench and agentpy, two processes each."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from timing import HERE, PYTHON, installed, seconds, told_by

PROCESSES = 2
RUNS = 2
"""Histories of each parameter draw."""
INSTALLING = 300
"""Seconds after which installing a peer is given up."""


@dataclass(frozen=True)
class Peer:
    """What came of running a peer: its pace in histories a second, or the trouble it had."""

    name: str
    version: str
    histories: int = 0
    pace: float | None = None
    trouble: str = ""


def sizes(histories: int) -> tuple[int, int]:
    """Return parameter draws and histories in each."""
    return max(1, histories // RUNS), RUNS


def mesa_peer(histories: int) -> Peer:
    """Run histories by Mesa's batch_run."""
    return Peer("mesa.batch_run", installed("mesa"), histories, histories / seconds(lambda: mesa_rows(histories)))


def mesa_rows(histories: int, processes: int = PROCESSES) -> list[dict[str, Any]]:
    """Return the rows that Mesa's batch_run gives, one a history."""
    from mesa.batchrunner import batch_run
    from peer_model import AnsweringModel

    draws, runs = sizes(histories)
    grid = {"draw": range(draws), "run": range(runs)}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return batch_run(AnsweringModel, grid, number_processes=processes, display_progress=False)


def ema_peer(histories: int) -> Peer:
    """Run histories as experiments of the EMA Workbench."""
    name, found = "EMA Workbench", installed("ema_workbench")
    try:
        import ema_workbench  # noqa: F401
    except ImportError as mistake:
        return Peer(name, found, trouble=_told(mistake))
    return Peer(name, found, histories, histories / seconds(lambda: ema_outcomes(histories)))


def ema_outcomes(histories: int) -> tuple[Any, dict[str, Any]]:
    """Return experiments and outcomes as the EMA Workbench gives them."""
    from ema_workbench import CategoricalParameter, IntegerParameter, Model, MultiprocessingEvaluator, ScalarOutcome
    from peer_function import numbers, one_history

    draws, runs = sizes(histories)
    model = Model("balkans", function=one_history)
    model.uncertainties = [
        IntegerParameter("draw", 0, max(1, draws - 1)),
        CategoricalParameter("run", list(range(runs))),
    ]
    model.outcomes = [ScalarOutcome(name) for name in numbers()]
    with MultiprocessingEvaluator(model, n_processes=PROCESSES) as evaluator:
        experiments, outcomes = evaluator.perform_experiments(scenarios=histories)
    return experiments, outcomes


def agentpy_peer(histories: int) -> Peer:
    """Run histories as an experiment of agentpy, installed for the occasion beside this interpreter's packages."""
    with tempfile.TemporaryDirectory() as place:
        try:
            python = beside(Path(place))
            subprocess.run(
                [python, "-m", "pip", "install", "-q", "agentpy"], check=True, timeout=INSTALLING, capture_output=True
            )
            told = told_by([python, str(HERE / "agentpy_experiment.py"), *map(str, sizes(histories))])
        except (OSError, subprocess.SubprocessError) as mistake:
            trouble = f"does not install or run under Python {sys.version_info.major}.{sys.version_info.minor}"
            return Peer("agentpy", "agentpy", trouble=f"{trouble}: {_told(mistake)}")
    return Peer("agentpy", f"agentpy {told['version']}", told["histories"], told["histories"] / told["seconds"])


def beside(place: Path) -> str:
    """Make a virtual environment that also sees this interpreter's packages, and return its interpreter."""
    import site

    subprocess.run([PYTHON, "-m", "venv", str(place)], check=True, capture_output=True)
    python = next(path for path in (place / "bin" / "python", place / "Scripts" / "python.exe") if path.exists())
    asked = [str(python), "-c", "import sysconfig; print(sysconfig.get_paths()['purelib'])"]
    theirs = subprocess.run(asked, check=True, capture_output=True, text=True).stdout.strip()
    lines = [f"import site; site.addsitedir({folder!r})" for folder in site.getsitepackages()]
    (Path(theirs) / "beside.pth").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(python)


def _told(mistake: Exception) -> str:
    """Tell a mistake in one line."""
    return " ".join(f"{type(mistake).__name__}: {mistake}".split())[:120]
