"""The reliability diagram: how often what was forecast with some probability came true."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from balkansim.errors import BalkansimError
from balkansim.evidence.checks import Agreement, agreement, values_by_unit
from balkansim.forecasts.intervals import JEFFREYS, TAIL
from balkansim.pages import release
from balkansim.viz.style import FIRST, INK, PALE, SMALL, SOFT, WIDE, WIDTH, quiet, sheet, styled

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from balkansim.evidence.evidence import Evidence

BINS = 10
PROBABILITY, OUTCOME = "probability", "outcome"
ANSWERS = {"yes": True, "no": False, "1": True, "0": False, "true": True, "false": False}
SIZE = 92.0
EXPECTED = "a CSV file with the columns probability (0 to 1) and outcome (yes or no)"
READING = (
    "Each point: the forecasts of one bin, at their mean; bar: 90% interval of the share (Jeffreys). On the line what "
    "was forecast comes true as often as forecast. Beneath: how many forecasts."
)


@dataclass(frozen=True)
class Pair:
    """A forecast and whether it came true: probability in [0, 1], and yes or no."""

    probability: float
    outcome: bool


def read_pairs(path: Path | str) -> tuple[Pair, ...]:
    """Read forecasts with their outcomes.

    ``path``: A CSV file, separated by commas or semicolons, with the columns ``probability`` (in [0, 1]) and
    ``outcome`` (yes or no); other columns are left alone, and so are rows whose outcome is unknown or empty.
    """
    place = Path(path)
    try:
        text = place.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise BalkansimError("there is no such file", expected=EXPECTED, where=str(place)) from None
    except (OSError, UnicodeDecodeError) as mistake:
        raise BalkansimError(f"cannot be read: {mistake}", expected=EXPECTED, where=str(place)) from None
    head = text.partition("\n")[0]
    table = csv.DictReader(io.StringIO(text), delimiter=";" if head.count(";") > head.count(",") else ",")
    missing = [name for name in (PROBABILITY, OUTCOME) if name not in (table.fieldnames or ())]
    if missing:
        raise BalkansimError(f"no column {' and '.join(missing)}", expected=EXPECTED, where=str(place))
    pairs = [pair for number, row in enumerate(table, start=2) if (pair := _pair(row, f"{place}, row {number}"))]
    if not pairs:
        raise BalkansimError("no forecast with an outcome", expected="at least one row of yes or no", where=str(place))
    return tuple(pairs)


def _pair(row: dict[str, str | None], where: str) -> Pair | None:
    """Read one row; None where its outcome is not known."""
    said = (row[OUTCOME] or "").strip().casefold()
    if said in ("", "unknown"):
        return None
    if said not in ANSWERS:
        raise BalkansimError(f"outcome {said!r}", expected="yes, no or unknown", where=where)
    written = (row[PROBABILITY] or "").strip()
    try:
        found = float(written)
    except ValueError:
        found = np.nan
    if not 0 <= found <= 1:
        raise BalkansimError(f"probability {written!r}", expected="a number from 0 to 1", where=where)
    return Pair(found, ANSWERS[said])


def reliability_frame(pairs: Iterable[Pair], bins: int = BINS) -> pd.DataFrame:
    """Return one row a bin that holds forecasts: its ends, mean forecast, share come true, 90% interval and number.

    ``pairs``: at least one. ``bins``: of equal breadth over [0, 1].
    """
    import pandas as pd
    from scipy.special import betaincinv

    known = list(pairs)
    forecast = np.array([pair.probability for pair in known])
    came = np.array([pair.outcome for pair in known])
    place = np.minimum((forecast * bins).astype(int), bins - 1)
    rows: list[dict[str, Any]] = []
    for k in sorted(set(place.tolist())):
        mine = place == k
        hits, n = int(came[mine].sum()), int(mine.sum())
        shape = hits + JEFFREYS, n - hits + JEFFREYS
        low = 0.0 if hits == 0 else float(betaincinv(*shape, TAIL))
        high = 1.0 if hits == n else float(betaincinv(*shape, 1 - TAIL))
        ends = {"bin_low": k / bins, "bin_high": (k + 1) / bins, "forecast": float(forecast[mine].mean())}
        rows.append(ends | {"share": hits / n, "low": low, "high": high, "n": n})
    return pd.DataFrame(rows)


@styled
def reliability_figure(pairs: Sequence[Pair], *, source: str = "", bins: int = BINS, width: float = WIDTH) -> Figure:
    """Draw a reliability diagram.

    ``pairs``: at least one. ``source``: where they come from. ``bins``: of equal breadth over [0, 1].
    """
    frame = reliability_frame(pairs, bins)
    brier = float(np.mean([(pair.probability - pair.outcome) ** 2 for pair in pairs]))
    parts = (source, f"n = {len(pairs)} forecasts", f"Brier score {brier:.3f}", release())
    told = "; ".join(filter(None, parts))
    figure = sheet(width, SIZE, title="Reliability of the forecasts", caption=f"{told}. {READING}")
    top, beneath = figure.subplots(2, 1, sharex=True, height_ratios=[4, 1])
    top.plot([0, 1], [0, 1], color=SOFT, linewidth=0.8, linestyle=(0, (4, 2)))
    reach = np.abs(frame[["low", "high"]].to_numpy().T - frame["share"].to_numpy())
    look = {"fmt": "o", "color": FIRST, "elinewidth": 0.9, "capsize": 2, "markersize": 4.5}
    top.errorbar(frame["forecast"], frame["share"], yerr=reach, **look)
    beneath.bar(frame["bin_low"], frame["n"], 1 / bins, align="edge", color=PALE, edgecolor=SOFT, linewidth=0.5)
    _finish(top, beneath)
    return figure


def _finish(top: Any, beneath: Any) -> None:
    """Label the axes."""
    from matplotlib.ticker import MaxNLocator, PercentFormatter

    quiet(top, grid="both")
    quiet(beneath)
    top.set_ylim(-0.03, 1.03)
    top.set_xlim(-0.02, 1.02)
    top.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    beneath.xaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    beneath.yaxis.set_major_locator(MaxNLocator(3, integer=True))
    top.set_ylabel("share that came true")
    beneath.set_ylabel("forecasts")
    beneath.set_xlabel("probability forecast")


HEIGHT = 66.0
TENTATIVE, RELIABLE = 0.667, 0.8
ROW, MARGIN = 5.0, 30.0
"""Height of one thing coded, and of what stands above and below, in millimetres."""
ABOVE: dict[str, Any] = {"textcoords": "offset points", "ha": "center", "fontsize": SMALL}
LIMITS = (
    f"Krippendorff's limits: {RELIABLE:g} for reliable, {TENTATIVE:g} for tentative conclusions; in brackets the units "
    "that two coders saw, of all. Circles: mean values that two coders gave the same number of the world in the same "
    "paragraph, larger where several units coincide."
)


def agreement_frame(evidence: Evidence) -> pd.DataFrame:
    """Return one row a thing coded (alpha, units) and one a unit that two coders coded (both values)."""
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
    """Draw how far the coders of an evidence folder agree."""
    found = agreement(evidence)
    if all(one.alpha is None for one in found):
        raise BalkansimError(
            f"no agreement to draw: {found[0].reason}", expected="two coders", where=str(evidence.folder)
        )
    coders = ", ".join(sorted(evidence.coders))
    unknown = ", ".join(one.of for one in found if one.alpha is None)
    left_out = f" Undefined, since too few units were seen by two: {unknown}." if unknown else ""
    caption = f"Evidence {evidence.folder.name} {evidence.hash[:12]}; coders {coders}; {release()}. {LIMITS}{left_out}"
    found = tuple(one for one in found if one.alpha is not None)
    is_wide = width >= WIDE
    left_height = max(HEIGHT, ROW * len(found) + MARGIN)
    figure = sheet(
        width, left_height if is_wide else left_height + HEIGHT, title="How far the coders agree", caption=caption
    )
    left, right = figure.subplots(1, 2, width_ratios=[1.35, 1.0]) if is_wide else figure.subplots(2, 1)
    _alphas(left, found)
    _values(right, evidence)
    return figure


def _alphas(axes: Any, found: tuple[Agreement, ...]) -> None:
    """Draw alpha of each thing coded against the limits."""
    quiet(axes)
    for k, one in enumerate(found):
        axes.plot([0, one.alpha], [k, k], color=PALE, linewidth=2, zorder=2)
        axes.plot([one.alpha], [k], "o", color=FIRST, markersize=5.5, zorder=3)
        number = axes.annotate(f"{one.alpha:.2f}", (one.alpha, k), xytext=(0, 6), **ABOVE)
        number.set_bbox({"facecolor": "white", "edgecolor": "none", "pad": 0.8})
    for limit in (TENTATIVE, RELIABLE):
        axes.axvline(limit, color=SOFT, linewidth=0.7, linestyle=(0, (3, 2)), zorder=1)
        axes.annotate(f"{limit:g}", (limit, 1.0), xycoords=("data", "axes fraction"), xytext=(0, 2), **ABOVE)
    axes.set_yticks(range(len(found)), [f"{one.of} ({one.pairable} of {one.units})" for one in found])
    axes.set_ylim(len(found) - 0.5, -0.6)
    lowest = min(0.0, *(one.alpha for one in found if one.alpha is not None))
    axes.set_xlim(lowest - 0.02, 1.02)
    axes.set_xlabel("Krippendorff's alpha\n(1: wholly, 0: as by chance)")
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
