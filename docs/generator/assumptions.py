"""The page of every assumption: value, range and reason, with the forecast that it moves most and by how much."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from balkansim.analysis.drivers import follows, values_of
from balkansim.analysis.knockouts import Knockouts, knockout
from balkansim.evidence.coefficients import Parameter
from balkansim.evidence.matrix import HOW_TO_READ, dyad_matrix, fact_rows
from balkansim.forecasts.forecast import HASH_DIGITS, answers, main_readings
from balkansim.forecasts.intervals import TAIL
from balkansim.forecasts.questions import questions_of
from balkansim.model.compiling import rules_hash
from balkansim.model.ensemble import Ensemble, Size, part_of
from balkansim.model.sampling import Sampler
from balkansim.scenario.factors import Factor, catalogue, coefficients
from balkansim.scenario.resolve import load
from generator.markdown import WRITTEN, heading, number, plain, span, table

if TYPE_CHECKING:
    from balkansim.evidence.evidence import Evidence

SHUFFLES = 400
"""Times that the draws' outcomes are dealt out anew to find what chance alone does."""
SURE = 0.95
SPAN = 0.9
"""Share of an input's distribution that an effect spans, from 5% to 95%."""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Effect:
    """What one input does to one forecast.

    Parameters
    ----------
    forecast : str
        Its id.
    correlation : float
        Rank correlation of the input with the forecast's probability over parameter draws, in [-1, 1].
    points : float
        Change of the probability from the input's 5% to its 95%, by a straight line in its ranks, in [-1, 1].
    """

    forecast: str
    correlation: float
    points: float


@dataclass(frozen=True)
class Effects:
    """What every input does to every forecast.

    Parameters
    ----------
    draws : int
        Parameter draws.
    by_input : mapping of str to tuple of Effect
        For each input that varies, its effects, strongest correlation first.
    threshold : float
        The largest of all these correlations stays below this in 95 of 100 shuffles, in which no input has an effect.
    still : tuple of str
        Forecasts that come out alike in every draw.
    """

    draws: int
    by_input: Mapping[str, tuple[Effect, ...]]
    threshold: float
    still: tuple[str, ...]

    def clear(self, name: str) -> tuple[Effect, ...]:
        """Return an input's effects that chance alone does not explain, strongest first.

        Parameters
        ----------
        name : str
            The input.
        """
        return tuple(one for one in self.by_input.get(name, ()) if abs(one.correlation) > self.threshold)


def effects(values: Mapping[str, Floats], shares: Mapping[str, Floats], seed: int) -> Effects:
    """Return what inputs do to forecasts.

    Parameters
    ----------
    values : mapping of str to numpy.ndarray, shape (draws,)
        Drawn values by input; those that do not vary are left out.
    shares : mapping of str to numpy.ndarray, shape (draws,)
        Each forecast's probability in each draw, in [0, 1].
    seed : int
        Of the shuffles.
    """
    moving = {name: np.asarray(drawn, float) for name, drawn in values.items() if np.ptp(drawn) > 0}
    told = {name: np.asarray(share, float) for name, share in shares.items() if np.ptp(share) > 0}
    still = tuple(name for name in shares if name not in told)
    draws = len(next(iter(shares.values())))
    if not moving or not told:
        return Effects(draws, dict.fromkeys(moving, ()), 1.0, still)
    inputs, outcomes = _ranks(list(moving.values())), _ranks(list(told.values()))
    found = _correlations(inputs, outcomes)
    own = np.array(list(told.values()))
    slopes = (inputs @ (own - own.mean(axis=1, keepdims=True)).T) / (inputs**2).sum(axis=1, keepdims=True)
    points = SPAN * draws * slopes
    by_input = {
        name: tuple(
            Effect(list(told)[k], float(found[row, k]), float(points[row, k]))
            for k in np.argsort(-np.abs(found[row]), kind="stable")
        )
        for row, name in enumerate(moving)
    }
    return Effects(draws, by_input, _threshold(inputs, outcomes, seed), still)


def _ranks(rows: list[Floats]) -> Floats:
    """Return centred ranks of each row, ties at their mean."""
    from scipy.stats import rankdata

    ranks = np.asarray(rankdata(np.array(rows), axis=1), dtype=float)
    return ranks - ranks.mean(axis=1, keepdims=True)


