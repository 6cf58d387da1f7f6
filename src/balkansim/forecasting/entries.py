"""Writing the rows of the ledger: word, the model's probability, naive forecast and verdict of each forecast."""

from __future__ import annotations

from balkansim.forecasting.entry import Entry, Run
from balkansim.forecasting.intervals import Spread, spread
from balkansim.forecasting.measures import Measured
from balkansim.forecasting.months import written
from balkansim.forecasting.outcomes import Answer, Survey, decide, has_delta
from balkansim.forecasting.questions import MAIN, Question, Questions, Reading
from balkansim.forecasting.rules import HazardRatio, Rule
from balkansim.forecasting.standing import NOT_HERE
from balkansim.forecasting.told import counted
from balkansim.forecasting.verdicts import BY_CONSTRUCTION, DELTA_FACTORS, NO_TERM, hangs_on_delta, verdict
from balkansim.forecasting.words import Yardstick


def entries(
    questions: Questions, survey: Survey, yardstick: Yardstick, run: Run, *, readings: bool = False
) -> list[Entry]:
    """Turn what a run measured into rows of the ledger.

    Parameters
    ----------
    questions : Questions
        The forecasts.
    survey : Survey
        What the run measured (see `balkansim.forecasting.outcomes.survey`).
    yardstick : Yardstick
        Which band each word stands for.
    run : Run
        What was run.
    readings : bool, optional
        Also give a row to each alternative reading.

    Returns
    -------
    list of Entry
        In the order of the forecasts file.
    """
    return [
        entry(question, reading, survey[question.id, reading.name], yardstick, run)
        for question in questions.forecasts
        for reading in (question.all_readings() if readings else question.all_readings()[:1])
    ]


def entry(question: Question, reading: Reading, answer: Answer, yardstick: Yardstick, run: Run) -> Entry:
    """Turn what a run measured on one reading into a row.

    Parameters
    ----------
    question : Question
        The forecast.
    reading : Reading
        The reading of it.
    answer : Answer
        What the run measured on it.
    yardstick : Yardstick
        Which band each word stands for.
    run : Run
        What was run.
    """
    band = yardstick.band(question.term) if question.scored else None
    spreads = spreads_of(reading.rule, answer)
    main = spreads[0] if spreads else None
    shares = (main.shares(*band) if main and band else None) or (None, None, None)
    window = reading.window or question.window
    return Entry(
        id=question.id,
        proposition=question.proposition if reading.name == MAIN else f"reading: {reading.text}",
        scenario=answer.scenario or run.scenario,
        term=question.shown_term,
        term_low=band[0] if band else None,
        term_high=band[1] if band else None,
        probability=main.mean if main else None,
        low=main.low if main else None,
        high=main.high if main else None,
        mc_error=main.mc_error if main else None,
        draws=main.draws if main else None,
        histories_per_draw=main.histories if main else None,
        hits=main.hits if main else None,
        model_term=yardstick.word_for(main.mean) if main else None,
        naive=_naive(reading, answer),
        verdict=_verdict(question, answer, spreads, band, yardstick),
        share_below=shares[0],
        share_in=shares[1],
        share_above=shares[2],
        paragraph=question.paragraph,
        window_start=written(window.first),
        window_end=written(window.last),
        reading=reading.name,
        yardstick=yardstick.name,
        seed=run.seed,
        evidence=run.evidence,
        version=run.version,
        status=answer.standing.status,
        note=_note(question, reading.rule, answer, spreads, band),
    )


def spreads_of(rule: Rule, answer: Answer) -> list[Spread]:
    """Return the probability of a reading under each multiple of delta, the plain one first.

    Parameters
    ----------
    rule : Rule
        The reading's rule.
    answer : Answer
        What the run measured.

    Returns
    -------
    list of Spread
        One only for a rule without delta; empty where the run cannot answer.
    """
    if answer.measured is None:
        return []
    factors = DELTA_FACTORS if has_delta(rule) else DELTA_FACTORS[:1]
    return [_spread(rule, answer.measured, factor * answer.delta) for factor in factors]


def _spread(rule: Rule, measured: Measured, delta: float) -> Spread:
    """Count the hits of each draw and estimate their spread."""
    hits = decide(rule, measured, delta).reshape(measured.draws, measured.histories)
    return spread(hits.sum(axis=1), measured.histories)


def _verdict(
    question: Question, answer: Answer, spreads: list[Spread], band: tuple[float, float] | None, yardstick: Yardstick
) -> str:
    """Say how probability and word stand to one another, or why that cannot be said."""
    if not spreads:
        return NOT_HERE if answer.standing.note.startswith(NOT_HERE) else answer.standing.status
    if not question.scored:
        return NO_TERM
    return verdict(spreads, band) if band else yardstick.missing(question.term)


def _naive(reading: Reading, answer: Answer) -> tuple[float, float] | None:
    """Return the naive forecast of a reading, read off the plain scenario where it says so."""
    if reading.naive is None:
        return None
    if reading.naive.same_rule_in is None:
        return reading.naive.range()
    if answer.plain is None:
        return None
    share = _spread(reading.rule, answer.plain, answer.delta).mean
    return share, share


def _note(
    question: Question, rule: Rule, answer: Answer, spreads: list[Spread], band: tuple[float, float] | None
) -> str:
    """Say what else belongs to a row."""
    parts = [answer.standing.note]
    if spreads:
        parts += [spreads[0].note, _curve(rule, answer), _effect(question, rule, answer, spreads[0])]
        if band and hangs_on_delta(spreads, band):
            parts.append("halving or doubling delta would change the verdict")
    return "; ".join(part for part in parts if part)


def _curve(rule: Rule, answer: Answer) -> str:
    """Tell in which share of histories the hazard exceeds each factor of a curve."""
    if answer.measured is None or not isinstance(rule, HazardRatio) or not rule.curve:
        return ""
    ratios = answer.measured.values
    shares = (f"{factor:g}: {counted(int((ratios > factor).sum()), len(ratios))}" for factor in rule.curve)
    against = "without blocs" if rule.against == "no-blocs" else "at t0"
    return f"share of histories whose hazard exceeds that {against} by a factor of {', '.join(shares)}"


def _effect(question: Question, rule: Rule, answer: Answer, main: Spread) -> str:
    """Tell by how much an arm changes the probability against the plain scenario."""
    if answer.plain is None:
        return ""
    plain = _spread(rule, answer.plain, answer.delta).mean
    mark = f" ({BY_CONSTRUCTION}: the rules force its sign)" if question.forced_sign else ""
    return f"effect against the same rule in the plain scenario {100 * (main.mean - plain):+.1f} points{mark}"
