"""The functions behind the command `score`."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from balkansim.errors import BalkansimError
from balkansim.forecasts.forecast import answers_of, ledger_and_survey
from balkansim.forecasts.kinds import Bools
from balkansim.forecasts.ledger import NOTHING, Entry, Ledger, percent
from balkansim.forecasts.questions import MAIN, Question, Questions
from balkansim.model.ensemble import RunOptions, Size
from balkansim.pages import Explanation, Page, Section, Table
from balkansim.scenario.scenario import Scenario
from balkansim.validation.resolutions import NO, YES, Resolution, effective_number, groups, main_rows, resolvable
from balkansim.validation.scoring_rules import (
    BETTER,
    EXACT_UP_TO,
    FEWEST_TO_CLAIM,
    LOG_FLOOR,
    LOSSES,
    MODEL,
    NAIVE,
    RESAMPLES,
    STATUS_QUO,
    WORD,
    WORSE,
    Judged,
    Mean,
    Skill,
    means,
    probabilities,
    skills,
)

if TYPE_CHECKING:
    from balkansim.evidence.evidence import Evidence
    from balkansim.validation.scoring_rules import Estimate

    Setting = Sequence[str] | Mapping[str, Any]

FORECAST = {"scenario": "baseline", "draws": 200, "histories": 20, "seed": 1, "yardstick": ""}
"""What a forecast is run with where nothing is said."""


def score(
    resolutions: Path | str,
    scenario: str | Scenario = "baseline",
    *,
    ledger: Ledger | Path | str | None = None,
    draws: int = 200,
    histories: int = 20,
    seed: int = 1,
    yardstick: str = "",
    with_: Sequence[str] = (),
    set_: Setting = (),
    evidence: Evidence | Path | str | None = None,
    forecasts: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Scores:
    """Score a forecast ledger against what happened.

    Parameters
    ----------
    resolutions : path or str
        The file of resolutions; `template` writes it.
    scenario : str or Scenario
        Name or path of a scenario, or a resolved one, whose forecast is run where no ledger is given.
    ledger : Ledger or path, optional
        A ledger, or the JSON that `balkansim forecast --json` printed.
    draws, histories, seed, yardstick, with_, set_, progress
        As in `balkansim.forecast`; only without a ledger.
    evidence : Evidence or path, optional
        Evidence folder, whose forecasts have the rules; by default what ships.
    forecasts : int, optional
        Version of the forecasts; by default the newest.

    Returns
    -------
    Scores
        Prints as text, shows as HTML, ``.to_frame()``, ``.to_json()``.

    Raises
    ------
    BalkansimError
        If the resolutions are missing, malformed, of other forecasts or all unknown, anything else named is unknown or
        malformed, or a ledger is given together with what to run.
    """
    from balkansim.forecasts.questions import questions_of
    from balkansim.validation.resolutions import read_resolutions

    asked = {"scenario": scenario, "draws": draws, "histories": histories, "seed": seed, "yardstick": yardstick}
    if ledger is not None:
        _refuse_both({**asked, "with_": with_, "set_": set_})
    options = RunOptions(scenario, draws, histories, seed, with_, set_, evidence, forecasts)
    size, resolved, known = options.resolved()
    questions = questions_of(known)
    file = Path(resolutions)
    happened = read_resolutions(file, questions)
    if ledger is not None:
        given, notes = _given(ledger, known)
        return scores_of(given, questions, happened, file=str(file), notes=notes)
    made, hits = ledger_and_answers(resolved, known, questions, size, yardstick=yardstick, progress=progress)
    return scores_of(made, questions, happened, file=str(file), hits=hits)


def template(path: Path | str, *, evidence: Evidence | Path | str | None = None, force: bool = False) -> int:
    """Write the file of resolutions to fill in: id, rule outside the model, window, outcome, date and source.

    ``path``: where to. ``evidence``: evidence folder with the forecasts; by default what ships.
    """
    from balkansim.forecasts.questions import questions_of
    from balkansim.scenario.resolve import load
    from balkansim.validation.resolutions import write_template

    _, known = load(evidence=evidence)
    return write_template(questions_of(known), Path(path), force=force)


def _refuse_both(asked: Mapping[str, Any]) -> None:
    """Refuse a ledger together with what to run."""
    lists = ("with_", "set_")
    said = [
        name.strip("_") for name, value in asked.items() if (bool(value) if name in lists else value != FORECAST[name])
    ]
    if said:
        raise BalkansimError(
            f"--ledger together with {', '.join(said)}",
            expected="a ledger, or what to run to make one",
            where="score",
            todo="leave one out; --evidence may stay",
        )


def _given(ledger: Ledger | Path | str, evidence: Evidence) -> tuple[Ledger, tuple[str, ...]]:
    """Return a ledger given or read, and a note where it rests on other evidence than the rules read."""
    from balkansim.forecasts.forecast import evidence_told
    from balkansim.validation.resolutions import read_ledger

    found = read_ledger(Path(ledger)) if isinstance(ledger, str | Path) else ledger
    mine = evidence_told(evidence)
    if found.run.evidence == mine:
        return found, ()
    return found, (f"the ledger rests on evidence {found.run.evidence}, the rules are those of {mine}.",)


def ledger_and_answers(
    scenario: Scenario,
    evidence: Evidence,
    questions: Questions,
    size: Size,
    *,
    yardstick: str = "",
    progress: Callable[[int, int], None] | None = None,
) -> tuple[Ledger, dict[str, Bools]]:
    """Run a forecast.

    ``yardstick``: name of the yardstick; by default the file's own. Returns: dict of str to numpy.ndarray of bool,
    shape (draws, histories); whether each forecast that the run can answer came true.
    """
    written, survey = ledger_and_survey(scenario, evidence, questions, size, yardstick=yardstick, progress=progress)
    found = answers_of(questions, survey)
    return written, {name: hits for (name, reading), hits in found.hits.items() if reading == MAIN}


UNBOUNDED = "-inf"
NAMES = {"brier": "Brier", "crps": "CRPS"}


def number(value: float) -> str:
    """Return a score or skill with three decimals; a skill against a reference without loss has no bound."""
    return f"{value:.3f}" if math.isfinite(value) else UNBOUNDED


def ends(estimate: Estimate) -> str:
    """Return both ends of an interval, such as ``0.012..0.3``, or that there is none."""
    if estimate.low is None or estimate.high is None:
        return NOTHING
    return f"{number(estimate.low)}..{number(estimate.high)}"


def score_name(score: str) -> str:
    """Return a score's name as it is printed: Brier's with its capital."""
    return NAMES.get(score, score)


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
    """Write scores as a page."""
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
    """Say in a sentence what the scores allow to claim of the model."""
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


@dataclass(frozen=True)
class Scores(Explanation):
    """A ledger scored against what happened. ``notes``: what else must be said."""

    ledger: Ledger
    resolutions: str
    judged: tuple[Judged, ...]
    groups: tuple[tuple[str, ...], ...]
    worth: float
    worth_from: str
    left_out: dict[str, str]
    means: tuple[Mean, ...]
    skills: tuple[Skill, ...]
    notes: tuple[str, ...] = ()

    def page(self) -> Page:
        """Return the scores as a page."""
        return scores_page(self)

    def rows(self) -> list[dict[str, Any]]:
        """Return one row a question and forecaster, with both scores."""
        return [
            {
                "id": found.id,
                "group": found.group,
                "outcome": found.outcome,
                "date": found.date.isoformat(),
                "source": found.source,
                "forecaster": name,
                "probability": probability,
                **{score: found.loss(name, score) for score in LOSSES},
            }
            for found in self.judged
            for name, probability in found.forecasts.items()
        ]

    def as_dict(self) -> dict[str, Any]:
        """Return the scores as plain values; a skill without lower bound is null."""
        return {
            "run": self.ledger.as_dict()["run"],
            "resolutions": self.resolutions,
            "questions": len(self.judged),
            "groups": [list(group) for group in self.groups],
            "effective_number": self.worth,
            "effective_number_from": self.worth_from,
            "fewest_to_claim": FEWEST_TO_CLAIM,
            "log_floor": LOG_FLOOR,
            "left_out": dict(self.left_out),
            "scored": self.rows(),
            "means": [asdict(found) for found in self.means],
            "skills": [_finite(asdict(found)) for found in self.skills],
            "notes": list(self.notes),
        }


def _finite(values: dict[str, Any]) -> dict[str, Any]:
    """Return plain values without infinities, at any depth."""
    return {
        key: _finite(value)
        if isinstance(value, dict)
        else None
        if isinstance(value, float) and not math.isfinite(value)
        else value
        for key, value in values.items()
    }


FROM_HISTORIES = "n^2 / sum of r^2, r between their outcomes over the histories, and no more than the groups"
FROM_GROUPS = "one a group: a ledger that was read has no histories to correlate"
UNKNOWN_YET = "outcome unknown"
NOT_IN_FILE = "not among the resolutions"
OPEN_YET = (
    "still unknown; what changes is known earlier than what does not, so that scores taken before every window has "
    "ended favour forecasts of change"
)
NO_NUMBER = "the ledger has no number for it"


def scores_of(
    ledger: Ledger,
    questions: Questions,
    resolutions: Sequence[Resolution],
    *,
    file: str,
    hits: Mapping[str, Bools] | None = None,
    notes: Sequence[str] = (),
) -> Scores:
    """Score a ledger.

    ``hits``: yes or no of each history, by which overlap is measured; without, each group is worth one question.
    ``notes``: what else must be said.
    """
    rows = main_rows(ledger, questions, "ledger")
    told = {resolution.id: resolution for resolution in resolutions}
    left_out = {q.id: why for q in resolvable(questions) if (why := _why_not(told.get(q.id), rows.get(q.id)))}
    scored = [question for question in resolvable(questions) if question.id not in left_out]
    if not scored:
        reasons = "; ".join(f"{name}: {why}" for name, why in left_out.items())
        raise BalkansimError(f"nothing to score ({reasons})", expected="a number and an outcome", where=file)
    parts = groups(scored)
    judged = tuple(_judged(question, rows[question.id], told[question.id], parts) for question in scored)

    def worth(some: Sequence[Judged]) -> float:
        most = float(len({found.group for found in some}))
        return most if hits is None else min(most, effective_number([found.id for found in some], hits))

    return Scores(
        ledger,
        file,
        judged,
        tuple(map(tuple, parts)),
        worth(judged),
        FROM_GROUPS if hits is None else FROM_HISTORIES,
        left_out,
        means(judged),
        skills(judged, worth),
        (*notes, *_cautions(resolutions, [question.id for question in scored])),
    )


def _why_not(resolution: Resolution | None, row: Entry | None) -> str:
    """Say why a question cannot be scored, or nothing."""
    if resolution is None:
        return NOT_IN_FILE
    if resolution.outcome is None:
        return UNKNOWN_YET
    if row is None or row.probability is None:
        return f"{NO_NUMBER}: {row.verdict}" if row else NO_NUMBER
    return ""


def _judged(question: Question, row: Entry, resolution: Resolution, parts: list[list[str]]) -> Judged:
    """Put forecast and outcome of one question together."""
    assert resolution.outcome is not None and resolution.date is not None
    group = next(k for k, part in enumerate(parts, start=1) if question.id in part)
    forecasts = probabilities(row, question.rule)
    return Judged(question.id, group, resolution.outcome, resolution.date, resolution.source, forecasts)


def _cautions(resolutions: Sequence[Resolution], scored: Sequence[str]) -> list[str]:
    """Tell what makes resolutions less sure than they look."""
    used = [resolution for resolution in resolutions if resolution.id in scored]
    told = {
        "said to stay unchanged before the window's last day; taken as told": [r.id for r in used if r.early],
        "no source is named": [r.id for r in used if not r.source],
        OPEN_YET: [r.id for r in resolutions if r.outcome is None],
    }
    return [f"{', '.join(ids)}: {what}." for what, ids in told.items() if ids]
