"""A sweep: a base scenario, a design over its factors, and how much is run at each design point."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from balkansim.errors import BalkansimError
from balkansim.experiments import sweep_file
from balkansim.experiments.design import (
    BASE,
    SAMPLED,
    SCENARIO,
    Axis,
    Design,
    Grid,
    Rows,
    axis_from,
    placed,
    problem_of,
)
from balkansim.experiments.varied import (
    Ranges,
    Uses,
    canonical_names,
    check_axes,
    check_names,
    check_varies,
    choices_of,
    grid_axis,
    kind_of,
    sampled_axis,
)
from balkansim.files import validated
from balkansim.model.ensemble import Size
from balkansim.scenario.layers import OPTION, find, read, settings_layer, shipped_folder, shown
from balkansim.scenario.resolve import resolve
from balkansim.scenario.scenario import Range, Scenario
from balkansim.scenario.schema import Distribution, with_flat_set

if TYPE_CHECKING:
    from pydantic import TypeAdapter

    from balkansim.evidence.evidence import Evidence


@dataclass(frozen=True)
class Laid:
    """What is laid over every scenario of a sweep."""

    with_: tuple[str, ...]
    settings: Mapping[str, Any]
    own: tuple[str, ...]
    folder: Path
    where: str

    def world(self, name: str, key: str, evidence: Evidence) -> Scenario:
        """Resolve one scenario named in the file."""
        word = beside(name, self.folder, f"{self.where}, key {key}")
        try:
            return resolve(word, with_=self.with_, set_=self.settings, evidence=evidence)
        except BalkansimError as mistake:
            raise self._in_file(mistake) from None

    def _in_file(self, mistake: BalkansimError) -> BalkansimError:
        """Tell a mistake in a setting of the file with the file's key."""
        name = mistake.where.removeprefix(f"{OPTION} ").split("=")[0]
        if not mistake.where.startswith(OPTION) or name not in self.own:
            return mistake
        where = f"{self.where}, key set.{name}"
        return BalkansimError(mistake.found, expected=mistake.expected, where=where, todo=mistake.todo)


def laid_over(
    file: sweep_file.SweepFile, path: Path, set_: Sequence[str] | Mapping[str, Any], with_: Sequence[str], where: str
) -> Laid:
    """Gather what the file and the command line lay over the scenarios; the command line comes last.

    ``path``: where it lies.
    """
    own = {
        name: Range(**value.model_dump()) if isinstance(value, Distribution) else value
        for name, value in file.set.items()
    }
    inside = settings(own, f"{where}, key set.")
    with_paths = [beside(name, path.parent, f"{where}, key with") for name in file.with_]
    laid = {**inside, **settings(set_)}
    return Laid((*with_paths, *with_), laid, tuple(inside), path.parent, where)


def settings(said: Sequence[str] | Mapping[str, Any], where: str = f"{OPTION} ") -> dict[str, Any]:
    """Return settings under one way of saying each name. ``where``: what to put before a name in an error."""
    try:
        layer = settings_layer(said)
    except BalkansimError as mistake:
        place = mistake.where.replace(f"{OPTION} ", where).split("=")[0]
        raise BalkansimError(mistake.found, expected=mistake.expected, where=place, todo=mistake.todo) from None
    table = dict(layer.table) if layer else {}
    factors = table.pop("set", {})
    return table | {name: Range(**value) if isinstance(value, dict) else value for name, value in factors.items()}


def beside(name: str, folder: Path, where: str) -> str:
    """Return a scenario's name as it stands where it ships, else its path, read from the sweep file's folder.

    ``where``: where it stands, for the error.
    """
    path = find(name, beside=folder, where=where)
    return path.stem if path.parent == shipped_folder().resolve() else str(path)


KEYED = {"states": "code", "patrons": "code", "blocs": "name", "flashpoints": "name", "entities": "code"}


def world_table(scenario: Scenario) -> dict[str, Any]:
    """Return a scenario as plain values, its actors as lists, since their order is the order of their luck."""
    table = scenario.to_dict()
    return {key: list(value.values()) if key in KEYED else value for key, value in table.items()}


