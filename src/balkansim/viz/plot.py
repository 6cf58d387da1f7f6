"""The function behind the command `plot`: a figure of any kind with its data."""

from __future__ import annotations

import io
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from balkansim.errors import BalkansimError, unknown
from balkansim.viz.style import MM_AN_INCH, WIDTH, caption_of, styled

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from balkansim.analysis.history import History
    from balkansim.evidence.evidence import Evidence
    from balkansim.forecasts.yardsticks import Yardstick
    from balkansim.scenario.scenario import Scenario

MANIFEST_HINT = "a folder that `balkansim sweep` wrote"


@dataclass(frozen=True)
class PlotRequest:
    """What is asked for.

    ``against``: second scenario of a fan. ``months``: of a map, as ``2026-04``. ``yardstick``: of probability words.
    """

    target: str | Scenario = "baseline"
    series: str = ""
    against: str = ""
    outcome: str = ""
    factors: Sequence[str] = ()
    months: Sequence[str] = ()
    variable: str = "position"
    point: int | None = None
    run: int = 0
    draw: int = 0
    draws: int = 200
    histories: int = 20
    seed: int = 1
    yardstick: str = ""
    threshold: float | None = None
    width: float = WIDTH
    with_: Sequence[str] = ()
    set_: Sequence[str] | Mapping[str, Any] = ()
    evidence: Any = None
    progress: Callable[[int, int], None] | None = None

    @property
    def is_folder(self) -> bool:
        """Whether the target is a folder."""
        return isinstance(self.target, str) and Path(self.target).is_dir()

    @property
    def named(self) -> str:
        """The target by its name."""
        return self.target if isinstance(self.target, str) else self.target.name

    @property
    def world(self) -> dict[str, Any]:
        """The options that `balkansim.scenario.resolve.load` takes."""
        return {"with_": self.with_, "set_": self.set_, "evidence": self.evidence}

    @property
    def size(self) -> dict[str, Any]:
        """The options of an ensemble."""
        return {"draws": self.draws, "histories": self.histories, "seed": self.seed}

    def folder(self, kind: str) -> Path:
        """Return the run folder, or refuse a target that is none."""
        from balkansim.experiments.run_folder import RunFolder

        place = Path(self.named)
        if not RunFolder(place).exists:
            found = f"{self.named} is no run folder"
            todo = "balkansim sweep FILE --out DIR writes one"
            raise BalkansimError(found, expected=f"{MANIFEST_HINT}, for --kind {kind}", where="plot", todo=todo)
        return place

    def refuse_folder(self, kind: str) -> None:
        """Refuse a folder where a scenario is needed."""
        if self.is_folder:
            found = f"{self.named} is a folder"
            raise BalkansimError(found, expected=f"a scenario, for --kind {kind}", where="plot")


Made = tuple[Callable[..., Any], Any]
"""What draws a figure, given its width, and everything that is drawn."""
STRIP = 6
"""Months of a strip where none are named."""


def _ledger(wish: PlotRequest) -> Made:
    from balkansim.forecasts.forecast import forecast
    from balkansim.viz.ledger import ledger_figure
    from balkansim.viz.sweeps import point_ledger

    if wish.is_folder:
        folder = wish.folder("ledger")
        words = _words(wish, _evidence_of(folder))
        found = point_ledger(folder, wish.point or 0, words)
    else:
        words = _words(wish)
        found = forecast(wish.target, **wish.size, yardstick=wish.yardstick, **wish.world, progress=wish.progress)
    return partial(ledger_figure, found, words), found.to_frame()


def _fan(wish: PlotRequest) -> Made:
    from balkansim.model.ensemble import Size
    from balkansim.scenario.resolve import load
    from balkansim.viz.fan import fan_figure, fan_of
    from balkansim.viz.style import owed
    from balkansim.viz.sweeps import point_fan

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


def _surface(wish: PlotRequest) -> Made:
    from balkansim.viz.sweeps import outcome_of, surface_figure

    folder = wish.folder("surface")
    found = outcome_of(folder, wish.outcome, wish.factors)
    return partial(surface_figure, found, _words(wish, _evidence_of(folder))), found.to_frame()


def _line(wish: PlotRequest) -> Made:
    from balkansim.viz.sweeps import line_figure, outcome_of

    folder = wish.folder("line")
    found = outcome_of(folder, wish.outcome, wish.factors)
    return partial(line_figure, found, _words(wish, _evidence_of(folder))), found.to_frame()


