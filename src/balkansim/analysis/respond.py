"""Impulse responses: what one event, scenario or mechanism changes in the world, month by month, on common draws."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from pydantic import ValidationError

from balkansim.analysis.paired import run_lines
from balkansim.errors import BalkansimError, unknown
from balkansim.forecasts.forecast import run_of
from balkansim.model.ensemble import Ensemble, Progress, RunOptions, on_all_cores, part_of
from balkansim.model.luck import history_key
from balkansim.model.trajectories import dyads_of
from balkansim.months import month_iso
from balkansim.pages import Explanation, Page, Section, Table
from balkansim.scenario.checks import check_event, event_from
from balkansim.scenario.describe import event_sentence
from balkansim.scenario.events import EVENT_KINDS
from balkansim.scenario.factors import actors_of
from balkansim.scenario.schema import complaint

if TYPE_CHECKING:
    from balkansim.evidence.evidence import EvidenceLike
    from balkansim.forecasts.ledger import Run
    from balkansim.model.start import Start
    from balkansim.scenario.resolve import Setting
    from balkansim.scenario.scenario import Event, Scenario

Floats = NDArray[np.float64]
MONTHS = 36
DRAWS, HISTORIES = 100, 4
BAND = (0.05, 0.5, 0.95)
SHOWN = 2
"""So many of each kind of series are printed: those that move most, in standard deviations."""
NOTICED = 0.02
"""Below this share of a standard deviation a series is not printed."""
TOLD = 0.1
"""From this share on a series is the answer in a sentence: the first kind, in the order of the kinds, that has it."""
DRAWS_AT_ONCE = 4


@dataclass(frozen=True)
class Kind:
    """A kind of series. ``field``: of the world; ``axes``: by whom it is indexed; ``name``: as people say it."""

    name: str
    field: str
    axes: str
    unit: str


KINDS = (
    Kind("tension", "tension", "dyad", "0-1"),
    Kind("hazard", "hazard", "flashpoint", "chance a month"),
    Kind("threat felt", "threat_felt", "actor", "-1 to 1"),
    Kind("spending", "expenditure", "actor", "log ratio"),
    Kind("domestic pressure", "pressure", "actor", "0-1"),
    Kind("partnership with NATO", "partnership", "actor", "0-1"),
    Kind("secession pressure", "secession", "entity", "0-1"),
    Kind("cohesion", "cohesion", "bloc", "0-1"),
    Kind("alignment", "position", "actor", "-1 to 1"),
    Kind("membership", "member", "bloc actor", "share of histories"),
    Kind("conversion to an army", "conversion", "actor", "0-1"),
    Kind("polarisation", "polarisation", "", "index"),
    Kind("living blocs", "alive", "", "count"),
)


@dataclass(frozen=True, eq=False)
class Series:
    """What one series of the world does differently.

    ``name``: kind and whom it is of. ``band``: numpy.ndarray, shape (3, months + 1): 5%, 50% and 95% over parameter
    draws of the mean difference in each draw, in ``unit``. ``mean``: over all histories. ``spread``: standard deviation
    of the series itself over the reference's histories, by month.
    """

    name: str
    kind: str
    unit: str
    band: Floats
    mean: Floats
    spread: Floats

    @property
    def peak(self) -> int:
        """Months after the event at which the mean difference is largest, in standard deviations."""
        return int(np.argmax(np.abs(self.sizes)))

    @property
    def sizes(self) -> Floats:
        """The mean difference in standard deviations of the reference, by month; 0 where the reference has none."""
        return np.divide(self.mean, self.spread, out=np.zeros_like(self.mean), where=self.spread > 1e-9)

    @property
    def size(self) -> float:
        """The largest difference in standard deviations, with its sign."""
        return float(self.sizes[self.peak])

    def half_gone(self) -> int | None:
        """Return the months from the peak of the difference until half of it is gone, or None if it is not."""
        top = int(np.argmax(np.abs(self.mean)))
        after = np.flatnonzero(np.abs(self.mean[top:]) <= 0.5 * abs(self.mean[top]))
        return int(after[0]) if len(after) else None


def names_of(kind: Kind, start: Start) -> list[tuple[str, tuple[int, ...]]]:
    """Return whom a kind of series is of, with their slots."""
    names = start.names
    if kind.axes == "dyad":
        slots = {code: k for k, code in enumerate(names.actors)}
        return [(f"{a}-{b}", (slots[a], slots[b])) for a, b in dyads_of(names.actors)]
    if kind.axes == "bloc actor":
        opened = len(start.scenario.blocs)
        return [(f"{a} in {b}", (k, i)) for k, b in enumerate(names.blocs[:opened]) for i, a in enumerate(names.actors)]
    found: Mapping[str, Sequence[str]] = {
        "actor": names.actors,
        "flashpoint": names.flashpoints,
        "entity": names.entities,
        "bloc": names.blocs[: len(start.scenario.blocs)],
    }
    return [("", (0,))] if not kind.axes else [(name, (k,)) for k, name in enumerate(found[kind.axes])]


def read(kind: Kind, film: Any, slots: tuple[int, ...]) -> Floats:
    """Return a series of one history, shape (months + 1,)."""
    if kind.field == "alive":
        return np.asarray(film["alive"].sum(axis=1), dtype=np.float64)
    found = np.array(film[kind.field][(slice(None), *slots)], dtype=np.float64)
    if kind.field == "expenditure":
        found = np.log(np.maximum(found, 1e-9))
    if kind.field == "cohesion":
        found = found * film["alive"][:, slots[0]]
    return found


@dataclass(frozen=True, eq=False)
class Followed:
    """Every series of a world, month by month.

    ``kinds``: by name of the series. ``values``: numpy.ndarray, shape (draws, histories, series, months + 1).
    """

    kinds: Mapping[str, Kind]
    values: Floats


def follow(
    maker: Ensemble, world: Scenario, draws: int, histories: int, months: int, progress: Progress | None = None
) -> Followed:
    """Run histories of a world and keep every series of them."""

    def work(first: int) -> tuple[dict[str, Kind], Floats]:
        count = min(DRAWS_AT_ONCE, draws - first)
        start = maker.start(world, first, count)
        named = {f"{kind.name} {who}".strip(): (kind, slots) for kind in KINDS for who, slots in names_of(kind, start)}
        values = np.zeros((count, histories, len(named), months + 1))
        for draw in range(count):
            for run in range(histories):
                key = np.array([history_key(first + draw, run)])
                film = maker.run(start, np.array([draw]), key, months, film=True).film
                values[draw, run] = [read(kind, film, slots) for kind, slots in named.values()]
        return {name: kind for name, (kind, _) in named.items()}, values

    pieces = on_all_cores(work, range(0, draws, DRAWS_AT_ONCE), progress)
    return Followed(pieces[0][0], np.concatenate([values for _, values in pieces]))


def differences(reference: Followed, other: Followed) -> list[Series]:
    """Return what each series of the first world, where the second has it, does differently there."""
    mine, theirs = list(reference.kinds), list(other.kinds)
    shared = [name for name in mine if name in other.kinds]
    before = reference.values[:, :, [mine.index(name) for name in shared]]
    moved = other.values[:, :, [theirs.index(name) for name in shared]] - before
    by_draw, spread = moved.mean(axis=1), before.std(axis=(0, 1))
    bands, means = np.quantile(by_draw, BAND, axis=0), by_draw.mean(axis=0)
    kinds = [reference.kinds[name] for name in shared]
    return [
        Series(name, kind.name, kind.unit, bands[:, k], means[k], spread[k])
        for k, (name, kind) in enumerate(zip(shared, kinds, strict=True))
    ]


def largest(series: Sequence[Series], each: int = SHOWN) -> Iterator[Series]:
    """Yield of each kind the series that move most, the kinds in their order, those that hardly move left out."""
    for kind in dict.fromkeys(one.kind for one in series):
        moving = sorted((s for s in series if s.kind == kind and abs(s.size) >= NOTICED), key=lambda s: -abs(s.size))
        yield from moving[:each]


@dataclass(frozen=True)
class Response(Explanation):
    """What one event changes, month by month, against the same world without it, on common random numbers.

    ``run``: what was run. ``event``: the event as a sentence. ``month``: in which it happens, months since April 2025.
    ``series``: every series of the world, whether it moves or not.
    """

    run: Run
    event: str
    month: int
    series: tuple[Series, ...]

    def named(self, name: str) -> Series:
        """Return one series, such as ``tension SRB-XKX`` or ``hazard northern-kosovo``."""
        known = {one.name: one for one in self.series}
        if name not in known:
            raise unknown("series", name, known)
        return known[name]

    def page(self) -> Page:
        """Return the responses as a page: the answer in a sentence, then the largest responses."""
        shown = list(largest(self.series))
        head = ("series", "peak", "90%", "after", "12 months", f"{self.months} months", "sd", "half gone")
        body = (Table(head, tuple(self._row(one) for one in shown)),) if shown else ()
        reading = (
            "Differences between the world with the event and the same world without it, on the same draws; peak, and "
            "after 12 months: mean over all histories; 90%: over parameter draws of each draw's mean at the peak.",
            "after: months from the event to the peak. sd: the peak in standard deviations of the series itself. half "
            "gone: months from the peak until half of the difference is gone.",
        )
        sections = (Section("answer", (self.answer(),)), Section("moves", body), Section("reading", reading))
        return Page(
            f"balkansim {self.run.version}: impulse response, {self.run.date}", tuple(run_lines(self.run)), sections
        )

    @property
    def months(self) -> int:
        """Months followed after the event."""
        return len(self.series[0].mean) - 1

    def answer(self) -> str:
        """Return the answer in a sentence."""
        first = next((one for one in largest(self.series, 1) if abs(one.size) >= TOLD), None)
        if first is None:
            return f"{self.event} Nothing that is followed moves by {TOLD:g} standard deviations."
        verb = "raises" if first.mean[first.peak] > 0 else "lowers"
        gone = first.half_gone()
        half = f"half of it is gone {gone} months later" if gone else f"half of it is not gone in {self.months} months"
        size = f"{abs(first.mean[first.peak]):.3f} ({abs(first.size):.1f} standard deviations)"
        return f"{self.event} It {verb} {first.name} by {size}; {half}."

    def _row(self, one: Series) -> tuple[str, ...]:
        peak, gone = one.peak, one.half_gone()
        low, high = one.band[0, peak], one.band[-1, peak]
        later = min(12, self.months)
        return (
            one.name,
            f"{one.mean[peak]:+.3f}",
            f"{low:+.3f} to {high:+.3f}",
            str(peak),
            f"{one.mean[later]:+.3f}",
            f"{one.mean[-1]:+.3f}",
            f"{one.size:+.2f}",
            "-" if gone is None else str(gone),
        )

    def rows(self) -> list[dict[str, Any]]:
        """Return a plain row a series and month: difference, its band, and its size in standard deviations."""
        return [
            {"series": one.name, "kind": one.kind, "unit": one.unit, "month": month_iso(self.month + t), "after": t}
            | {"mean": one.mean[t], "low": one.band[0, t], "median": one.band[1, t], "high": one.band[2, t]}
            | {"sd": one.sizes[t]}
            for one in self.series
            for t in range(self.months + 1)
        ]

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain values: ``run``, ``event``, ``month``, ``responses``."""
        return {
            "run": asdict(self.run),
            "event": self.event,
            "month": month_iso(self.month),
            "responses": self.rows(),
        }


