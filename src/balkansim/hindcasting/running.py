"""Running the world of each freeze and putting forecasts and outcomes together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from balkansim.experiments.ensemble import Maker
from balkansim.explaining.probing import part_of
from balkansim.forecasting.intervals import spread
from balkansim.hindcasting.base_rates import base_rate
from balkansim.hindcasting.distributions import at_least, of_counts, whether
from balkansim.hindcasting.questions import Past, PastQuestion
from balkansim.hindcasting.rules import Counts, counts, subject_of
from balkansim.hindcasting.verified import BASE, BLANK_AS_CALM, Verified
from balkansim.hindcasting.worlds import world_of
from balkansim.scenario.calendar import last_day
from balkansim.scoring.forecasters import MODEL, STATUS_QUO
from balkansim.scoring.template import YES

if TYPE_CHECKING:
    from balkansim.scenario.resolved import Scenario

Progress = Callable[[int, int], None]
Counted = Mapping[str, Counts]
"""What each question counted in each history, shape (draws, histories), by id."""


def verified(
    past: Past,
    questions: Sequence[PastQuestion],
    maker: Maker,
    file: Path,
    progress: Progress | None = None,
) -> tuple[Verified, ...]:
    """Forecast questions of the past from their freezes and hold the forecasts against what happened.

    Parameters
    ----------
    past : Past
        The file.
    questions : sequence of PastQuestion
        Those with a known outcome.
    maker : Maker
        Evidence, draws, histories and seed of each freeze, and how coefficients are drawn.
    file : pathlib.Path
        The file, for errors.
    progress : callable, optional
        Told how much of the work is done, in per cent, and 100.

    Raises
    ------
    BalkansimError
        If a scenario cannot answer its questions; before anything is run.
    """
    asked = {f: [q for q in questions if q.freeze == f.date] for f in past.freezes}
    worlds = {freeze: world_of(freeze, some, maker.evidence, file) for freeze, some in asked.items() if some}
    groups = list(dict.fromkeys(freeze.group for freeze in past.freezes))
    found: list[Verified] = []
    known: dict[int, dict[Any, Any]] = {}
    for k, (freeze, world) in enumerate(worlds.items()):
        stage = part_of(progress, 100 * k // len(worlds), 100 * (k + 1) // len(worlds))
        counted = _counted(world, asked[freeze], maker, known, stage)
        number = groups.index(freeze.group) + 1
        found += [_verified(q, counted[q.id], past, (number, freeze.group)) for q in asked[freeze]]
    return tuple(found)


def _counted(
    world: Scenario,
    questions: Sequence[PastQuestion],
    maker: Maker,
    known: dict[int, dict[Any, Any]],
    progress: Progress | None,
) -> Counted:
    """Run one world and count what its questions ask; draws made for an earlier freeze are taken over."""

    def work(first: int, draws: int) -> dict[str, Counts]:
        tape = maker.tape(world, first, draws, known.setdefault(first, {}))
        return {q.id: counts(q.rule, q.window, tape).reshape(draws, -1) for q in questions}

    pieces = maker.over_chunks(work, progress)
    return {q.id: np.concatenate([piece[q.id] for piece in pieces]) for q in questions}


def _verified(question: PastQuestion, counted: Counts, past: Past, group: tuple[int, str]) -> Verified:
    """Put the model's, the base rate's and the status quo's forecast beside what happened."""
    needed = 1 if question.is_count else question.rule.at_least
    base = base_rate(question, past.record)
    own = of_counts(counted)
    shares = {
        MODEL: own if question.is_count else whether(own, needed),
        BASE: base.shares,
        BLANK_AS_CALM: base.blank_as_calm,
        STATUS_QUO: base.status_quo,
    }
    known = {name: forecast for name, forecast in shares.items() if forecast is not None}
    count = question.outcome if isinstance(question.outcome, int) else None
    return Verified(
        id=question.id,
        group=group[0],
        outcome=question.outcome == YES if count is None else count > 0,
        date=last_day(question.window.last),
        source=question.source,
        forecasts={name: at_least(forecast, 1) for name, forecast in known.items()},
        freeze=question.freeze,
        about=group[1],
        subject=subject_of(question.rule),
        proposition=question.proposition,
        count=count,
        shares=known,
        spread=spread((counted >= needed).sum(axis=1), counted.shape[1]),
        base=base,
    )
