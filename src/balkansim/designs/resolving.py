"""The scenarios of a sweep, resolved with what the file and the command line lay over them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from balkansim.designs.schema import SweepFile
from balkansim.errors import BalkansimError
from balkansim.scenario.files import find, shipped_folder
from balkansim.scenario.inheritance import resolve
from balkansim.scenario.layers import OPTION
from balkansim.scenario.resolved import Range, Scenario
from balkansim.scenario.schema import Distribution
from balkansim.scenario.settings import settings_layer

if TYPE_CHECKING:
    from balkansim.evidence.evidence import Evidence


@dataclass(frozen=True)
class Laid:
    """What is laid over every scenario of a sweep.

    Parameters
    ----------
    with_ : tuple of str
        Scenarios.
    settings : mapping
        Factors and switches set.
    own : tuple of str
        Those of them that the file sets.
    folder : pathlib.Path
        The sweep file's folder.
    where : str
        The file, for errors.
    """

    with_: tuple[str, ...]
    settings: Mapping[str, Any]
    own: tuple[str, ...]
    folder: Path
    where: str

    def world(self, name: str, key: str, evidence: Evidence) -> Scenario:
        """Resolve one scenario named in the file.

        Parameters
        ----------
        name : str
            A scenario that ships, or a path beside the file.
        key : str
            The key under which it stands.
        evidence : Evidence
            The evidence.
        """
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
    file: SweepFile, path: Path, set_: Sequence[str] | Mapping[str, Any], with_: Sequence[str], where: str
) -> Laid:
    """Gather what the file and the command line lay over the scenarios; the command line comes last.

    Parameters
    ----------
    file : SweepFile
        The checked file.
    path : pathlib.Path
        Where it lies.
    set_, with_ : sequence of str
        From the command line.
    where : str
        The file, for errors.
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
    """Return settings under one way of saying each name.

    Parameters
    ----------
    said : sequence of str or mapping
        As `balkansim.scenario.inheritance.resolve` takes them.
    where : str
        What to put before a name in an error.

    Raises
    ------
    BalkansimError
        If one is malformed or stands there twice.
    """
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

    Parameters
    ----------
    name : str
        As written.
    folder : pathlib.Path
        The sweep file's folder.
    where : str
        Where it stands, for the error.
    """
    path = find(name, beside=folder, where=where)
    return path.stem if path.parent == shipped_folder().resolve() else str(path)