def world_from(table: Mapping[str, Any]) -> Scenario:
    """Return the scenario that `world_table` wrote; it has the same digest, but not what differs from its parent."""
    from pydantic import ValidationError

    keyed = {kind: {entry[key]: entry for entry in table[kind]} for kind, key in KEYED.items()}
    try:
        return _reader().validate_python({**table, **keyed})
    except ValidationError as mistake:
        first = mistake.errors()[0]
        raise BalkansimError(
            f"{'.'.join(map(str, first['loc']))}: {first['msg'].lower()}",
            expected="a world as this version writes it",
            where="manifest.json",
            todo="run the sweep anew, or read the folder with the version that its manifest names",
        ) from None


@cache
def _reader() -> TypeAdapter[Scenario]:
    from pydantic import TypeAdapter

    return TypeAdapter(Scenario)


@dataclass(frozen=True, eq=False)
class Sweep:
    """A sweep file, resolved.

    ``name``: the file's name without its ending. ``forecasts``: ids of the forecasts asked; empty for all.
    ``factor_names``: names of the factors, in the order of the design's columns. ``points``: number of design points,
    numbered from 0. ``worlds``: the base under an empty name, and each scenario that is chosen from.
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

        Returns: by factor: a number, a month such as ``2025-10``, or a scenario's name.
        """
        return {axis.name: axis.value(code) for axis, code in zip(self.axes, self._codes(point), strict=True)}

    def scenario(self, point: int) -> Scenario:
        """Return the scenario of a point."""
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
    """Read a sweep file and check everything in it. ``evidence``: evidence folder; by default what ships.

    Examples
    --------
    >>> load_sweep("kfor-strength").factor_names
    ('peacekeepers.northern-kosovo', 'hazard_peacekeepers')
    """
    from balkansim.evidence.evidence import Evidence as Loaded
    from balkansim.evidence.evidence import load_evidence
    from balkansim.experiments.sweep_file import find_sweep

    known = evidence if isinstance(evidence, Loaded) else load_evidence(None if evidence is None else Path(evidence))
    return sweep_from(specification(find_sweep(file), known, set_=set_, with_=with_), known)


def sweep_from(spec: dict[str, Any], evidence: Evidence) -> Sweep:
    """Make the sweep that a specification describes, without its file, as a worker process does."""
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
        evidence=evidence.with_forecasts(spec.get("forecasts_version")),
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

    ``spec``: with ``method``, ``options``, ``seed`` and, for a table, ``design.rows``.
    """
    import numpy as np

    from balkansim.experiments.design import sampled

    if spec["method"] == "grid":
        return Grid(tuple(axis.levels for axis in axes))
    if spec["method"] == "table":
        return Rows(np.array(spec["design"]["rows"], dtype=np.float64))
    return sampled(spec["method"], spec["options"], axes, spec["seed"])


@dataclass(frozen=True)
class Told:
    """A sweep file as checked by itself, and what is laid over its scenarios."""

    file: sweep_file.SweepFile
    path: Path
    where: str
    laid: Laid
    evidence: Evidence
    options: dict[str, Any]


@dataclass(frozen=True)
class Varied:
    """The factors of a sweep, where each value stands, the scenarios they are varied in, and a table's rows."""

    axes: list[Axis]
    uses: Uses
    worlds: dict[str, Scenario]
    rows: list[list[float]] | None = None

    @property
    def run(self) -> list[Scenario]:
        """The scenarios that are run: those chosen from, or else the base."""
        chosen = [world for name, world in self.worlds.items() if name != BASE]
        return chosen or [self.worlds[BASE]]


def specification(
    path: Path, evidence: Evidence, *, set_: Sequence[str] | Mapping[str, Any] = (), with_: Sequence[str] = ()
) -> dict[str, Any]:
    """Read, check and resolve a sweep file."""
    told = _told(path, evidence, set_, with_)
    varied = _from_table(told) if told.file.method == "table" else _from_factors(told)
    check_axes(varied.axes, varied.uses, varied.run, evidence)
    if varied.rows is None:
        lengths = [len(axis.levels) for axis in varied.axes]
        sweep_file.check_number_of_points(told.file.method, told.options, lengths, told.where)
    spec = _said(told, varied)
    design = design_of(spec, varied.axes)
    spec["design"] |= {"points": design.points, "digest": design.digest}
    return spec


def _told(path: Path, evidence: Evidence, set_: Sequence[str] | Mapping[str, Any], with_: Sequence[str]) -> Told:
    where = shown(path)
    table = with_flat_set(read(path))
    if "factors" in table:
        table["factors"] = sweep_file.flat_factors(table["factors"])
    file = validated(sweep_file.SweepFile, table, where)
    return Told(
        file, path, where, laid_over(file, path, set_, with_, where), evidence, sweep_file.options_of(file, where)
    )


