"""Coder agreement as a figure: Krippendorff's alpha of each thing coded, and two coders' values side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np

from balkansim.errors import BalkansimError
from balkansim.evidence.agreement import Agreement, agreement, values_by_unit
from balkansim.plots.style import FIRST, INK, PALE, SMALL, SOFT, WIDE, WIDTH, quiet, release, sheet, styled

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from balkansim.evidence.evidence import Evidence

HEIGHT = 66.0
TENTATIVE, RELIABLE = 0.667, 0.8
ABOVE: dict[str, Any] = {"textcoords": "offset points", "ha": "center", "fontsize": SMALL}
LIMITS = (
    f"Krippendorff's limits: {RELIABLE:g} for reliable, {TENTATIVE:g} for tentative conclusions. Circles: mean values "
    "that two coders gave the same number of the world in the same paragraph, larger where several units coincide."
)


def agreement_frame(evidence: Evidence) -> pd.DataFrame:
    """Return one row a thing coded (alpha, units) and one a unit that two coders coded (both values).

    Parameters
    ----------
    evidence : Evidence
        The folder.
    """
    import pandas as pd

    alphas = [
        {"what": found.of, "level": found.level, "alpha": found.alpha, "units": found.units, "pairable": found.pairable}
        for found in agreement(evidence)
    ]
    pairs = [
        {"what": "pair of values", "unit": " ".join(map(str, unit)),
         "coder_1": one, "value_1": a, "coder_2": two, "value_2": b}
        for unit, one, a, two, b in _pairs(evidence)
    ]  # fmt: skip
    return pd.DataFrame([*alphas, *pairs])


@styled
def agreement_figure(evidence: Evidence, *, width: float = WIDTH) -> Figure:
    """Draw how far the coders of an evidence folder agree.

    Parameters
    ----------
    evidence : Evidence
        The folder.
    width : float
        Millimetres.

    Raises
    ------
    BalkansimError
        If there is no alpha at all, as with one coder.
    """
    found = agreement(evidence)
    if all(one.alpha is None for one in found):
        raise BalkansimError(
            f"no agreement to draw: {found[0].reason}", expected="two coders", where=str(evidence.folder)
        )
    coders = ", ".join(sorted(evidence.coders))
    caption = f"Evidence {evidence.folder.name} {evidence.hash[:12]}; coders {coders}; {release()}. {LIMITS}"
    is_wide = width >= WIDE
    figure = sheet(width, HEIGHT if is_wide else 2 * HEIGHT, title="How far the coders agree", caption=caption)
    left, right = figure.subplots(1, 2, width_ratios=[1.35, 1.0]) if is_wide else figure.subplots(2, 1)
    _alphas(left, found)
    _values(right, evidence)
    return figure


def _alphas(axes: Any, found: tuple[Agreement, ...]) -> None:
    """Draw alpha of each thing coded against the limits."""
    quiet(axes)
    for k, one in enumerate(found):
        if one.alpha is None:
            axes.text(0.0, k, f"undefined: {one.reason}", fontsize=SMALL, va="center")
            continue
        axes.plot([0, one.alpha], [k, k], color=PALE, linewidth=2, zorder=2)
        axes.plot([one.alpha], [k], "o", color=FIRST, markersize=5.5, zorder=3)
        number = axes.annotate(f"{one.alpha:.2f}", (one.alpha, k), xytext=(0, 6), **ABOVE)
        number.set_bbox({"facecolor": "white", "edgecolor": "none", "pad": 0.8})
    for limit in (TENTATIVE, RELIABLE):
        axes.axvline(limit, color=SOFT, linewidth=0.7, linestyle=(0, (3, 2)), zorder=1)
        axes.annotate(f"{limit:g}", (limit, 1.0), xycoords=("data", "axes fraction"), xytext=(0, 2), **ABOVE)
    axes.set_yticks(
        range(len(found)), [f"{one.of} ({one.level})\n{one.pairable} of {one.units} units" for one in found]
    )
    axes.set_ylim(len(found) - 0.5, -0.6)
    lowest = min(0.0, *(one.alpha for one in found if one.alpha is not None))
    axes.set_xlim(lowest - 0.02, 1.02)
    axes.set_xlabel("Krippendorff's alpha (1: wholly, 0: as by chance)")
    axes.tick_params(axis="y", length=0)


def _values(axes: Any, evidence: Evidence) -> None:
    """Draw the values of one coder against another's, larger where several coincide."""
    quiet(axes, grid="both")
    pairs = _pairs(evidence)
    counts = Counter((round(a, 3), round(b, 3)) for _, _, a, _, b in pairs)
    axes.plot([0, 1], [0, 1], color=SOFT, linewidth=0.8, linestyle=(0, (4, 2)))
    if counts:
        x, y = np.array(list(counts)).T
        sizes = [12.0 * count for count in counts.values()]
        axes.scatter(x, y, s=sizes, facecolor=FIRST, edgecolor=INK, linewidth=0.4, alpha=0.55, zorder=3)
    names = {(one, two) for _, one, _, two, _ in pairs}
    first, second = next(iter(names)) if len(names) == 1 else ("one coder", "another")
    axes.set_xlabel(f"value coded by {first} (0-1)")
    axes.set_ylabel(f"value coded by {second} (0-1)")
    axes.set_xlim(-0.03, 1.03)
    axes.set_ylim(-0.03, 1.03)
    axes.set_aspect("equal")


def _pairs(evidence: Evidence) -> list[tuple[tuple[Hashable, ...], str, float, str, float]]:
    """Return every unit that two coders coded, with both values."""
    units: Mapping[Any, Mapping[str, float]] = values_by_unit(evidence.claims, evidence.codebook)
    return [
        (tuple(unit), one, coded[one], two, coded[two])
        for unit, coded in units.items()
        for one, two in combinations(sorted(coded), 2)
    ]
