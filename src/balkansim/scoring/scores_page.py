"""The scores of a ledger as a page: questions, forecasters, skills, and what may be claimed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balkansim.explaining.page import Page, Section, Table
from balkansim.forecasting.told import NOTHING, percent
from balkansim.scoring.forecasters import MODEL, NAIVE, STATUS_QUO, WORD
from balkansim.scoring.judging import BETTER, FEWEST_TO_CLAIM, WORSE, Judged, Mean, Skill
from balkansim.scoring.losses import LOG_FLOOR
from balkansim.scoring.resampling import EXACT_UP_TO, RESAMPLES
from balkansim.scoring.template import NO, YES
from balkansim.scoring.told import ends, number, score_name

if TYPE_CHECKING:
    from balkansim.scoring.scores import Scores

SHOWN = (MODEL, WORD, NAIVE, STATUS_QUO)
QUESTIONS = ("id", "group", "outcome", "date", *SHOWN, "Brier: model", "naive")
MEANS = ("forecaster", "questions", "groups", "Brier", "90%", "log", "90%")
SKILLS = ("", "score", "groups", "skill", "90%", "claim")
HOW_TO_READ = (
    "Brier and log: losses, 0 is best. A group of overlapping questions counts once, with the mean of its questions.",
    "log: minus the natural logarithm of the probability of what happened; probabilities are kept within "
    f"{LOG_FLOOR:g} and {1 - LOG_FLOOR:g}.",
    "word and naive: the middle of their range, and its ends; model: its share of histories, and the ends of its 90% "
    "interval; status quo: nothing changes.",
    "skill: 1 - loss / reference's loss on the questions both forecast; 1 is perfect, 0 no better, -inf against a "
    "reference without loss.",
    f"90%: bootstrap over groups, every resample weighed up to {EXACT_UP_TO} groups, {RESAMPLES} drawn beyond; with "
    "few groups such an interval is too narrow.",
    f"claim: none with fewer than {FEWEST_TO_CLAIM} independent questions (rounded), nor where all outcomes are "
    "changes or none is, since then no resample shows what the other outcome would have cost, nor where the interval "
    "spans 0.",
    "every question is yes or no: its CRPS is its Brier score.",
)


def scores_page(scores: Scores) -> Page:
    """Write scores as a page.

    Parameters
    ----------
    scores : Scores
        What was found.
    """
    number = len(scores.judged)
    run = scores.ledger.run
    _, *what_was_run = scores.ledger.header()
    lines = (
        *what_was_run,
        f"resolutions: {scores.resolutions}",
        f"{number} {'question' if number == 1 else 'questions'} scored in {len(scores.groups)} "
        f"{'group' if len(scores.groups) == 1 else 'groups'}, worth {scores.worth:.1f} independent ones "
        f"({scores.worth_from}); {len(scores.left_out)} left out",
    )
    sections = (
        Section("questions", (Table(QUESTIONS, tuple(map(_question, scores.judged))), *_overlapping(scores))),
        Section("left out", tuple(f"{name}: {why}" for name, why in scores.left_out.items())),
        Section("scores", (Table(MEANS, tuple(map(_mean, scores.means))),)),
        Section("skill", (Table(SKILLS, tuple(map(_skill, scores.skills))), verdict(scores))),
        Section("notes", scores.notes),
        Section("reading", HOW_TO_READ),
    )
    return Page(f"balkansim {run.version}: scores of the forecast ledger of {run.date}", lines, sections)


def verdict(scores: Scores) -> str:
    """Say in a sentence what the scores allow to claim of the model.

    Parameters
    ----------
    scores : Scores
        What was found.
    """
    claims = [found for found in scores.skills if found.forecaster == MODEL and found.claim in (BETTER, WORSE)]
    if claims:
        told = (f"{found.claim} than {found.reference} by the {score_name(found.score)} score" for found in claims)
        return f"the model is {'; '.join(told)}; no more can be claimed."
    return (
        "nothing can be claimed: these are too few resolved questions, or too much alike, to tell the model's skill "
        "from luck, better or worse, against any of its references."
    )


def _question(found: Judged) -> tuple[str, ...]:
    """Return one question as cells."""
    shares = (f"{percent(found.forecasts[name])}%" if name in found.forecasts else NOTHING for name in SHOWN)
    losses = (f"{found.loss(name, 'brier'):.3f}" if name in found.forecasts else NOTHING for name in (MODEL, NAIVE))
    return found.id, str(found.group), YES if found.outcome else NO, found.date.isoformat(), *shares, *losses


def _overlapping(scores: Scores) -> tuple[str, ...]:
    """Tell which questions count once together."""
    return tuple(f"{', '.join(group)} overlap and count once together" for group in scores.groups if len(group) > 1)


def _mean(found: Mean) -> tuple[str, ...]:
    """Return a forecaster's mean scores as cells."""
    scores = (cell for estimate in (found.brier, found.log) for cell in (f"{estimate.value:.3f}", ends(estimate)))
    return found.forecaster, str(found.questions), str(found.groups), *scores


def _skill(found: Skill) -> tuple[str, ...]:
    """Return a skill as cells."""
    who = f"{found.forecaster} against {found.reference}"
    value = number(found.estimate.value)
    return who, score_name(found.score), str(found.groups), value, ends(found.estimate), found.claim
