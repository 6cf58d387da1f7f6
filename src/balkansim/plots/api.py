"""The function behind the command `plot`: a figure of any kind with its data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from balkansim.errors import BalkansimError, unknown
from balkansim.plots.asked import Wish
from balkansim.plots.saving import Plot, check_width
from balkansim.plots.style import caption_of

if TYPE_CHECKING:
    from balkansim.evidence.evidence import Evidence
    from balkansim.forecasting.words import Yardstick
    from balkansim.scenario.resolved import Scenario
    from balkansim.telling.history import History

    Made = tuple[Any, Any]

STRIP = 6
"""Months of a strip where none are named."""


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
    known = [item.name for item in fields(Wish)]
    for name in options:
        if name not in known:
            raise unknown("option", name, known, where="plot")
    wish = Wish(str(target) if isinstance(target, Path) else target, **options)
    check_width(wish.width)
    chosen = kind or usual_kind(wish)
    if chosen not in KINDS:
        raise unknown("kind", chosen, KINDS, where="--kind")
    figure, data = KINDS[chosen](wish)
    return Plot(chosen, figure, data)


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
    return ledger_figure(found, words, width=wish.width), found.to_frame()


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
        return fan_figure(fan, width=wish.width), fan.to_frame()
    names = [wish.target, *([wish.against] if wish.against else [])]
    worlds, evidence = [], wish.evidence
    for name in names:
        world, evidence = load(name, with_=wish.with_, set_=wish.set_, evidence=evidence)
        worlds.append(world)
    told = " and ".join(world.name for world in worlds)
    caption = caption_of(**wish.size, world=told, evidence=_named(evidence), rest=owed(worlds[0].roster))
    fan = fan_of(worlds, evidence, Size(**wish.size), wish.series, caption, wish.progress)
    return fan_figure(fan, width=wish.width), fan.to_frame()


def _surface(wish: Wish) -> Made:
    from balkansim.plots.surface import surface_figure
    from balkansim.plots.swept_outcome import outcome_of

    folder = wish.folder("surface")
    found = outcome_of(folder, wish.outcome, wish.factors)
    return surface_figure(found, _words(wish, _evidence_of(folder)), width=wish.width), found.to_frame()


def _line(wish: Wish) -> Made:
    from balkansim.plots.surface import line_figure
    from balkansim.plots.swept_outcome import outcome_of

    folder = wish.folder("line")
    found = outcome_of(folder, wish.outcome, wish.factors)
    return line_figure(found, _words(wish, _evidence_of(folder)), width=wish.width), found.to_frame()


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
    figure = map_figure(shots, wish.variable, told.scenario, caption=caption, width=wish.width)
    return figure, pd.DataFrame([row for shot in shots for row in shot.rows(wish.variable)])


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
    return sensitivity_figure(found, width=wish.width), found.to_frame()


def _knockout(wish: Wish) -> Made:
    from balkansim.comparing.api import knockout
    from balkansim.plots.drivers import knockout_figure

    wish.refuse_folder("knockout")
    found = knockout(wish.target, **wish.size, **wish.world, progress=wish.progress)
    return knockout_figure(found, width=wish.width), found.to_frame()


def _box(wish: Wish) -> Made:
    from balkansim.asking.discovery import discover
    from balkansim.asking.swept import open_swept
    from balkansim.plots.box import box_figure

    folder = wish.folder("box")
    swept = open_swept(folder)
    outcome = wish.outcome or next(iter(swept.outcomes))
    found = discover(folder, outcome, threshold=wish.threshold, yardstick=wish.yardstick)
    return box_figure(found, swept.factors(), width=wish.width), found.to_frame()


def _reliability(wish: Wish) -> Made:
    from balkansim.plots.reliability import read_pairs, reliability_figure, reliability_frame

    pairs = read_pairs(wish.named)
    figure = reliability_figure(pairs, source=f"Forecasts of {Path(wish.named).name}", width=wish.width)
    return figure, reliability_frame(pairs)


def _agreement(wish: Wish) -> Made:
    from balkansim.plots.agreement import agreement_figure, agreement_frame

    evidence = _load_evidence(wish.target if wish.is_folder else wish.evidence)
    return agreement_figure(evidence, width=wish.width), agreement_frame(evidence)


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