def _map(wish: PlotRequest) -> Made:
    told = _history(wish)
    return _mapped(wish, told, [_month(name) for name in wish.months[:1]] or [told.scenario.end])


def _strip(wish: PlotRequest) -> Made:
    told = _history(wish)
    first, length = told.scenario.start, told.scenario.horizon
    count = min(STRIP, length + 1)
    even = [first + k * length // (count - 1) for k in range(count)]
    return _mapped(wish, told, [_month(name) for name in wish.months] or even)


def _mapped(wish: PlotRequest, told: History, months: list[int]) -> Made:
    import pandas as pd

    from balkansim.pages import release
    from balkansim.viz.map import map_figure, snapshots

    shots = snapshots(told.reel, wish.variable, months)
    caption = f"One history of {told.scenario.name}: {told.reel.key.told()}; n = 1; {release()}."
    draw = partial(map_figure, shots, wish.variable, told.scenario, caption=caption)
    return draw, pd.DataFrame([row for shot in shots for row in shot.rows(wish.variable)])


def _history(wish: PlotRequest) -> History:
    from balkansim.analysis.history import history

    if wish.is_folder:
        return history(str(wish.folder("map")), point=wish.point or 0, run=wish.run)
    return history(wish.target, seed=wish.seed, run=wish.run, draw=wish.draw, **wish.world)


def _sensitivity(wish: PlotRequest) -> Made:
    from balkansim.analysis.sensitivity import sensitivity
    from balkansim.analysis.swept import open_swept
    from balkansim.viz.drivers import sensitivity_figure

    folder = wish.folder("sensitivity")
    found = sensitivity(folder, wish.outcome or next(iter(open_swept(folder).outcomes)))
    return partial(sensitivity_figure, found), found.to_frame()


def _knockout(wish: PlotRequest) -> Made:
    from balkansim.analysis.knockouts import knockout
    from balkansim.viz.drivers import knockout_figure

    wish.refuse_folder("knockout")
    found = knockout(wish.target, **wish.size, **wish.world, progress=wish.progress)
    return partial(knockout_figure, found), found.to_frame()


def _box(wish: PlotRequest) -> Made:
    from balkansim.analysis.discovery import discover
    from balkansim.analysis.swept import open_swept
    from balkansim.viz.drivers import box_figure

    folder = wish.folder("box")
    swept = open_swept(folder)
    outcome = wish.outcome or next(iter(swept.outcomes))
    found = discover(folder, outcome, threshold=wish.threshold, yardstick=wish.yardstick)
    return partial(box_figure, found, swept.factors()), found.to_frame()


def _reliability(wish: PlotRequest) -> Made:
    from balkansim.viz.checks import read_pairs, reliability_figure, reliability_frame

    pairs = read_pairs(wish.named)
    draw = partial(reliability_figure, pairs, source=f"Forecasts of {Path(wish.named).name}")
    return draw, reliability_frame(pairs)


def _agreement(wish: PlotRequest) -> Made:
    from balkansim.viz.checks import agreement_figure, agreement_frame

    evidence = _load_evidence(wish.target if wish.is_folder else wish.evidence)
    return partial(agreement_figure, evidence), agreement_frame(evidence)


KINDS: dict[str, Callable[[PlotRequest], Made]] = {
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


def _words(wish: PlotRequest, evidence: Evidence | None = None) -> Yardstick:
    """Return the yardstick asked for."""
    from balkansim.forecasts.yardsticks import load_yardsticks

    known = evidence or _load_evidence(wish.evidence)
    return load_yardsticks(known.path("yardsticks.toml")).get(wish.yardstick or None)


def _evidence_of(folder: Path) -> Evidence:
    """Return the evidence a run folder was made with."""
    from balkansim.analysis.swept import open_swept

    return open_swept(folder).sweep.evidence


def _load_evidence(given: Any) -> Evidence:
    from balkansim.evidence.evidence import Evidence, load_evidence

    return given if isinstance(given, Evidence) else load_evidence(None if given is None else Path(given))


def _named(evidence: Evidence) -> str:
    from balkansim.forecasts.forecast import evidence_told

    return evidence_told(evidence)


def _month(text: str) -> int:
    from balkansim.analysis.history import month_from

    return month_from(text)


# Nothing that differs from run to run is written into a file.
METADATA: dict[str, dict[str, Any]] = {".png": {}, ".svg": {"Date": None}, ".pdf": {"CreationDate": None}}
TABLE = ".csv"
NARROWEST, WIDEST = 80.0, 420.0
"""Millimetres: a narrow column, and the long side of A3."""


@dataclass(frozen=True, eq=False)
class Plot:
    """A figure and what is drawn in it.

    ``kind``: ``ledger``, ``fan`` and so on. ``data``: everything that is drawn, in the units of the figure's axes or as
    shares.
    """

    kind: str
    figure: Figure
    data: pd.DataFrame

    def to_frame(self) -> pd.DataFrame:
        """Return what is drawn."""
        return self.data

    def save(self, path: Path | str, *, force: bool = False) -> None:
        """Write the figure; the ending of the name says how."""
        from balkansim.files import write_whole

        place = check_figure_file(path, force=force)
        write_whole(place, rendered(self.figure, place.suffix.lower()))

    def write_data(self, path: Path | str, *, force: bool = False) -> None:
        """Write what is drawn as CSV."""
        from balkansim.files import write_whole

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
    """Return a figure as the content of a file. ``ending`` ({".png", ".svg", ".pdf"}): which kind of file."""
    file = io.BytesIO()
    figure.savefig(file, format=ending.removeprefix("."), facecolor="white", metadata=METADATA[ending])
    return file.getvalue()


def check_figure_file(path: Path | str, *, force: bool = False) -> Path:
    """Return a path that a figure can be written to, or refuse it. ``path``: where to."""
    return check_file(Path(path), tuple(METADATA), "--out", force=force)


def check_data_file(path: Path | str, *, force: bool = False) -> Path:
    """Return a path that a figure's data can be written to, or refuse it. ``path``: where to."""
    return check_file(Path(path), (TABLE,), "--data", force=force)


def check_width(width: float) -> float:
    """Return a width in millimetres, or refuse it."""
    if not NARROWEST <= width <= WIDEST:
        expected = f"from {NARROWEST:g} to {WIDEST:g} millimetres, {WIDTH:g} if left out"
        raise BalkansimError(f"a width of {width:g}", expected=expected, where="--width")
    return width


def check_file(path: Path, endings: tuple[str, ...], where: str, *, force: bool = False) -> Path:
    """Return a path that can be written to, or refuse it.

    ``path``: where to. ``endings``: endings of the name that are known, such as ``.png``.
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


__all__ = ["KINDS", "Drawing", "drawing", "plot", "usual_kind"]


@dataclass(frozen=True, eq=False)
class Drawing:
    """A figure that can be drawn at any width.

    ``kind``: ``ledger``, ``fan`` and so on. ``draw``: draws it, given ``width`` in millimetres.
    """

    kind: str
    draw: Callable[..., Any]
    data: Any

    def at(self, width: float) -> Plot:
        """Draw the figure. ``width``: millimetres, 80-420."""
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
        `PlotRequest`.

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
    """Prepare a figure that is wanted at several widths: whatever must run for it runs once."""
    return _drawing(_wish(target, options), kind)


def _wish(target: str | Path | Scenario, options: dict[str, Any]) -> PlotRequest:
    """Return what is asked for, refusing an unknown option."""
    known = [item.name for item in fields(PlotRequest)]
    for name in options:
        if name not in known:
            raise unknown("option", name, known, where="plot")
    return PlotRequest(str(target) if isinstance(target, Path) else target, **options)


def _drawing(wish: PlotRequest, kind: str) -> Drawing:
    chosen = kind or usual_kind(wish)
    if chosen not in KINDS:
        raise unknown("kind", chosen, KINDS, where="--kind")
    return Drawing(chosen, *KINDS[chosen](wish))


def usual_kind(wish: PlotRequest) -> str:
    """Return the kind of figure that is drawn where none is named."""
    if not wish.is_folder:
        return "ledger"
    from balkansim.analysis.sensitivity import METHODS
    from balkansim.analysis.swept import open_swept

    sweep = open_swept(wish.folder("surface")).sweep
    if sweep.spec["method"] in METHODS:
        return "sensitivity"
    return "line" if len(sweep.axes) == 1 else "surface"