def _correlations(inputs: Floats, outcomes: Floats) -> Floats:
    """Return the correlation of each input with each outcome, shape (inputs, outcomes)."""
    scale = np.sqrt((inputs**2).sum(axis=1))[:, None] * np.sqrt((outcomes**2).sum(axis=1))[None, :]
    return np.asarray(inputs @ outcomes.T / scale)


def _threshold(inputs: Floats, outcomes: Floats, seed: int) -> float:
    """Return what the largest correlation of all stays below where the outcomes are dealt out anew."""
    rng = np.random.default_rng(seed)
    largest = [
        np.abs(_correlations(inputs, outcomes[:, rng.permutation(outcomes.shape[1])])).max() for _ in range(SHUFFLES)
    ]
    return float(np.quantile(largest, SURE))


SIZE = Size(1000, 8, 1)
"""Many draws rather than many histories: what counts is how probabilities vary over draws."""
KNOCKOUT_SIZE = Size(100, 10, 1)
FEWEST_DRAWS = 200
KNOCKED_OUT_BY = 60
"""Per cent of the work after which the knock-outs begin."""


@dataclass(frozen=True)
class Weighed:
    """What the assumptions of the baseline do.

    Parameters
    ----------
    evidence : Evidence
        The evidence, with its coefficients and codebook.
    size : Size
        Draws, histories and seed of the ensemble.
    factors : mapping of str to Factor
        Everything that can be set in the baseline, by name.
    effects : Effects
        What each input that varies does to each forecast.
    knockouts : Knockouts
        What each mechanism adds to each forecast.
    """

    evidence: Evidence
    size: Size
    factors: dict[str, Factor]
    effects: Effects
    knockouts: Knockouts


def weigh(
    size: Size = SIZE,
    knockout_size: Size = KNOCKOUT_SIZE,
    *,
    mechanisms: tuple[str, ...] = (),
    progress: Callable[[int, int], None] | None = None,
) -> Weighed:
    """Run the baseline and its knock-outs and weigh every assumption.

    Parameters
    ----------
    size, knockout_size : Size
        Draws, histories and seed of the ensemble, and of each knock-out.
    mechanisms : tuple of str
        Mechanisms to switch off; by default all.
    progress : callable, optional
        Told how much of the work is done, in per cent, and 100.
    """
    scenario, evidence = load()
    questions = main_readings(questions_of(evidence))
    ensemble = Ensemble(evidence, size)
    own = answers(scenario, evidence, questions, ensemble, part_of(progress, 0, KNOCKED_OUT_BY))
    shares = {forecast: hits.mean(axis=1) for (forecast, _), hits in own.hits.items()}
    sampler = Sampler(scenario, evidence, coefficients(evidence), size.draws, size.seed)
    factors = catalogue(scenario, evidence)
    values = {name: values_of(sampler, name) for name in _free(factors, sampler)}
    left = knockout(
        mechanisms=mechanisms,
        draws=knockout_size.draws,
        histories=knockout_size.histories,
        seed=knockout_size.seed,
        evidence=evidence,
        progress=part_of(progress, KNOCKED_OUT_BY, 100),
    )
    return Weighed(evidence, size, factors, effects(values, shares, size.seed), left)


def _free(factors: dict[str, Factor], sampler: Sampler) -> list[str]:
    """Return the inputs that are drawn for themselves, not taken from another number."""
    return [name for name, factor in factors.items() if factor.low < factor.high and not follows(sampler, name)]


ASSUMED, DEFAULT = "assumed", "default"
CHANCE = "not distinguishable from chance at this size"
COEFFICIENTS = ("coefficient", "value and range", "meaning and reason")
MOVES = ("moves most", "rank correlation", "points", "also")
STRONGEST = 5
ALSO = 4
"""Forecasts named beside the one that a coefficient moves most."""


