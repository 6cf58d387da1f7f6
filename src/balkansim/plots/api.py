"""The function behind the command `plot`: a figure of any kind with its data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from balkansim.errors import unknown
from balkansim.plots.asked import Wish
from balkansim.plots.kinds import KINDS
from balkansim.plots.saving import Plot, check_width

if TYPE_CHECKING:
    from balkansim.scenario.resolved import Scenario

__all__ = ["KINDS", "Drawing", "drawing", "plot", "usual_kind"]


@dataclass(frozen=True, eq=False)
class Drawing:
    """A figure that can be drawn at any width.

    Parameters
    ----------
    kind : str
        ``ledger``, ``fan`` and so on.
    draw : callable
        Draws it, given ``width`` in millimetres.
    data : pandas.DataFrame
        Everything that is drawn.
    """

    kind: str
    draw: Callable[..., Any]
    data: Any

    def at(self, width: float) -> Plot:
        """Draw the figure.

        Parameters
        ----------
        width : float
            Millimetres, 80-420.
        """
        return Plot(self.kind, self.draw(width=check_width(width)), self.data)


def plot(target: str | Path | Scenario = "baseline", kind: str = "", **options: Any) -> Plot:
    """Draw a figure of a scenario, a run folder, an evidence folder, or of forecasts with their outcomes.

    Parameters
    ----------
    target : str, path or Scenario
        Name or path of a scenario or a resolved one; a run folder; for ``agreement`` an evidence folder; for
        ``reliability`` a CSV file with the columns ``probability`` and ``outcome``.
    kind : str
        One of `KINDS`; by default the ledger of a scenario, and of a run folder what suits its design.
    **options
        ``series``, ``against`` (fan); ``outcome``, ``factors`` (surface, line, sensitivity, box); ``months``,
        ``variable``, ``run``, ``draw`` (map, strip); ``point`` (of a run folder); ``threshold`` (box); ``draws``,
        ``histories``, ``seed``, ``yardstick``, ``width`` in mm, ``with_``, ``set_``, ``evidence``, ``progress``. See
        `balkansim.plots.asked.Wish`.

    Returns
    -------
    Plot
        ``.figure``, ``.data``, ``.save(path)``, ``.write_data(path)``; shows in a notebook.

    Raises
    ------
    BalkansimError
        If anything named is unknown, malformed or out of range, or the target has not what the kind needs.
    """
    wish = _wish(target, options)
    check_width(wish.width)
    return _drawing(wish, kind).at(wish.width)


def drawing(target: str | Path | Scenario = "baseline", kind: str = "", **options: Any) -> Drawing:
    """Prepare a figure that is wanted at several widths: whatever must run for it runs once.

    Parameters
    ----------
    target, kind, **options
        As in `plot`; the width is left to `Drawing.at`.

    Raises
    ------
    BalkansimError
        As `plot` does.
    """
    return _drawing(_wish(target, options), kind)


def _wish(target: str | Path | Scenario, options: dict[str, Any]) -> Wish:
    """Return what is asked for, refusing an unknown option."""
    known = [item.name for item in fields(Wish)]
    for name in options:
        if name not in known:
            raise unknown("option", name, known, where="plot")
    return Wish(str(target) if isinstance(target, Path) else target, **options)


def _drawing(wish: Wish, kind: str) -> Drawing:
    chosen = kind or usual_kind(wish)
    if chosen not in KINDS:
        raise unknown("kind", chosen, KINDS, where="--kind")
    return Drawing(chosen, *KINDS[chosen](wish))


def usual_kind(wish: Wish) -> str:
    """Return the kind of figure that is drawn where none is named.

    Parameters
    ----------
    wish : Wish
        What is asked for.
    """
    if not wish.is_folder:
        return "ledger"
    from balkansim.asking.indices import METHODS
    from balkansim.asking.swept import open_swept

    sweep = open_swept(wish.folder("surface")).sweep
    if sweep.spec["method"] in METHODS:
        return "sensitivity"
    return "line" if len(sweep.axes) == 1 else "surface"
