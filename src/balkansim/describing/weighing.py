"""What each assumption does to each forecast: one ensemble of the baseline in which all vary, and the knock-outs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from balkansim.api import load
from balkansim.comparing.answers import answers, main_readings
from balkansim.comparing.api import knockout
from balkansim.comparing.knockouts import Knockouts
from balkansim.describing.effects import Effects, effects
from balkansim.experiments.ensemble import Maker, Size
from balkansim.explaining.probing import part_of
from balkansim.explaining.screening import follows, values_of
from balkansim.forecasting.questions import load_questions
from balkansim.scenario.factors import Factor, catalogue
from balkansim.scenario.sources import coefficients
from balkansim.start.sampling import Sampler

if TYPE_CHECKING:
    from balkansim.evidence.evidence import Evidence

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
    questions = main_readings(load_questions(evidence.path("forecasts.toml")))
    maker = Maker(evidence, size)
    own = answers(scenario, evidence, questions, maker, part_of(progress, 0, KNOCKED_OUT_BY))
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