def assumptions_page(weighed: Weighed) -> str:
    """Return the page of every assumption.

    Parameters
    ----------
    weighed : Weighed
        What was run, and what it found.
    """
    known = [p for p in coefficients(weighed.evidence).values() if p.origin == ASSUMED]
    here = [p for p in known if p.name in weighed.factors]
    moving = sorted(
        (p for p in here if weighed.effects.clear(p.name)),
        key=lambda p: (-abs(weighed.effects.clear(p.name)[0].correlation), p.name),
    )
    quiet = [p for p in here if p.name in weighed.effects.by_input and p not in moving]
    fixed = [p for p in here if p.name not in weighed.effects.by_input]
    away = [p for p in known if p not in here]
    parts = [
        WRITTEN.replace("write_reference", "write_assumptions"),
        "# What is assumed, and what it moves",
        _introduction(weighed, known),
        heading(2, "By forecast"),
        _by_forecast(weighed, moving),
        heading(2, "Coefficients that move a forecast"),
        table((*COEFFICIENTS, *MOVES), (_moving(p, weighed) for p in moving)),
        heading(2, "Coefficients whose effect is not distinguishable from chance"),
        _quiet(weighed),
        table(COEFFICIENTS, map(_told, quiet)),
        heading(2, "Coefficients fixed by definition"),
        "They are not drawn, so that nothing can be said of what they move.",
        table(COEFFICIENTS, map(_told, fixed)),
        heading(2, "Coefficients that the baseline does not use"),
        "They stand for what a scenario may add.",
        table(COEFFICIENTS, map(_told, away)),
        heading(2, "Where no document speaks: the codebook's defaults"),
        _defaults(weighed),
        heading(2, "Two states: where each dyad starts, and why"),
        dyad_tables(weighed.evidence),
        heading(2, "Mechanisms switched off"),
        _mechanisms(weighed),
    ]
    return "\n\n".join(parts) + "\n"


def _introduction(weighed: Weighed, known: Sequence[Parameter]) -> str:
    """Say what was run and how to read it."""
    size, found = weighed.size, weighed.effects
    still = f" {', '.join(found.still)} came out alike in every draw and moved with nothing." if found.still else ""
    fitted = [name for name, p in coefficients(weighed.evidence).items() if p.posterior]
    together = f" {', '.join(fitted)} are drawn together: one may answer for another." if fitted else ""
    return (
        f"{len(known)} coefficients are assumed: no document and no measurement gives them, and history did not narrow "
        "them clearly. Each is drawn from a range, and the table says which forecast it moves most.\n\n"
        f"Computed, not written: baseline, {size.draws} parameter draws x {size.histories} histories, seed "
        f"{size.seed}; balkansim {version('balkansim')}, rules {rules_hash({})[:HASH_DIGITS]}, evidence "
        f"{weighed.evidence.hash[:HASH_DIGITS]}. `python tools/write_assumptions.py` writes it again.\n\n"
        "**Rank correlation** is Spearman's, of the coefficient with the forecast's probability over the draws, "
        "everything else varying too. **Points** is the change of the probability, in percentage points, from the "
        "coefficient's 5% to its 95%, by a straight line in its ranks: an effect that turns back within the range "
        f"is not seen. **Noise**: {len(found.by_input)} inputs vary. Of all their correlations with all forecasts the "
        f"largest reaches {found.threshold:.3f} by chance alone in one of twenty shuffles of the draws ({SHUFFLES} "
        f"made); below that nothing is claimed.{still}{together} "
        "That an effect is not seen here does not say that it is none: more draws would find smaller ones, and effects "
        "through two coefficients at once stay hidden. `balkansim explain F6` moves single inputs across their range "
        "on the same luck, which is sharper."
    )


def _by_forecast(weighed: Weighed, moving: Iterable[Parameter]) -> str:
    """Return the strongest assumed coefficients of each forecast."""
    clear = [(one, p.name) for p in moving for one in weighed.effects.clear(p.name)]
    rows = []
    for question in weighed.knockouts.questions:
        mine = sorted(
            (pair for pair in clear if pair[0].forecast == question.id), key=lambda pair: -abs(pair[0].points)
        )
        told = ", ".join(f"`{name}` ({_points(one)})" for one, name in mine[:STRONGEST])
        rows.append((question.id, plain(question.proposition), told or CHANCE))
    return table(("forecast", "says", "assumed coefficients that move it most, in points"), rows)


def _told(parameter: Parameter) -> tuple[str, str, str]:
    """Return a coefficient's name, numbers and reason as cells."""
    fixed = parameter.low == parameter.high
    value = number(parameter.value) if fixed else f"{number(parameter.value)} ({span(parameter.low, parameter.high)})"
    why = f"{plain(parameter.meaning)}: {plain(parameter.reason)}"
    return f"`{parameter.name}`", f"{value} {parameter.unit}", why


def _moving(parameter: Parameter, weighed: Weighed) -> tuple[str, ...]:
    """Return a coefficient with what it moves as cells."""
    first, *others = weighed.effects.clear(parameter.name)
    also = ", ".join(f"{one.forecast} {_points(one)}" for one in others[:ALSO])
    return *_told(parameter), first.forecast, f"{first.correlation:+.2f}", _points(first), also or "-"


