"""What is asked of a figure: its target and every option, and which of them a kind takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from balkansim.errors import BalkansimError
from balkansim.plots.style import WIDTH

if TYPE_CHECKING:
    from balkansim.scenario.resolved import Scenario

MANIFEST_HINT = "a folder that `balkansim sweep` wrote"


@dataclass(frozen=True)
class Wish:
    """What is asked for.

    Parameters
    ----------
    target : str or Scenario
        Scenario, run folder, evidence folder or file of forecasts with outcomes.
    series : str
        Of a fan.
    against : str
        Second scenario of a fan.
    outcome : str
        Of a sweep.
    factors : sequence of str
        Along the axes of a surface or a line.
    months : sequence of str
        Of a map, as ``2026-04``.
    variable : str
        By which states are coloured.
    point : int or None
        Design point of a run folder.
    run, draw : int
        Which history a map is of.
    draws, histories, seed : int
        Size of an ensemble.
    yardstick : str
        Of probability words.
    threshold : float or None
        Of scenario discovery.
    width : float
        Millimetres.
    with_, set_, evidence
        As in `balkansim.api.load`.
    progress : callable or None
        Told how much is done.
    """

    target: str | Scenario = "baseline"
    series: str = ""
    against: str = ""
    outcome: str = ""
    factors: Sequence[str] = ()
    months: Sequence[str] = ()
    variable: str = "position"
    point: int | None = None
    run: int = 0
    draw: int = 0
    draws: int = 200
    histories: int = 20
    seed: int = 1
    yardstick: str = ""
    threshold: float | None = None
    width: float = WIDTH
    with_: Sequence[str] = ()
    set_: Sequence[str] | Mapping[str, Any] = ()
    evidence: Any = None
    progress: Callable[[int, int], None] | None = None

    @property
    def is_folder(self) -> bool:
        """Whether the target is a folder."""
        return isinstance(self.target, str) and Path(self.target).is_dir()

    @property
    def named(self) -> str:
        """The target by its name."""
        return self.target if isinstance(self.target, str) else self.target.name

    @property
    def world(self) -> dict[str, Any]:
        """The options of `balkansim.api.load`."""
        return {"with_": self.with_, "set_": self.set_, "evidence": self.evidence}

    @property
    def size(self) -> dict[str, Any]:
        """The options of an ensemble."""
        return {"draws": self.draws, "histories": self.histories, "seed": self.seed}

    def folder(self, kind: str) -> Path:
        """Return the run folder, or refuse a target that is none.

        Parameters
        ----------
        kind : str
            The kind of figure that needs it.

        Raises
        ------
        BalkansimError
            If the target is no run folder.
        """
        from balkansim.storage.folder import RunFolder

        place = Path(self.named)
        if not RunFolder(place).exists:
            found = f"{self.named} is no run folder"
            todo = "balkansim sweep FILE --out DIR writes one"
            raise BalkansimError(found, expected=f"{MANIFEST_HINT}, for --kind {kind}", where="plot", todo=todo)
        return place

    def refuse_folder(self, kind: str) -> None:
        """Refuse a folder where a scenario is needed.

        Parameters
        ----------
        kind : str
            The kind of figure that needs one.

        Raises
        ------
        BalkansimError
            If the target is a folder.
        """
        if self.is_folder:
            found = f"{self.named} is a folder"
            raise BalkansimError(found, expected=f"a scenario, for --kind {kind}", where="plot")
