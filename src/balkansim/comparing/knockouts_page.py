"""The contributions of mechanisms as a page: mechanisms down, forecasts across, and how to read them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balkansim.comparing import words
from balkansim.explaining.page import Page, Section, Table
from balkansim.forecasting.questions import MAIN, Question
from balkansim.forecasting.told import NOTHING, counted

if TYPE_CHECKING:
    from balkansim.comparing.knockouts import Knockouts
    from balkansim.comparing.paired import Paired

ACROSS = 8
"""Forecasts that fit beside one another."""
STAR = "*"
ONE_FORECAST = ("mechanism", "share without", "it adds", "90%", "flips +/-")
HOW_TO_READ = (
    "What a mechanism adds to a forecast's probability, in percentage points: the scenario less the same world without "
    "it. Every other coefficient, the strength of tension's other loops and what counts as a change stay as they are.",
    f"{STAR}: the 90% interval excludes zero; where a mechanism contributes nothing but its absence shuffles luck, one "
    f"cell in ten earns it by chance. {NOTHING}: no history differs.",
    "Contributions do not add up: mechanisms work through one another, and each is taken out of a world that has all "
    "the others.",
)
FLIPS = (
    f"{words.INTERVAL}.",
    "flips +/-: histories in which the forecast comes true only with the mechanism, and only without it.",
)


def knockouts_page(knockouts: Knockouts) -> Page:
    """Write the contributions of mechanisms as a page.

    Parameters
    ----------
    knockouts : Knockouts
        What was found.
    """
    run = knockouts.run
    single = len(knockouts.questions) == 1
    body = _one_forecast(knockouts) if single else _matrix(knockouts)
    skipped = tuple(f"{forecast}: {reason}" for (forecast, _), reason in knockouts.refused.items())
    ask = () if single or not body else ("intervals and flips: --forecast F1; what each stands for: --list",)
    sections = (
        Section("adds", body),
        Section("skipped", skipped),
        Section("reading", (*HOW_TO_READ, *(FLIPS if single else ()), *ask)),
    )
    title = f"balkansim {run.version}: what each mechanism contributes, {run.date}"
    return Page(title, tuple(words.run_lines(run)), sections)


def _matrix(knockouts: Knockouts) -> tuple[Table, ...]:
    """Return mechanisms down and forecasts across, so many at a time."""
    questions = knockouts.questions
    blocks = [questions[k : k + ACROSS] for k in range(0, len(questions), ACROSS)]
    return tuple(_block(knockouts, block) for block in blocks)


def _block(knockouts: Knockouts, questions: tuple[Question, ...]) -> Table:
    """Return one table of contributions, the scenario's own probabilities above."""
    keys = [(question.id, MAIN) for question in questions]
    first = knockouts.mechanisms[0].name
    own = tuple(_share(knockouts.found[first, key]) for key in keys)
    rows = [
        (mechanism.name, *(_cell(knockouts.found[mechanism.name, key]) for key in keys))
        for mechanism in knockouts.mechanisms
    ]
    return Table(("", *(question.id for question in questions)), (("probability", *own), *rows))


def _one_forecast(knockouts: Knockouts) -> tuple[str | Table, ...]:
    """Return the contributions to one forecast in full, the largest first."""
    question = knockouts.questions[0]
    pairs = {m.name: knockouts.found[m.name, (question.id, MAIN)] for m in knockouts.mechanisms}
    told = f"{question.id}: {question.proposition} ({question.paragraph}): {_share(next(iter(pairs.values())))}"
    moving = sorted(
        (name for name, pair in pairs.items() if pair.gained + pair.lost), key=lambda n: -abs(pairs[n].difference)
    )
    still = [name for name in pairs if name not in moving]
    rows = Table(ONE_FORECAST, tuple((name, *_full(pairs[name])) for name in moving))
    rest = f"no history differs, {words.interval(pairs[still[0]])}: {', '.join(still)}" if still else ""
    return (told, *([rows] if moving else []), *([rest] if rest else []))


def _full(pair: Paired) -> tuple[str, ...]:
    """Return one mechanism's contribution as cells."""
    without = counted(pair.reference_hits, pair.total)
    return without, _cell(pair), words.interval(pair), f"{pair.gained}/{pair.lost}"


def _share(pair: Paired) -> str:
    """Return the scenario's own probability."""
    return counted(pair.hits, pair.total)


def _cell(pair: Paired) -> str:
    """Return a contribution in points, with a star where its interval excludes zero."""
    if pair.gained == pair.lost == 0:
        return NOTHING
    return f"{100 * pair.difference:+.1f}{STAR if pair.excludes_zero else ''}"
