"""What a run folder was made of: its sweep, and the key of each of its histories."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from balkansim.errors import BalkansimError
from balkansim.experiments.identity import code_of
from balkansim.experiments.runner import Runner
from balkansim.storage.folder import RunFolder
from balkansim.storage.manifest import differences, told

if TYPE_CHECKING:
    from balkansim.designs.sweep import Sweep
    from balkansim.scenario.resolved import Scenario


@dataclass(frozen=True)
class HistoryKey:
    """What names one history of a sweep's point.

    Parameters
    ----------
    seed : int
        Seed of all luck.
    draw : int
        Number of its parameter draw, which addresses parameters and luck.
    run : int
        Which history of the draw.
    at_median : bool
        Whether every parameter stands at its median; the draw then addresses luck alone.
    """

    seed: int
    draw: int
    run: int
    at_median: bool


def sweep_of(folder: RunFolder) -> Sweep:
    """Return the sweep of a run folder, from its manifest and its evidence folder.

    Parameters
    ----------
    folder : RunFolder
        The folder.

    Raises
    ------
    BalkansimError
        If evidence, rules or version are no longer those it was run with.
    """
    from balkansim.designs.sweep import sweep_from
    from balkansim.evidence.evidence import load_evidence

    manifest = folder.manifest
    evidence = load_evidence(_evidence_folder(Path(manifest["evidence_folder"])))
    code = code_of(evidence)
    found = differences({name: manifest["identity"][name] for name in code}, code)
    if found:
        todo = "use the version and the evidence folder it was run with"
        raise BalkansimError(f"was run with others ({told(found)})", where=str(folder.path), todo=todo)
    return sweep_from(manifest["spec"], evidence)


def key_of(sweep: Sweep, point: int, run: int) -> tuple[Scenario, HistoryKey]:
    """Return the scenario and the key of one history of a sweep.

    Parameters
    ----------
    sweep : Sweep
        The sweep, as from `sweep_of` where it is that of a run folder.
    point : int
        The design point.
    run : int
        Number of the history in the point, as in the column ``run``.

    Raises
    ------
    BalkansimError
        If there is no such point or history.
    """
    runner, rows = Runner(sweep), sweep.size.draws * sweep.size.histories
    scenario = sweep.scenario(point)
    if not 0 <= run < rows:
        raise BalkansimError(f"run = {run}", expected=f"a whole number from 0 to {rows - 1}", where="--run")
    draw, which = divmod(run, sweep.size.histories)
    return scenario, HistoryKey(sweep.size.seed, runner.offset(point) + draw, which, sweep.at_median)


def _evidence_folder(said: Path) -> Path | None:
    """Return the evidence folder a manifest names, or what ships where it is gone, as on another machine."""
    return said if said.is_dir() else None
