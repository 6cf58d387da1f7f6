"""The kinds of figures: what each runs or reads, and what then draws it at any width."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from balkansim.errors import BalkansimError
from balkansim.plots.asked import Wish
from balkansim.plots.style import caption_of

if TYPE_CHECKING:
    from balkansim.evidence.evidence import Evidence
    from balkansim.forecasting.words import Yardstick
    from balkansim.telling.history import History

Made = tuple[Callable[..., Any], Any]
"""What draws a figure, given its width, and everything that is drawn."""
STRIP = 6
"""Months of a strip where none are named."""


def _ledger(wish: Wish) -> Made:
    from balkansim.api import forecast
    from balkansim.plots.folder_sources import point_ledger
    from balkansim.plots.ledger import ledger_figure

    if wish.is_folder:
        folder = wish.folder("ledger")
        words = _words(wish, _evidence_of(folder))
        found = point_ledger(folder, wish.point or 0, words)
    else:
        words = _words(wish)
        found = forecast(wish.target, **wish.size, yardstick=wish.yardstick, **wish.world, progress=wish.progress)
    return partial(ledger_figure, found, words), found.to_frame()


def _fan(wish: Wish) -> Made:
    from balkansim.api import load
    from balkansim.experiments.ensemble import Size
    from balkansim.plots.courses import fan_of
    from balkansim.plots.fan import fan_figure
    from balkansim.plots.folder_sources import point_fan
    from balkansim.plots.style import owed

    if wish.is_folder:
        if wish.against:
            raise BalkansimError("--against beside a run folder", expected="two scenarios", where="plot")
        fan = point_fan(wish.folder("fan"), wish.point or 0, wish.series)
        return partial(fan_figure, fan), fan.to_frame()
    names = [wish.target, *([wish.against] if wish.against else [])]
    worlds, evidence = [], wish.evidence
    for name in names:
        world, evidence = load(name, with_=wish.with_, set_=wish.set_, evidence=evidence)
        worlds.append(world)
    told = " and ".join(world.name for world in worlds)
    caption = caption_of(**wish.size, world=told, evidence=_named(evidence), rest=owed(worlds[0].roster))
    fan = fan_of(worlds, evidence, Size(**wish.size), wish.series, caption, wish.progress)
    return partial(fan_figure, fan), fan.to_frame()


def _surface(wish: Wish) -> Made:
    from balkansim.plots.surface import surface_figure
    from balkansim.plots.swept_outcome import outcome_of

    folder = wish.folder("surface")
    found = outcome_of(folder, wish.outcome, wish.factors)
    return partial(surface_figure, found, _words(wish, _evidence_of(folder))), found.to_frame()


def _line(wish: Wish) -> Made:
    from balkansim.plots.surface import line_figure
    from balkansim.plots.swept_outcome import outcome_of

    folder = wish.folder("line")
    found = outcome_of(folder, wish.outcome, wish.factors)
    return partial(line_figure, found, _words(wish, _evidence_of(folder))), found.to_frame()


def _map(wish: Wish) -> Made:
    told = _history(wish)
    return _mapped(wish, told, [_month(name) for name in wish.months[:1]] or [told.scenario.end])


def _strip(wish: Wish) -> Made:
    told = _history(wish)
    first, length = told.scenario.start, told.scenario.horizon
    count = min(STRIP, length + 1)
    even = [first + k * length // (count - 1) for k in range(count)]
    return _mapped(wish, told, [_month(name) for name in wish.months] or even)


def _mapped(wish: Wish, told: History, months: list[int]) -> Made:
    import pandas as pd

    from balkansim.plots.map import map_figure
    from balkansim.plots.snapshot import snapshots
    from balkansim.plots.style import release

    shots = snapshots(told.reel, wish.variable, months)
    caption = f"One history of {told.scenario.name}: {told.reel.key.told()}; n = 1; {release()}."
    draw = partial(map_figure, shots, wish.variable, told.scenario, caption=caption)
    return draw, pd.DataFrame([row for shot in shots for row in shot.rows(wish.variable)])


def _history(wish: Wish) -> History:
    from balkansim.telling.api import history

    if wish.is_folder:
        return history(str(wish.folder("map")), point=wish.point or 0, run=wish.run)
    return history(wish.target, seed=wish.seed, run=wish.run, draw=wish.draw, **wish.world)


def _sensitivity(wish: Wish) -> Made:
    from balkansim.asking.drivers import sensitivity
    from balkansim.asking.swept import open_swept
    from balkansim.plots.drivers import sensitivity_figure

    folder = wish.folder("sensitivity")
    found = sensitivity(folder, wish.outcome or next(iter(open_swept(folder).outcomes)))
    return partial(sensitivity_figure, found), found.to_frame()


def _knockout(wish: Wish) -> Made:
    from balkansim.comparing.api import knockout
    from balkansim.plots.drivers import knockout_figure

    wish.refuse_folder("knockout")
    found = knockout(wish.target, **wish.size, **wish.world, progress=wish.progress)
    return partial(knockout_figure, found), found.to_frame()


def _box(wish: Wish) -> Made:
    from balkansim.asking.discovery import discover
    from balkansim.asking.swept import open_swept
    from balkansim.plots.box import box_figure

    folder = wish.folder("box")
    swept = open_swept(folder)
    outcome = wish.outcome or next(iter(swept.outcomes))
    found = discover(folder, outcome, threshold=wish.threshold, yardstick=wish.yardstick)
    return partial(box_figure, found, swept.factors()), found.to_frame()


def _reliability(wish: Wish) -> Made:
    from balkansim.plots.reliability import read_pairs, reliability_figure, reliability_frame

    pairs = read_pairs(wish.named)
    draw = partial(reliability_figure, pairs, source=f"Forecasts of {Path(wish.named).name}")
    return draw, reliability_frame(pairs)


def _agreement(wish: Wish) -> Made:
    from balkansim.plots.agreement import agreement_figure, agreement_frame

    evidence = _load_evidence(wish.target if wish.is_folder else wish.evidence)
    return partial(agreement_figure, evidence), agreement_frame(evidence)


KINDS: dict[str, Callable[[Wish], Made]] = {
    "ledger": _ledger,
    "fan": _fan,
    "surface": _surface,
    "line": _line,
    "map": _map,
    "strip": _strip,
    "sensitivity": _sensitivity,
    "knockout": _knockout,
    "box": _box,
    "reliability": _reliability,
    "agreement": _agreement,
}


def _words(wish: Wish, evidence: Evidence | None = None) -> Yardstick:
    """Return the yardstick asked for."""
    from balkansim.forecasting.words import load_yardsticks

    known = evidence or _load_evidence(wish.evidence)
    return load_yardsticks(known.path("yardsticks.toml")).get(wish.yardstick or None)


def _evidence_of(folder: Path) -> Evidence:
    """Return the evidence a run folder was made with."""
    from balkansim.asking.swept import open_swept

    return open_swept(folder).sweep.evidence


def _load_evidence(given: Any) -> Evidence:
    from balkansim.evidence.evidence import Evidence, load_evidence

    return given if isinstance(given, Evidence) else load_evidence(None if given is None else Path(given))


def _named(evidence: Evidence) -> str:
    from balkansim.experiments.forecasts import evidence_told

    return evidence_told(evidence)


def _month(text: str) -> int:
    from balkansim.telling.history import month_from

    return month_from(text)