def _quiet(weighed: Weighed) -> str:
    return f"No rank correlation with any forecast above {weighed.effects.threshold:.3f}: {CHANCE}."


def _points(effect: Effect) -> str:
    return f"{100 * effect.points:+.1f}"


def _defaults(weighed: Weighed) -> str:
    """Return a row a quantity of the codebook: how many numbers rest on its default, and what these move most."""
    head = ("quantity", "default", "reason", "numbers of the baseline resting on it", "strongest of them")
    rows = []
    for name, quantity in weighed.evidence.codebook.quantities.items():
        mine = [f for f in weighed.factors.values() if f.origin == DEFAULT and f.name.split(".")[0] == name]
        every = [f for f in weighed.factors.values() if f.name.split(".")[0] == name]
        default = quantity.default
        told = f"as {default}" if isinstance(default, str) else f"mean {number(default.mean)}, sd {number(default.sd)}"
        count = f"{len(mine)} of {len(every)}"
        rows.append((f"`{name}`", told, plain(quantity.reason), count, _strongest(mine, weighed)))
    return (
        "Mean and standard deviation on the unit scale. A number that follows another quantity has no draw of its own "
        "and is not counted as moving anything.\n\n" + table(head, rows)
    )


def dyad_tables(evidence: Evidence) -> str:
    """Return a matrix a quantity of two states, each number with its origin, and what measured facts add.

    Parameters
    ----------
    evidence : Evidence
        The evidence, with its codebook and figures.
    """
    found = dyad_matrix(evidence)
    shown_as = {name: [[str(cell) for cell in row] for row in found.table(name).rows] for name in found.quantities}
    matrices = [f"### `{name}`\n\n{table(found.table(name).head, rows)}" for name, rows in shown_as.items()]
    facts = table(("fact", "quantity", "weight and range", "reason"), map(_plain_cells, fact_rows(evidence)))
    return "\n\n".join(
        [
            f"{HOW_TO_READ[0]} As known by {found.until}; `balkansim evidence dyads` prints them, `balkansim explain "
            "grievance SRB HRV` tells what is behind one.",
            *matrices,
            "### What measured facts add to the log-odds",
            facts,
        ]
    )


def _plain_cells(cells: Sequence[str]) -> tuple[str, ...]:
    return tuple(plain(cell) for cell in cells)


def _strongest(factors: Sequence[Factor], weighed: Weighed) -> str:
    """Return the strongest effect of any of some factors."""
    found = [
        (abs(one.correlation), factor.name, one) for factor in factors for one in weighed.effects.clear(factor.name)
    ]
    if not found:
        return CHANCE if factors else "-"
    _, name, one = max(found, key=lambda triple: triple[:2])
    return f"`{name}`: {one.forecast} {_points(one)}"


def _mechanisms(weighed: Weighed) -> str:
    """Return a row a mechanism: the forecast to which it adds most, where that is clear of chance."""
    from scipy.special import ndtri

    found = weighed.knockouts
    pairs = len(found.found)
    strict = float(ndtri(1 - TAIL / (2 * pairs)) / ndtri(1 - TAIL))
    rows = []
    for mechanism in found.mechanisms:
        mine = [(pair, key[0]) for (name, key), pair in found.found.items() if name == mechanism.name]
        clear = [
            (pair, forecast)
            for pair, forecast in mine
            if pair.low is not None and abs(pair.difference) > strict * (pair.difference - pair.low)
        ]
        clear.sort(key=lambda one: -abs(one[0].difference))
        told = ", ".join(f"{forecast} {100 * pair.difference:+.1f}" for pair, forecast in clear[: ALSO + 1])
        rows.append((f"`{mechanism.name}`", plain(mechanism.sentence), told or CHANCE))
    run = found.run
    return (
        f"What each mechanism adds to a forecast, in percentage points: the baseline less the same world without it, "
        f"on the same luck; {run.draws} parameter draws x {run.histories} histories, seed {run.seed}. Told are "
        f"differences more than {strict:.1f} times as large as the half-width of their 90% interval, so that of all "
        f"{pairs} differences one passes by chance in one of twenty such tables. `balkansim knockout` gives all.\n\n"
        + table(("mechanism", "without it", "adds most to"), rows)
    )
