"""The ledger as a figure: one row a forecast, with the document's band, the model's interval and the naive forecast."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from balkansim.errors import BalkansimError
from balkansim.forecasts import ledger as told
from balkansim.forecasts.ledger import Entry, Ledger
from balkansim.forecasts.questions import MAIN
from balkansim.forecasts.yardsticks import Word, Yardstick
from balkansim.viz import style

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SLANT, APART = 55.0, 3.4
"""Degrees by which words are turned where they would run into one another, and millimetres they then keep apart."""


def probability_axis(axes: Any, label: str) -> None:
    """Make the horizontal axis one of probabilities, in per cent. ``label``: what the probability is of."""
    from matplotlib.ticker import PercentFormatter

    axes.set_xlim(-0.01, 1.01)
    axes.xaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    axes.set_xlabel(label)


def words_above(axes: Any, yardstick: Yardstick, breadth: float) -> Any:
    """Shade the bands of a yardstick's words and write the words above them; return the axis they stand on.

    ``axes``: its horizontal axis is one of probabilities. ``breadth``: about how many millimetres lie between 0 and 1.
    """
    for word in yardstick.words:
        axes.axvspan(word.low, word.high, color=style.FAINT, alpha=0.8, linewidth=0, zorder=0)
    top = axes.secondary_xaxis("top")
    ordered = sorted(yardstick.words, key=_middle)
    lines = [word.word.replace(" ", "\n") for word in ordered]
    turned = _collide(ordered, lines, breadth)
    places = _apart([_middle(word) for word in ordered], APART / breadth) if turned else [*map(_middle, ordered)]
    turn = {"rotation": SLANT, "ha": "left", "va": "bottom", "rotation_mode": "anchor"} if turned else {}
    top.set_xticks(places, [word.word for word in ordered] if turned else lines, **turn)
    style.quiet(top)
    top.tick_params(length=0, labelcolor=style.SOFT)
    top.spines["top"].set_visible(False)
    return top


def _apart(places: list[float], least: float) -> list[float]:
    """Move places up, and back from the end, until each stands so far from the one before."""
    found: list[float] = []
    for place in places:
        found.append(max(place, found[-1] + least) if found else place)
    found[-1] = min(found[-1], max(1.0, places[-1]))
    for k in range(len(found) - 2, -1, -1):
        found[k] = min(found[k], found[k + 1] - least)
    return found


def _collide(words: Sequence[Word], lines: list[str], breadth: float) -> bool:
    """Tell whether two words would run into one another if they were written upright."""
    letter = style.SMALL * style.BREADTH * style.MM_A_POINT
    middles = [_middle(word) * breadth for word in words]
    halves = [max(map(len, line.split("\n"))) * letter / 2 for line in lines]
    return any(middles[k + 1] - middles[k] < halves[k] + halves[k + 1] for k in range(len(words) - 1))


def _middle(word: Word) -> float:
    return (word.low + word.high) / 2


ROW, LINE, AROUND, KEY = 8.5, 3.1, 36.0, 18.0
"""Millimetres of a row at least and of a line in it, of words and axis around the rows, and of the key."""
LABELS, VERDICTS = 0.36, 0.14
"""Shares of the width left to the forecasts' names and to the verdicts."""
BAND, NAIVE_AT, NUMBER_AT = 0.6, 0.2, 1.02


@style.styled
def ledger_figure(ledger: Ledger, yardstick: Yardstick, *, width: float = style.WIDTH) -> Figure:
    """Draw a forecast ledger.

    Returns: the document's band as a bar, the model's 90% interval as a line with its point, the naive forecast as a
    diamond.
    """
    if not ledger.entries:
        raise BalkansimError("no forecast to draw", where="ledger")
    names = [_label(entry, width) for entry in ledger.entries]
    run, height = ledger.run, max(ROW, LINE * max(name.count("\n") + 1.6 for name in names)) * len(names)
    rest = (
        f"Yardstick {yardstick.name}, its bands shaded. Interval: 90% over parameter draws, chance removed. Words in "
        "brackets are no probability terms and have no band."
    )
    caption = style.caption_of(
        run.draws, run.histories, run.seed, world=f"Scenario {run.scenario}", evidence=run.evidence, rest=rest
    )
    figure = style.sheet(
        width, height + AROUND + KEY, title="What the documents forecast, and the model", caption=caption
    )
    axes, beneath = figure.subplots(2, 1, height_ratios=[height + AROUND, KEY])
    _rows(axes, ledger.entries, names)
    probability_axis(axes, "probability")
    words_above(axes, yardstick, width * (1 - LABELS - VERDICTS))
    _key(beneath)
    return figure


def _rows(axes: Any, entries: Sequence[Entry], names: Sequence[str]) -> None:
    """Draw one row a forecast, the first on top."""
    style.quiet(axes)
    for k, entry in enumerate(entries):
        _document(axes, k, entry)
        _model(axes, k, entry)
        _naive(axes, k, entry)
        number = f"{told.probability(entry)}\n{told.verdict(entry).split(':')[0]}"
        axes.text(NUMBER_AT, k, number, transform=axes.get_yaxis_transform(), va="center", fontsize=style.SMALL)
    axes.set_yticks(range(len(entries)), names)
    axes.set_ylim(len(entries) - 0.5, -0.5)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)


def _label(entry: Entry, width: float) -> str:
    """Name a row: id, proposition and the document's word."""
    mark = "" if entry.reading == MAIN else "*"
    return style.wrapped(f"{entry.id}{mark}  {entry.proposition}: {entry.term}", width * LABELS, style.SMALL)


def _document(axes: Any, row: int, entry: Entry) -> None:
    """Draw the band of the document's word."""
    if entry.term_low is not None and entry.term_high is not None:
        breadth = entry.term_high - entry.term_low
        axes.barh(
            row, breadth, BAND, left=entry.term_low, color=style.PALE, edgecolor=style.SOFT, linewidth=0.6, zorder=1
        )


def _model(axes: Any, row: int, entry: Entry) -> None:
    """Draw the model's interval and point."""
    if entry.probability is None:
        return
    if entry.low is not None and entry.high is not None:
        axes.plot(
            [entry.low, entry.high], [row, row], color=style.FIRST, linewidth=1.8, solid_capstyle="butt", zorder=3
        )
    axes.plot([entry.probability], [row], "o", color=style.FIRST, markersize=4.5, zorder=4, clip_on=False)


def _naive(axes: Any, row: int, entry: Entry) -> None:
    """Draw the naive forecast a little lower, a range as a line between two diamonds."""
    if entry.naive:
        axes.plot(
            entry.naive, [row + NAIVE_AT] * 2, "-D", color=style.SECOND, linewidth=1.0, markersize=3.2,
            markerfacecolor="white", markeredgewidth=0.9, zorder=5, clip_on=False,
        )  # fmt: skip


def _key(axes: Any) -> None:
    """Name the three marks on axes of their own."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    marks = [
        Patch(facecolor=style.PALE, edgecolor=style.SOFT, linewidth=0.6, label="band of the document's word"),
        Line2D(
            [], [], color=style.FIRST, linewidth=1.8, marker="o", markersize=4.5, label="model: share and 90% interval"
        ),
        Line2D([], [], color=style.SECOND, marker="D", markerfacecolor="white", markersize=3.2, label="naive forecast"),
    ]
    axes.set_axis_off()
    axes.legend(handles=marks, loc="center right", frameon=False, fontsize=style.SMALL).set_in_layout(False)