def usual_fields(kind: str, scenario: Scenario) -> dict[str, Any]:
    """Return what an event of a kind is about where nothing is said: the first flashpoint, its parties, and so on."""
    point = next(iter(scenario.flashpoints), "")
    one, other = scenario.flashpoints[point].parties if point else (*scenario.roster, "", "")[:2]
    bloc = next(iter(scenario.blocs), "")
    outside = [code for code in scenario.roster if not any(code in b.members for b in scenario.blocs.values())]
    usual: dict[str, dict[str, Any]] = {
        "posture": {"patron": next(iter(scenario.patrons), ""), "lever": "mediation", "value": 0.0},
        "supply": {"patron": next(reversed(list(scenario.patrons)), ""), "state": other, "value": 0.9},
        "dialogue": {"value": 0.9},
        "peacekeepers": {"flashpoint": point, "value": 0.5},
        "fatigue": {"value": 0.8},
        "election": {"state": one},
        "turnover": {"state": one},
        "incident": {"flashpoint": point, "severity": 4},
        "tension": {"states": [one, other], "change": 1.0},
        "pressure": {"state": one, "change": 1.0},
        "secession": {"entity": next(iter(scenario.entities), ""), "change": 1.0},
        "invitation": {"state": (outside or [one])[0], "bloc": bloc, "value": 1.0},
        "accession": {"state": (outside or [one])[0], "bloc": bloc},
        "lapse": {"bloc": bloc},
        "pfp": {"state": other},
        "pace": {"state": other, "value": 2.0},
        "expenditure": {"states": [one], "change": 0.5},
        "arms-limits": {"value": 0},
        "recognition": {"state": one, "toward": other},
        "agreement": {"states": [one, other], "value": 1.0},
    }
    return usual[kind]


