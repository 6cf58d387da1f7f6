"""Running the worlds of a comparison one after another and pairing their histories."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from balkansim.comparing.answers import Answers, Key, answers, asked, main_readings
from balkansim.comparing.comparison import Comparison, Row, Skipped
from balkansim.comparing.comparison_page import SHOWN
from balkansim.comparing.levels import shifts
from balkansim.comparing.paired import paired
from balkansim.comparing.worlds import World
from balkansim.experiments.ensemble import Maker, Size
from balkansim.experiments.forecasts import evidence_told, run_of
from balkansim.explaining.probing import part_of
from balkansim.forecasting.questions import MAIN, Questions, fingerprint, load_questions

if TYPE_CHECKING:
    from balkansim.evidence.evidence import Evidence

Progress = Callable[[int, int], None]


def run_comparison(
    worlds: Sequence[World],
    size: Size,
    *,
    readings: bool = False,
    shown: int | None = SHOWN,
    progress: Progress | None = None,
) -> Comparison:
    """Run worlds on the same draws and luck and compare each with the first.

    The forecasts are those of the first world's evidence.

    Parameters
    ----------
    worlds : sequence of World
        At least two, the reference first; scenarios on one body of evidence, or one scenario on two.
    size : Size
        Draws, histories and seed of each.
    readings : bool, optional
        Whether alternative readings get rows.
    shown : int or None, optional
        Of two bodies of evidence, how many of the parameters that differ are printed.
    progress : callable, optional
        Told how much of the work is done, in per cent, and 100.
    """
    first = worlds[0]
    every = load_questions(first.evidence.path("forecasts.toml"))
    questions = every if readings else main_readings(every)
    found = answers_of_worlds(worlds, questions, size, progress)
    bodies = [world.evidence for world in worlds if world.evidence.hash != first.evidence.hash]
    run = run_of(first.scenario, first.evidence, size, sum(one.nans for one in found))
    if bodies:
        run = replace(run, evidence=_told(first.evidence, bodies))
    moved = [shifts((first.scenario, first.evidence), (w.scenario, w.evidence)) for w in worlds[1:]] if bodies else []
    return Comparison(
        run,
        tuple(world.label for world in worlds),
        tuple(compared(questions, [world.label for world in worlds], found)),
        tuple(skipped([world.label for world in worlds], found)),
        moved[0] if moved else None,
        shown,
    )


def answers_of_worlds(
    worlds: Sequence[World], questions: Questions, size: Size, progress: Progress | None = None
) -> list[Answers]:
    """Answer the forecasts in each world, on the same draws and luck.

    Parameters
    ----------
    worlds : sequence of World
        The worlds.
    questions : Questions
        The forecasts.
    size : Size
        Draws, histories and seed of each.
    progress : callable, optional
        Told how much of the work is done, in per cent, and 100.
    """
    ends = [100 * k // len(worlds) for k in range(len(worlds) + 1)]
    return [
        answers(
            world.scenario, world.evidence, questions, Maker(world.evidence, size), part_of(progress, *ends[k : k + 2])
        )
        for k, world in enumerate(worlds)
    ]


def compared(questions: Questions, labels: Sequence[str], found: Sequence[Answers]) -> Iterator[Row]:
    """Yield the forecasts that both worlds can answer, world by world.

    Parameters
    ----------
    questions : Questions
        The forecasts.
    labels : sequence of str
        What the worlds are called, the reference first.
    found : sequence of Answers
        What each answers.
    """
    reference = found[0]
    for label, other in zip(labels[1:], found[1:], strict=True):
        for key, (question, reading) in asked(questions).items():
            if key in reference.hits and key in other.hits:
                proposition = question.proposition if reading.name == MAIN else reading.text
                difference = paired(reference.hits[key], other.hits[key])
                note = _yardstick(key, reference, other)
                yield Row(question.id, reading.name, proposition, question.paragraph, label, difference, note)


def skipped(labels: Sequence[str], found: Sequence[Answers]) -> Iterator[Skipped]:
    """Yield the forecasts that a world cannot answer.

    Parameters
    ----------
    labels : sequence of str
        What the worlds are called, the reference first.
    found : sequence of Answers
        What each answers.
    """
    for label, one in zip(labels, found, strict=True):
        for (forecast, reading), reason in one.refused.items():
            yield Skipped(forecast, reading, label, reason)


def _told(first: Evidence, others: Sequence[Evidence]) -> str:
    """Name the bodies of evidence compared, and say so where their forecasts differ."""
    names = " against ".join(map(evidence_told, (first, *others)))
    files = {fingerprint(evidence.path("forecasts.toml")) for evidence in (first, *others)}
    return names if len(files) == 1 else f"{names}; the forecasts are those of {first.folder.name}"


def _yardstick(key: Key, reference: Answers, other: Answers) -> str:
    """Say so where the worlds differ in what counts as a change."""
    ours, theirs = reference.deltas[key], other.deltas[key]
    return "" if ours == theirs else f"a change counts from {ours:.3g} on in the reference, from {theirs:.3g} here"
