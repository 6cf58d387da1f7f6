"""A scenario's lineage: its file and its parents' files, the root first."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from balkansim.errors import BalkansimError
from balkansim.scenario.complaints import checked
from balkansim.scenario.files import find, read, shown
from balkansim.scenario.normal import normal, with_flat_set

OPTION = "--set"
_DESCRIPTION = {"parent", "title", "question", "expects", "claims"}


@dataclass(frozen=True)
class Layer:
    """One scenario file: what it says of itself and what it changes.

    Parameters
    ----------
    name : str
        The file's name without its ending.
    where : str
        The file as errors show it.
    title, question, expects : str
        What it says of itself.
    claims : tuple of str
        Ids of the claims that inspired it.
    table : dict
        What it changes, in normal form.
    path : pathlib.Path or None
        The file.
    """

    name: str
    where: str
    title: str
    question: str
    expects: str
    claims: tuple[str, ...]
    table: dict[str, Any]
    path: Path | None = None


def place(where: str, *path: str) -> str:
    """Tell where a key stands: file and key, or the option and what it sets."""
    if where == OPTION:
        return f"{OPTION} {'.'.join(path).removeprefix('set.')}"
    return f"{where}, key {'.'.join(path)}"


def lineage(name_or_path: str) -> list[Layer]:
    """Read a scenario and its parents.

    Parameters
    ----------
    name_or_path : str
        The name of a scenario that ships, or a path.

    Returns
    -------
    list of Layer
        From the root to the scenario named.

    Raises
    ------
    BalkansimError
        For an unknown scenario, a missing parent, a circle of parents or a malformed file.
    """
    layers: list[Layer] = []
    path: Path | None = find(name_or_path)
    while path is not None:
        _refuse_circle(path, layers)
        layer, parent = _read_layer(path)
        layers.append(layer)
        path = find(parent, beside=path.parent, where=f"{layer.where}, key parent") if parent else None
    return layers[::-1]


def _refuse_circle(path: Path, layers: list[Layer]) -> None:
    paths = [layer.path for layer in layers]
    if path in paths:
        circle = " -> ".join([*(layer.name for layer in layers[paths.index(path) :]), path.stem])
        raise BalkansimError(
            f"the parents run in a circle: {circle}",
            expected="a line of parents that ends at a root",
            where=f"{layers[-1].where}, key parent",
            todo="give one of them another parent",
        )


def _read_layer(path: Path) -> tuple[Layer, str | None]:
    where = shown(path)
    file = checked(with_flat_set(read(path)), where)
    said = file.model_dump(exclude_none=True, exclude_unset=True)
    layer = Layer(
        name=path.stem,
        where=where,
        title=file.title or path.stem.replace("-", " ").capitalize(),
        question=file.question,
        expects=file.expects,
        claims=tuple(file.claims),
        table=normal({key: value for key, value in said.items() if key not in _DESCRIPTION}, where),
        path=path,
    )
    return layer, file.parent