def event_asked(text: str, fields: Sequence[str] | Mapping[str, Any], scenario: Scenario) -> Event:
    """Return the event asked for: a kind, with ``KEY=VALUE`` where the usual parties and sizes are not meant."""
    where = "EVENT"
    if text not in EVENT_KINDS:
        raise unknown("kind of event", text, EVENT_KINDS, where=where)
    said = dict(fields) if isinstance(fields, Mapping) else dict(_pair(word, text) for word in fields)
    known = [name for name in EVENT_KINDS[text].model_fields if name not in ("kind", "month", "note")]
    for name in said:
        if name not in known:
            raise unknown(f"field of {text}", name, known, where=where)
    table = {"kind": text, "month": month_iso(scenario.start + 1), **usual_fields(text, scenario), **said}
    try:
        EVENT_KINDS[text].model_validate(table)
    except ValidationError as error:
        raise complaint(error.errors(include_url=False)[0], where) from None
    event = event_from(text, table, scenario.roster, lambda *_: where)
    cast, window = actors_of(scenario), (scenario.start, scenario.end)
    check_event(event, cast, window, scenario.blocs, scenario.flashpoints, lambda *_: where)
    return event


def _pair(word: str, kind: str) -> tuple[str, Any]:
    """Read ``KEY=VALUE``: a number where it is one, a list where there are commas."""
    key, sign, value = word.partition("=")
    if not (sign and key and value):
        raise BalkansimError(f"{word!r}", expected=f"KEY=VALUE, as {_example(kind)}", where="EVENT")
    parts = [_number(part) for part in value.split(",")]
    return key, parts if len(parts) > 1 or key == "states" else parts[0]