def _said(told: Told, varied: Varied) -> dict[str, Any]:
    """Return the specification, all but what is known of the design only when it is drawn."""
    file, size = told.file, sweep_file.size_of(told.file, told.where)
    spec = {
        "name": told.path.stem,
        "title": file.title,
        "question": file.question,
        "scenario": varied.worlds[BASE].name,
        "method": file.method,
        "options": told.options,
        "parameters": file.parameters,
        "draws": size.draws,
        "histories": size.histories,
        "seed": size.seed,
        "common_random_numbers": file.common_random_numbers,
        "forecasts": sweep_file.asked(file.forecasts, told.evidence, told.where),
        "factors": [axis.as_dict() for axis in varied.axes],
        "worlds": {name: world_table(world) for name, world in varied.worlds.items()},
        "design": {} if varied.rows is None else {"rows": varied.rows},
    }
    if told.evidence.forecasts is not None:
        spec["forecasts_version"] = told.evidence.forecasts
    return spec | ({"problem": problem_of(varied.axes)} if file.method in SAMPLED else {})


def _worlds(told: Told, choices: Sequence[str], key: str) -> dict[str, Scenario]:
    """Resolve the base under an empty name, and the scenarios chosen from; the first of these is then the base."""
    if not choices:
        return {BASE: told.laid.world(told.file.scenario, "scenario", told.evidence)}
    if "scenario" in told.file.model_fields_set:
        todo = f'remove the line scenario = "{told.file.scenario}"'
        raise BalkansimError("scenario is set and varied", expected="one of the two", where=told.where, todo=todo)
    chosen = {name: told.laid.world(name, key, told.evidence) for name in choices}
    return {BASE: chosen[choices[0]], **chosen}


def _names(told: Told, written: Sequence[str], base: Scenario, where: Callable[[str], str]) -> dict[str, str]:
    """Return the factors' names by the words under which they stand in the file."""
    names = canonical_names(written, base, told.laid.settings, where)
    words = dict(zip(names, written, strict=True))
    check_names(names, base, told.evidence, lambda name: where(words[name]))
    return {word: name for name, word in words.items()}


def _from_factors(told: Told) -> Varied:
    """Return the factors of a grid or of a sampled design."""
    tables = told.file.factors

    def where(word: str) -> str:
        return f"{told.where}, key factors.{word}"

    choices = choices_of(tables[SCENARIO], where(SCENARIO)) if SCENARIO in tables else ()
    worlds = _worlds(told, choices, f"factors.{SCENARIO}.values")
    names = _names(told, list(tables), worlds[BASE], where)
    usual = Ranges(worlds[BASE], told.evidence)
    is_sampled = told.file.method in SAMPLED
    axes = [
        sampled_axis(name, tables[word], where(word), usual)
        if is_sampled
        else grid_axis(name, tables[word], where(word))
        for word, name in names.items()
    ]
    uses = {
        axis.name: [(code, where(word)) for code in _extremes(axis)] for axis, word in zip(axes, names, strict=True)
    }
    return Varied(axes, uses, worlds)


def _extremes(axis: Axis) -> tuple[float, ...]:
    """Return the codes to check: all levels, or both ends of what is sampled."""
    return axis.levels or (axis.low, axis.high)


def _from_table(told: Told) -> Varied:
    """Return the factors and rows of a table of one's own."""
    path = (told.path.parent / str(told.file.file)).resolve()
    table = sweep_file.read_design(path, shown(path))
    choices = table.words(SCENARIO) if SCENARIO in table.names else ()
    worlds = _worlds(told, choices, SCENARIO)
    names = _names(told, table.names, worlds[BASE], table.place)
    uses = {name: table.codes(word, kind_of(name), choices) for word, name in names.items()}
    columns = [[code for code, _ in cells] for cells in uses.values()]
    axes = []
    for (word, name), column in zip(names.items(), columns, strict=True):
        levels = tuple(sorted(set(column)))
        check_varies(name, levels, table.place(word))
        axes.append(Axis(name, kind_of(name), levels=levels, choices=choices if name == SCENARIO else ()))
    return Varied(axes, uses, worlds, [list(row) for row in zip(*columns, strict=True)])
