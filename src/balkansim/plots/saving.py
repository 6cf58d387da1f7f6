"""A figure with its data, written whole or not at all as PNG, SVG, PDF and CSV."""

from __future__ import annotations

import io
from base64 import b64encode
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from balkansim.errors import BalkansimError
from balkansim.plots.style import MM_AN_INCH, WIDTH, styled

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

# Nothing that differs from run to run is written into a file.
METADATA: dict[str, dict[str, Any]] = {".png": {}, ".svg": {"Date": None}, ".pdf": {"CreationDate": None}}
TABLE = ".csv"
NARROWEST, WIDEST = 80.0, 420.0
"""Millimetres: a narrow column, and the long side of A3."""


@dataclass(frozen=True, eq=False)
class Plot:
    """A figure and what is drawn in it.

    Parameters
    ----------
    kind : str
        ``ledger``, ``fan`` and so on.
    figure : matplotlib.figure.Figure
        The figure.
    data : pandas.DataFrame
        Everything that is drawn, in the units of the figure's axes or as shares.
    """

    kind: str
    figure: Figure
    data: pd.DataFrame

    def to_frame(self) -> pd.DataFrame:
        """Return what is drawn."""
        return self.data

    def save(self, path: Path | str, *, force: bool = False) -> None:
        """Write the figure; the ending of the name says how.

        Parameters
        ----------
        path : path
            A name that ends in .png, .svg or .pdf, in an existing folder.
        force : bool
            Whether an existing file may be replaced.

        Raises
        ------
        BalkansimError
            If the ending is another, the file exists and `force` is not set, or it cannot be written.
        """
        from balkansim.storage.files import write_whole

        place = check_figure_file(path, force=force)
        write_whole(place, rendered(self.figure, place.suffix.lower()))

    def write_data(self, path: Path | str, *, force: bool = False) -> None:
        """Write what is drawn as CSV.

        Parameters
        ----------
        path : path
            A name that ends in .csv, in an existing folder.
        force : bool
            Whether an existing file may be replaced.

        Raises
        ------
        BalkansimError
            If the ending is another, the file exists and `force` is not set, or it cannot be written.
        """
        from balkansim.storage.files import write_whole

        place = check_data_file(path, force=force)
        write_whole(place, self.data.to_csv(index=False, lineterminator="\n").encode("utf-8"))

    def __str__(self) -> str:
        """Tell kind, size and rows in one line."""
        width, height = (MM_AN_INCH * side for side in self.figure.get_size_inches())
        return f"{self.kind}: {width:.0f} x {height:.0f} mm, {len(self.data)} rows of data"

    def _repr_html_(self) -> str:
        """Show the figure in a notebook."""
        return f'<img alt="{self.kind}" src="data:image/png;base64,{b64encode(rendered(self.figure)).decode()}">'


@styled
def rendered(figure: Figure, ending: str = ".png") -> bytes:
    """Return a figure as the content of a file.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        The figure.
    ending : {".png", ".svg", ".pdf"}
        Which kind of file.
    """
    file = io.BytesIO()
    figure.savefig(file, format=ending.removeprefix("."), facecolor="white", metadata=METADATA[ending])
    return file.getvalue()


def check_figure_file(path: Path | str, *, force: bool = False) -> Path:
    """Return a path that a figure can be written to, or refuse it.

    Parameters
    ----------
    path : path
        Where to.
    force : bool
        Whether an existing file may be replaced.

    Raises
    ------
    BalkansimError
        If the ending is not supported, or the place cannot be written to.
    """
    return check_file(Path(path), tuple(METADATA), "--out", force=force)


def check_data_file(path: Path | str, *, force: bool = False) -> Path:
    """Return a path that a figure's data can be written to, or refuse it.

    Parameters
    ----------
    path : path
        Where to.
    force : bool
        Whether an existing file may be replaced.

    Raises
    ------
    BalkansimError
        If it does not end in .csv, or the place cannot be written to.
    """
    return check_file(Path(path), (TABLE,), "--data", force=force)


def check_width(width: float) -> float:
    """Return a width in millimetres, or refuse it.

    Parameters
    ----------
    width : float
        As given.

    Raises
    ------
    BalkansimError
        If nothing can be read at that width.
    """
    if not NARROWEST <= width <= WIDEST:
        expected = f"from {NARROWEST:g} to {WIDEST:g} millimetres, {WIDTH:g} if left out"
        raise BalkansimError(f"a width of {width:g}", expected=expected, where="--width")
    return width


def check_file(path: Path, endings: tuple[str, ...], where: str, *, force: bool = False) -> Path:
    """Return a path that can be written to, or refuse it.

    Parameters
    ----------
    path : pathlib.Path
        Where to.
    endings : tuple of str
        Endings of the name that are known, such as ``.png``.
    where : str
        The option that named it.
    force : bool
        Whether an existing file may be replaced.

    Raises
    ------
    BalkansimError
        If it has another ending, is a folder, stands in no folder, or exists and `force` is not set.
    """
    if path.suffix.lower() not in endings:
        raise BalkansimError(f"{path}: ends in {path.suffix or 'nothing'}", expected=" or ".join(endings), where=where)
    if path.is_dir() or not path.parent.is_dir():
        found = "is a folder" if path.is_dir() else f"there is no folder {path.parent}"
        raise BalkansimError(f"{path}: {found}", expected="a file in an existing folder", where=where)
    if path.exists() and not force:
        todo = "choose another name, or add --force"
        raise BalkansimError(f"{path} exists already", expected="a new file", where=where, todo=todo)
    return path