def _example(kind: str) -> str:
    """Return the fields of a kind of event in a few words."""
    return ", ".join(n for n in EVENT_KINDS[kind].model_fields if n not in ("kind", "month", "note"))


def _number(text: str) -> Any:
    """Return a number where a text is one."""
    for convert in (int, float):
        try:
            return convert(text)
        except ValueError:
            continue
    return text.strip()


def respond(
    event: str,
    *fields: str,
    scenario: str | Scenario = "baseline",
    months: int = MONTHS,
    draws: int = DRAWS,
    histories: int = HISTORIES,
    seed: int = 1,
    with_: Sequence[str] = (),
    set_: Setting = (),
    evidence: EvidenceLike | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Response:
    """Tell what one event does to tension, hazard, threat, spending, pressure and the rest, month by month.

    Parameters
    ----------
    event : str
        Kind of event: ``incident``, ``recognition``, ``agreement``, ``supply``, ``expenditure``, ... as in a scenario.
    *fields : str
        ``KEY=VALUE`` each: whom it is about and how large it is, as ``severity=2``; by default the first flashpoint and
        its parties.
    scenario : str or Scenario
        World in which it happens, in the first month after the start.
    months : int
        Months followed after the event, at least 1 and within the scenario's horizon.
    draws, histories, seed : int
        Parameter draws, histories in each, and seed of all random draws.
    with_, set_, evidence
        As in `balkansim.forecast`.
    progress : callable, optional
        Told how much of the work is done, and of how much.

    Returns
    -------
    Response
        Prints as text, shows as HTML, ``.to_frame()``, ``.to_json()``; `Response.named` returns one series.

    Raises
    ------
    BalkansimError
        If anything named is unknown, malformed or out of range.

    Examples
    --------
    >>> found = respond("incident", "severity=4", draws=4, histories=1)
    >>> found.named("tension SRB-XKX").mean[0] > 0
    True
    """
    size, resolved, known = RunOptions(scenario, draws, histories, seed, with_, set_, evidence).resolved()
    if not 1 <= months < resolved.horizon:
        raise BalkansimError(
            f"months = {months}", expected=f"a whole number from 1 to {resolved.horizon - 1}", where="--months"
        )
    asked = event_asked(event, fields, resolved)
    plain = replace(resolved, root=resolved.family)
    struck = replace(plain, events=tuple(sorted((*plain.events, asked), key=lambda e: (e.month, e.name))))
    maker = Ensemble(known, size)
    halves = part_of(progress, 0, 50), part_of(progress, 50, 100)
    followed = [
        follow(maker, world, draws, histories, months + 1, half)
        for world, half in zip((plain, struck), halves, strict=True)
    ]
    found = differences(*followed)
    return Response(
        run_of(resolved, known, size, 0),
        event_sentence(asked, resolved),
        asked.month,
        tuple(_from_first_month(one) for one in found),
    )


def _from_first_month(one: Series) -> Series:
    """Return a series from the month of the event on, the start left out."""
    return replace(one, band=one.band[:, 1:], mean=one.mean[1:], spread=one.spread[1:])
