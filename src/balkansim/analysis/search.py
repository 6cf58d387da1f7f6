"""Finding the first history in which a forecast came true, or did not."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from balkansim.analysis.film import Key
from balkansim.analysis.history import WIDTH
from balkansim.errors import BalkansimError, unknown
from balkansim.forecasts.arms import arms_for
from balkansim.forecasts.outcomes import Answer, answer, joined
from balkansim.forecasts.questions import Question, Questions, questions_of
from balkansim.model.ensemble import Ensemble, RunOptions, Size
from balkansim.scenario.scenario import Scenario

if TYPE_CHECKING:
    from balkansim.analysis.history import Setting
    from balkansim.evidence.evidence import Evidence

Progress = Callable[[int, int], None]
ANSWERS = {"yes": True, "no": False}


@dataclass(frozen=True)
class Criterion:
    """What is looked for."""

    forecast: str
    came_true: bool

    @classmethod
    def read(cls, text: str) -> Criterion:
        """Read a wish such as ``F1=yes``. ``text``: forecast, equals sign, ``yes`` or ``no``."""
        name, equals, said = (part.strip() for part in text.partition("="))
        if not (name and equals):
            raise BalkansimError(f"{text!r}", expected="a forecast and yes or no, as F1=yes", where="--where")
        if said.casefold() not in ANSWERS:
            raise unknown("answer", said, ANSWERS, where="--where")
        return cls(name, ANSWERS[said.casefold()])

    def __str__(self) -> str:
        """Write the wish as it is read."""
        return f"{self.forecast}={'yes' if self.came_true else 'no'}"


@dataclass(frozen=True)
class Found:
    """What a search came to.

    ``key``: the first history that is as wished, by draw and then by run; None if there is none.
    """

    wish: Criterion
    question: Question
    scenario: Scenario
    size: Size
    key: Key | None

    def __str__(self) -> str:
        """Say what was found, or that nothing was."""
        total = self.size.draws * self.size.histories
        looked = f"{total} histories ({self.size.draws} draws x {self.size.histories}, seed {self.size.seed})"
        asked = f"{self.wish} ({self.question.proposition}; {self.question.window})"
        where = "none" if self.key is None else f"draw {self.key.draw}, run {self.key.run}, first"
        return textwrap.fill(f"{asked}: in {where} of {looked} of {self.scenario.name}.", WIDTH)


def search(
    scenario: Scenario, evidence: Evidence, wish: Criterion, size: Size, progress: Progress | None = None
) -> Found:
    """Find the first history, by draw and then by run, in which a forecast came true or did not.

    Returns: with the key of the history, or without one.
    """
    question = questions_of(evidence).get(wish.forecast)
    arms = arms_for(scenario, Questions(forecasts=(question,)), evidence, naive=False)
    ensemble = Ensemble(evidence, size)
    look = _all_then_decide if question.rule.fixed_delta is None else _until_found
    key = look(question, arms, ensemble, wish.came_true, progress)
    return Found(Criterion(question.id, wish.came_true), question, arms[question.rule.arms[0]], size, key)


def _answered(question: Question, arms: Mapping[str, Scenario], ensemble: Ensemble, first: int, draws: int) -> Answer:
    """Measure a forecast on a chunk of draws."""
    found = answer(question.all_readings()[0], question.window, ensemble.run_arms(arms, first, draws))
    if found.measured is None:
        raise BalkansimError(
            f"{question.id} has no answer here: {found.standing.note}",
            expected="a forecast that the scenario can answer",
            where="--where",
        )
    return found


def _until_found(
    question: Question, arms: Mapping[str, Scenario], ensemble: Ensemble, wished: bool, progress: Progress | None
) -> Key | None:
    """Look through chunks of draws in order and stop at the first history as wished."""
    for first, draws in ensemble.chunks():
        found = _answered(question, arms, ensemble, first, draws)
        key = _as_wished(question, found, ensemble.size, first, wished)
        if key is not None:
            return key
        if progress:
            progress(first + draws, ensemble.size.draws)
    return None


def _all_then_decide(
    question: Question, arms: Mapping[str, Scenario], ensemble: Ensemble, wished: bool, progress: Progress | None
) -> Key | None:
    """Run every draw, since what counts as a change is a median over all of them, and take the first as wished."""

    def work(first: int, draws: int) -> Answer:
        return _answered(question, arms, ensemble, first, draws)

    return _as_wished(question, joined(ensemble.over_chunks(work, progress)), ensemble.size, 0, wished)


def _as_wished(question: Question, found: Answer, size: Size, first: int, wished: bool) -> Key | None:
    """Return the key of the first history as wished, histories running fastest."""
    assert found.measured is not None
    places = np.flatnonzero(question.rule.decide(found.measured, found.delta) == wished)
    if len(places) == 0:
        return None
    draw, run = divmod(int(places[0]), size.histories)
    return Key(size.seed, run, first + draw)


def find(
    where: str,
    scenario: str | Scenario = "baseline",
    *,
    draws: int = 200,
    histories: int = 20,
    seed: int = 1,
    with_: Sequence[str] = (),
    set_: Setting = (),
    evidence: Evidence | Path | str | None = None,
    forecasts: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Found:
    """Find the first history in which a forecast came true, or did not.

    ``where``: as ``F1=yes`` or ``F1=no``. ``forecasts``: version of the forecasts; by default the
    newest. Returns: its ``key`` is None where no history is as wished.
    """
    wish = Criterion.read(where)
    size, resolved, known = RunOptions(scenario, draws, histories, seed, with_, set_, evidence, forecasts).resolved()
    return search(resolved, known, wish, size, progress)
