"""A sweep: a base scenario, a design over its factors, and how much is run at each design point."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from balkansim.designs.axes import Axis, axis_from
from balkansim.designs.placing import BASE, placed
from balkansim.designs.points import Design, Grid, Rows
from balkansim.designs.worlds import world_from
from balkansim.errors import BalkansimError
from balkansim.experiments.ensemble import Size
from balkansim.scenario.resolved import Scenario

if TYPE_CHECKING:
    from balkansim.evidence.evidence import Evidence


@dataclass(frozen=True, eq=False)
class Sweep:
    """A sweep file, resolved.

    Parameters
    ----------
    name : str
        The file's name without its ending.
    spec : dict
        Everything the sweep is, as plain values: what it asks, its factors, its scenarios as resolved, its design or
        how the design is drawn, and a hash of the design. `sweep_from` makes the same sweep of it.
    base : Scenario
        The scenario whose factors are varied.
    evidence : Evidence
        The evidence.
    size : Size
        Parameter draws, histories in each, and seed, of one point.
    at_median : bool
        Whether parameters stand at their medians; then there is one draw.
    common : bool
        Whether all points use the same random numbers.
    forecasts : tuple of str
        Ids of the forecasts asked; empty for all.
    factor_names : tuple of str
        Names of the factors, in the order of the design's columns.
    points : int
        Number of design points, numbered from 0.
    axes : tuple of Axis
        The factors.
    worlds : mapping of str to Scenario
        The base under an empty name, and each scenario that is chosen from.
    design : Design
        The design points.
    """

    name: str
    spec: dict[str, Any]
    base: Scenario
    evidence: Evidence
    size: Size
    at_median: bool
    common: bool
    forecasts: tuple[str, ...]
    factor_names: tuple[str, ...]
    points: int
    axes: tuple[Axis, ...]
    worlds: Mapping[str, Scenario]
    design: Design

    def values(self, point: int) -> dict[str, float | str]:
        """Return the value of each factor at a point.

        Parameters
        ----------
        point : int
            From 0 to ``points - 1``.

        Returns
        -------
        dict of str to float or str
            By factor: a number, a month such as ``2025-10``, or a scenario's name.

        Raises
        ------
        BalkansimError
            If there is no such point.
        """
        return {axis.name: axis.value(code) for axis, code in zip(self.axes, self._codes(point), strict=True)}

    def scenario(self, point: int) -> Scenario:
        """Return the scenario of a point.

        Parameters
        ----------
        point : int
            From 0 to ``points - 1``.

        Returns
        -------
        Scenario
            The base, or the scenario chosen, with the point's numbers set and its events moved.

        Raises
        ------
        BalkansimError
            If there is no such point.
        """
        return placed(self.worlds, self.axes, self._codes(point))

    def _codes(self, point: int) -> tuple[float, ...]:
        if not 0 <= point < self.points:
            expected = f"a whole number from 0 to {self.points - 1}"
            raise BalkansimError(f"there is no point {point}", expected=expected, where=f"sweep {self.name}")
        return self.design.codes(point)


def load_sweep(
    file: Path | str,
    *,
    evidence: Evidence | Path | str | None = None,
    set_: Sequence[str] | Mapping[str, Any] = (),
    with_: Sequence[str] = (),
) -> Sweep:
    """Read a sweep file and check everything in it.

    Parameters
    ----------
    file : path or str
        A path, or the name of a sweep that ships.
    evidence : Evidence or path, optional
        Evidence folder; by default what ships.
    set_, with_ : sequence of str
        Factors set and scenarios laid over the base besides those of the file; what is set here comes last.

    Returns
    -------
    Sweep
        Ready to run.

    Raises
    ------
    BalkansimError
        For whatever a user can get wrong, with the file and key.

    Examples
    --------
    >>> load_sweep("kfor-strength").factor_names
    ('peacekeepers.northern-kosovo', 'hazard_peacekeepers')
    """
    from balkansim.designs.building import specification
    from balkansim.designs.files import find_sweep
    from balkansim.evidence.evidence import Evidence as Loaded
    from balkansim.evidence.evidence import load_evidence

    known = evidence if isinstance(evidence, Loaded) else load_evidence(None if evidence is None else Path(evidence))
    return sweep_from(specification(find_sweep(file), known, set_=set_, with_=with_), known)


def sweep_from(spec: dict[str, Any], evidence: Evidence) -> Sweep:
    """Make the sweep that a specification describes, without its file, as a worker process does.

    Parameters
    ----------
    spec : dict
        `Sweep.spec`, or the same read back from JSON.
    evidence : Evidence
        The evidence.

    Raises
    ------
    BalkansimError
        If the design comes out differently here, as with another version of SALib.
    """
    axes = tuple(axis_from(said) for said in spec["factors"])
    worlds = {name: world_from(table) for name, table in spec["worlds"].items()}
    design = design_of(spec, axes)
    if design.digest != spec["design"]["digest"]:
        raise BalkansimError(
            "the design comes out differently here",
            expected=f"a design with the hash {spec['design']['digest'][:12]}",
            where=f"sweep {spec['name']}",
            todo="use the version of SALib with which the sweep was begun",
        )
    return Sweep(
        name=spec["name"],
        spec=spec,
        base=worlds[BASE],
        evidence=evidence,
        size=Size(spec["draws"], spec["histories"], spec["seed"]),
        at_median=spec["parameters"] == "median",
        common=spec["common_random_numbers"],
        forecasts=tuple(spec["forecasts"]),
        factor_names=tuple(axis.name for axis in axes),
        points=design.points,
        axes=axes,
        worlds=worlds,
        design=design,
    )


def design_of(spec: Mapping[str, Any], axes: Sequence[Axis]) -> Design:
    """Return the design points that a specification's method makes of its factors.

    Parameters
    ----------
    spec : mapping
        With ``method``, ``options``, ``seed`` and, for a table, ``design.rows``.
    axes : sequence of Axis
        The factors.
    """
    import numpy as np

    from balkansim.designs.sampling import sampled

    if spec["method"] == "grid":
        return Grid(tuple(axis.levels for axis in axes))
    if spec["method"] == "table":
        return Rows(np.array(spec["design"]["rows"], dtype=np.float64))
    return sampled(spec["method"], spec["options"], axes, spec["seed"])
