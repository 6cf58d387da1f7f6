"""From a sweep file to a specification: everything checked, everything that a worker process needs inside."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from balkansim.designs.axes import SCENARIO, Axis
from balkansim.designs.checks import Uses, check_axes, check_names
from balkansim.designs.methods import check_number_of_points, options_of
from balkansim.designs.names import canonical_names, kind_of
from balkansim.designs.placing import BASE
from balkansim.designs.ranges import Ranges
from balkansim.designs.resolving import Laid, laid_over
from balkansim.designs.sampling import SAMPLED, problem_of
from balkansim.designs.schema import SweepFile, flat_factors
from balkansim.designs.sizes import asked, size_of
from balkansim.designs.spans import check_varies, choices_of, grid_axis, sampled_axis
from balkansim.designs.sweep import design_of
from balkansim.designs.tablefile import read_design
from balkansim.designs.worlds import world_table
from balkansim.errors import BalkansimError
from balkansim.evidence.reading import validated
from balkansim.scenario.files import read, shown
from balkansim.scenario.normal import with_flat_set
from balkansim.scenario.resolved import Scenario

if TYPE_CHECKING:
    from balkansim.evidence.evidence import Evidence


@dataclass(frozen=True)
class Told:
    """A sweep file as checked by itself, and what is laid over its scenarios."""

    file: SweepFile
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
    """Read, check and resolve a sweep file.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    evidence : Evidence
        The evidence.
    set_, with_ : sequence of str
        Laid over the scenarios besides what the file lays.

    Returns
    -------
    dict
        Plain values that survive JSON: what the file says, the factors, the scenarios as resolved, the design.

    Raises
    ------
    BalkansimError
        For whatever a user can get wrong, with the file and key.
    """
    told = _told(path, evidence, set_, with_)
    varied = _from_table(told) if told.file.method == "table" else _from_factors(told)
    check_axes(varied.axes, varied.uses, varied.run, evidence)
    if varied.rows is None:
        lengths = [len(axis.levels) for axis in varied.axes]
        check_number_of_points(told.file.method, told.options, lengths, told.where)
    spec = _said(told, varied)
    design = design_of(spec, varied.axes)
    spec["design"] |= {"points": design.points, "digest": design.digest}
    return spec


def _told(path: Path, evidence: Evidence, set_: Sequence[str] | Mapping[str, Any], with_: Sequence[str]) -> Told:
    where = shown(path)
    table = with_flat_set(read(path))
    if "factors" in table:
        table["factors"] = flat_factors(table["factors"])
    file = validated(SweepFile, table, where)
    return Told(file, path, where, laid_over(file, path, set_, with_, where), evidence, options_of(file, where))


def _said(told: Told, varied: Varied) -> dict[str, Any]:
    """Return the specification, all but what is known of the design only when it is drawn."""
    file, size = told.file, size_of(told.file, told.where)
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
        "forecasts": asked(file.forecasts, told.evidence, told.where),
        "factors": [axis.as_dict() for axis in varied.axes],
        "worlds": {name: world_table(world) for name, world in varied.worlds.items()},
        "design": {} if varied.rows is None else {"rows": varied.rows},
    }
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
    table = read_design(path, shown(path))
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
