"""The function behind the command `hindcast`."""

from __future__ import annotations

import csv
import io
import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from balkansim.errors import BalkansimError
from balkansim.forecasts.intervals import Spread, spread
from balkansim.forecasts.ledger import NOTHING, Run, band, percent
from balkansim.model.ensemble import Ensemble, on_all_cores
from balkansim.months import last_day
from balkansim.pages import Explanation, Page, Section, Table
from balkansim.validation.past import (
    CONFRONTATION,
    EXPANSION,
    Base,
    Counts,
    Past,
    PastQuestion,
    base_rate,
    counts,
    subject_of,
    world_of,
)
from balkansim.validation.resolutions import NO, YES
from balkansim.validation.score import ends, number, score_name
from balkansim.validation.scoring_rules import (
    BETTER,
    FEWEST_TO_CLAIM,
    LOG_FLOOR,
    MODEL,
    STATUS_QUO,
    WORSE,
    Estimate,
    Judged,
    Shares,
    Skill,
    at_least,
    claim,
    crps,
    joint,
    mean,
    mean_distribution,
    of_counts,
    skill,
    whether,
)

if TYPE_CHECKING:
    from balkansim.evidence.evidence import Evidence
    from balkansim.scenario.scenario import Scenario

FILE = "hindcast.toml"


def hindcast(
    questions: Path | str | None = None,
    *,
    freeze: Sequence[str] = (),
    question: Sequence[str] = (),
    draws: int = 200,
    histories: int = 20,
    seed: int = 1,
    calibrated: bool = False,
    evidence: Evidence | Path | str | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Hindcast:
    """Forecast from past dates and score the forecasts against what followed.

    Parameters
    ----------
    questions : path, optional
        A file of questions of the past; by default the one that ships.
    freeze, question : sequence of str
        Only the questions of these dates, such as ``2015-04``, or of these ids; by default all.
    draws, histories, seed : int
        Parameter draws at each freeze, histories in each, and seed of all luck.
    calibrated : bool
        Whether coefficients are drawn from the posterior, as `balkansim.forecast` draws them; that is in-sample. By
        default from their priors.
    evidence : Evidence or path, optional
        Evidence folder; by default what ships.
    progress : callable, optional
        Told how much of the work is done, in per cent, and 100.

    Returns
    -------
    Hindcast
        Prints as text, shows as HTML, ``.to_frame()``, ``.to_json()``, ``.to_csv()``.

    Raises
    ------
    BalkansimError
        If the file is missing, empty or malformed, a date, an id or an outcome is unknown, a window lies outside its
        scenario's, no outcome is known, or `calibrated` is asked of evidence without a posterior.
    """
    from balkansim.files import data_root
    from balkansim.forecasts.forecast import run_of
    from balkansim.model.ensemble import Ensemble, Size
    from balkansim.scenario.resolve import load
    from balkansim.validation.past import PriorMaker, check_calibrated, chosen, load_past, sample_told
    from balkansim.validation.resolutions import UNKNOWN

    size = Size(draws, histories, seed)
    baseline, known = load(evidence=evidence)
    file = data_root() / "seeds" / FILE if questions is None else Path(questions)
    past = load_past(file)
    asked = chosen(past, freeze, question)
    resolved = [one for one in asked if one.outcome != UNKNOWN]
    if not resolved:
        raise BalkansimError(
            f"the outcome of all {len(asked)} questions is unknown", expected="at least one known", where=str(file)
        )
    if calibrated:
        check_calibrated(known)
    ensemble = Ensemble(known, size) if calibrated else PriorMaker(known, size)
    found = verified(past, resolved, ensemble, file, progress)
    dates = ", ".join(dict.fromkeys(one.freeze for one in resolved))
    return Hindcast(
        replace(run_of(baseline, known, size, 0), scenario=f"frozen at {dates}"),
        file.name if questions is None else str(file),
        sample_told(known, calibrated=calibrated),
        found,
        {one.id: one.source for one in asked if one.outcome == UNKNOWN},
        mean_scores(found),
        skills(found),
    )


BASE, BLANK_AS_CALM = "base rate", "base rate, blank years calm"
CRPS = "crps"
WHETHER, HOW_MANY = ("brier", "log"), (CRPS,)
"""Scores of questions that ask whether, and of those that ask how many."""


@dataclass(frozen=True)
class Verified(Judged):
    """One question of the past, forecast and resolved; of a question how many, yes stands for any at all.

    ``freeze``, ``about``, ``subject``, ``proposition``: date of the freeze, name of the group of questions,
    ``expansion`` or ``confrontation``, and what is asked. ``count``: what happened, where the question asks how many.
    ``spread``: the model's probability of yes, or of any at all, with its interval over parameter draws.
    """

    freeze: str
    about: str
    subject: str
    proposition: str
    count: int | None
    shares: Mapping[str, Shares]
    spread: Spread
    base: Base

    @property
    def scores(self) -> tuple[str, ...]:
        """The scores that fit the question."""
        return WHETHER if self.count is None else HOW_MANY

    def loss(self, forecaster: str, score: str) -> float:
        """Return a forecaster's score on it. ``score`` ({"brier", "log", "crps"}): one of its scores."""
        if score == CRPS:
            return crps(self.shares[forecaster], int(self.outcome) if self.count is None else self.count)
        return super().loss(forecaster, score)


Progress = Callable[[int, int], None]
Counted = Mapping[str, Counts]
"""What each question counted in each history, shape (draws, histories), by id."""


def verified(
    past: Past,
    questions: Sequence[PastQuestion],
    ensemble: Ensemble,
    file: Path,
    progress: Progress | None = None,
) -> tuple[Verified, ...]:
    """Forecast questions of the past from their freezes and hold the forecasts against what happened.

    ``progress``: told how much of the work is done, in per cent, and 100.
    """
    asked = {f: [q for q in questions if q.freeze == f.date] for f in past.freezes}
    worlds = {freeze: world_of(freeze, some, ensemble.evidence, file) for freeze, some in asked.items() if some}
    groups = list(dict.fromkeys(freeze.group for freeze in past.freezes))
    known: dict[int, dict[Any, Any]] = {}
    counted = on_all_cores(lambda freeze: _counted(worlds[freeze], asked[freeze], ensemble, known), worlds, progress)
    return tuple(
        _verified(question, counts_of[question.id], past, (groups.index(freeze.group) + 1, freeze.group))
        for freeze, counts_of in zip(worlds, counted, strict=True)
        for question in asked[freeze]
    )


def _counted(
    world: Scenario,
    questions: Sequence[PastQuestion],
    ensemble: Ensemble,
    known: dict[int, dict[Any, Any]],
) -> Counted:
    """Run one world and count what its questions ask; draws made for an earlier freeze are taken over."""

    def work(first: int, draws: int) -> dict[str, Counts]:
        trajectories = ensemble.run_arm(world, first, draws, known.setdefault(first, {}))
        return {q.id: counts(q.rule, q.window, trajectories).reshape(draws, -1) for q in questions}

    pieces = ensemble.over_chunks(work)
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


ALL = "all"
SUBJECTS = (ALL, EXPANSION, CONFRONTATION)
FORECASTERS = (MODEL, BASE, BLANK_AS_CALM, STATUS_QUO)
SCORES = (*WHETHER, *HOW_MANY)


@dataclass(frozen=True)
class MeanScore:
    """A forecaster's mean score on the questions of a subject."""

    subject: str
    forecaster: str
    score: str
    questions: int
    groups: int
    estimate: Estimate


@dataclass(frozen=True)
class SubjectSkill(Skill):
    """The model against a reference on the questions of a subject."""

    subject: str


def mean_scores(found: Sequence[Verified]) -> tuple[MeanScore, ...]:
    """Return every forecaster's mean scores, by subject."""
    return tuple(
        MeanScore(subject, name, score, len(mine), groups_of(mine), mean(joint(mine, name, score)))
        for subject, score, of in _sets(found)
        for name in FORECASTERS
        if (mine := of if _is_complete(of, name) else [])
    )


def skills(found: Sequence[Verified]) -> tuple[SubjectSkill, ...]:
    """Return the model's skills against each reference, by subject."""
    return tuple(
        _skill_score(subject, score, of, reference)
        for subject, score, of in _sets(found)
        for reference in FORECASTERS[1:]
        if _is_complete(of, reference)
    )


def groups_of(found: Sequence[Verified]) -> int:
    """Count the groups that questions form."""
    return len({one.group for one in found})


def _skill_score(subject: str, score: str, found: Sequence[Verified], reference: str) -> SubjectSkill:
    estimate = skill(joint(found, MODEL, score), joint(found, reference, score))
    groups = groups_of(found)
    said = claim(estimate, groups, [one.changed for one in found])
    return SubjectSkill(MODEL, reference, score, len(found), groups, float(groups), estimate, said, subject)


def _sets(found: Sequence[Verified]) -> Iterator[tuple[str, str, list[Verified]]]:
    """Yield the questions of each subject that a score fits, where there are any."""
    for subject in SUBJECTS:
        for score in SCORES:
            fit = [one for one in found if score in one.scores and subject in (ALL, one.subject)]
            if fit and (subject == ALL or len({one.subject for one in found}) > 1):
                yield subject, score, fit


def _is_complete(found: Sequence[Verified], forecaster: str) -> bool:
    """Tell whether a forecaster forecast all of some questions."""
    return all(forecaster in one.shares for one in found)


TOLD_IN_FULL = 12
"""Questions up to which each is told with its source."""
IN_FULL = "Every question in full, with its source: --question ID, --freeze DATE, or --out FILE.csv."
WHETHERS = ("id", "came", MODEL, "90%", BASE, "known then", STATUS_QUO, "Brier: model", "base")
HOW_MANYS = ("id", "came", "model: mean", "base", STATUS_QUO, "CRPS: model", "base", STATUS_QUO)
MEANS = ("of", "forecaster", "score", "questions", "groups", "mean", "90%")
SKILLS = ("of", "model against", "score", "groups", "skill", "90%", "claim")
HOW_TO_READ = (
    "Each forecast is made from its freeze: no event after it, no state, bloc or troop strength changed later, no case "
    "counted that had not ended by then. Patrons, NATO and EU membership stay as the scenario has them.",
    "base rate: Jeffreys' posterior mean, (hits + 1/2) / (cases + 1), of earlier candidates, formats or years on "
    "record known then; a half where none was. status quo: nobody joins; a year is like the last one on record.",
    "Brier, log: losses on questions whether, 0 is best; log within "
    f"{LOG_FLOOR:g} and {1 - LOG_FLOOR:g}. CRPS: loss on questions how many, in states or years.",
    "A group (a format, or a flashpoint with all its years) counts once, with the mean of its questions; 90%: "
    "bootstrap over groups, none with one group; with so few groups such an interval is too narrow.",
    "skill: 1 - loss / reference's loss; 1 is perfect, 0 no better, -inf against a reference without loss. claim: none "
    f"with fewer than {FEWEST_TO_CLAIM} groups, none where outcomes are all one way, none where the interval spans 0.",
)
CAUTIONS = (
    "Years of northern Kosovo are on record mostly because something happened: scores on them, and their base rate, "
    "reward whoever forecasts trouble. With blank years taken as calm the same base rate is far lower.",
    "Who counts as a candidate, and which event made a year serious or severe, was coded by hand and in hindsight.",
    "Nearly every index of these past worlds stands at the codebook's default; figures of expenditure are later ones.",
)


def hindcast_page(found: Hindcast) -> Page:
    """Write a hindcast as a page."""
    run = found.run
    whether = [one for one in found.verified if one.count is None]
    how_many = [one for one in found.verified if one.count is not None]
    groups = len({one.about for one in found.verified})
    lines = (
        f"{run.draws} parameter draws x {run.histories} histories at each freeze; seed {run.seed}; "
        f"evidence {run.evidence}",
        f"questions: {found.file}",
        f"{len(found.verified)} questions scored in {groups} {'group' if groups == 1 else 'groups'}; "
        f"{len(found.left_out)} left out",
    )
    sections = (
        Section("sample", (found.coefficients,)),
        Section("asked", _asked(found.verified)),
        Section("whether", (Table(WHETHERS, tuple(map(_whether, whether))),) if whether else ()),
        Section("how many", (Table(HOW_MANYS, tuple(map(_how_many, how_many))),) if how_many else ()),
        Section("left out", _left_out(found)),
        Section("scores", (Table(MEANS, tuple(map(_mean, found.means))),)),
        Section("skill", (Table(SKILLS, tuple(map(_skill, found.skills))), verdict(found))),
        Section("cautions", CAUTIONS),
        Section("reading", HOW_TO_READ),
    )
    return Page(f"balkansim {run.version}: hindcast of {run.date}", lines, sections)


def verdict(found: Hindcast) -> str:
    """Say in a sentence what a hindcast allows to claim of the model."""
    claims = [one for one in found.skills if one.claim in (BETTER, WORSE)]
    if claims:
        told = (f"{one.claim} than {one.reference} by {score_name(one.score)} ({one.subject})" for one in claims)
        return f"the model is {'; '.join(told)}; no more can be claimed."
    groups = len({one.about for one in found.verified})
    return (
        f"nothing can be claimed: {len(found.verified)} questions in {groups} independent "
        f"{'group' if groups == 1 else 'groups'}, or too much alike, are too few to tell the model's skill from luck, "
        "better or worse."
    )


def _asked(found: Sequence[Verified]) -> tuple[str, ...]:
    """Tell each question with its source, or where that is found."""
    if len(found) > TOLD_IN_FULL:
        return (IN_FULL,)
    return tuple(f"{one.id} ({one.freeze}): {one.proposition}. {one.source}." for one in found)


def _whether(found: Verified) -> tuple[str, ...]:
    """Return a question whether as cells."""
    shares = {name: f"{percent(forecast[1])}%" for name, forecast in found.shares.items()}
    losses = (f"{found.loss(name, WHETHER[0]):.3f}" for name in (MODEL, BASE))
    base, spread = found.base, found.spread
    known = f"{base.hits} of {base.known}"
    interval = band(spread.low, spread.high) or NOTHING
    return (
        found.id,
        YES if found.outcome else NO,
        shares[MODEL],
        interval,
        shares[BASE],
        known,
        shares[STATUS_QUO],
        *losses,
    )


def _how_many(found: Verified) -> tuple[str, ...]:
    """Return a question how many as cells."""
    means = (f"{mean_distribution(found.shares[name]):.2f}" for name in (MODEL, BASE, STATUS_QUO))
    losses = (f"{found.loss(name, CRPS):.3f}" for name in (MODEL, BASE, STATUS_QUO))
    return found.id, str(found.count), *means, *losses


def _left_out(found: Hindcast) -> tuple[str, ...]:
    """Count the questions left out, by reason, and name them."""
    reasons = Counter(found.left_out.values())
    named = {why: [name for name, reason in found.left_out.items() if reason == why] for why in reasons}
    return tuple(f"{count} questions, {why}: {', '.join(named[why])}" for why, count in reasons.items())


def _mean(found: MeanScore) -> tuple[str, ...]:
    """Return a forecaster's mean score as cells."""
    questions, groups = str(found.questions), str(found.groups)
    value = f"{found.estimate.value:.3f}"
    return found.subject, found.forecaster, score_name(found.score), questions, groups, value, ends(found.estimate)


def _skill(found: SubjectSkill) -> tuple[str, ...]:
    """Return a skill as cells."""
    value, interval = number(found.estimate.value), ends(found.estimate)
    return found.subject, found.reference, score_name(found.score), str(found.groups), value, interval, found.claim


@dataclass(frozen=True)
class Hindcast(Explanation):
    """Forecasts from past dates, scored against what followed."""

    run: Run
    file: str
    coefficients: str
    verified: tuple[Verified, ...]
    left_out: Mapping[str, str]
    means: tuple[MeanScore, ...]
    skills: tuple[SubjectSkill, ...]

    def page(self) -> Page:
        """Return the hindcast as a page."""
        return hindcast_page(self)

    def rows(self) -> list[dict[str, Any]]:
        """Return one row a question and forecaster; scores that do not fit the question are None."""
        return [
            {
                "id": found.id,
                "freeze": found.freeze,
                "group": found.about,
                "subject": found.subject,
                "proposition": found.proposition,
                "outcome": found.count if found.count is not None else int(found.outcome),
                "asks": "whether" if found.count is None else "how many",
                "forecaster": name,
                "forecast": mean_distribution(shares),
                "low": found.spread.low if name == MODEL and found.count is None else None,
                "high": found.spread.high if name == MODEL and found.count is None else None,
                **{score: found.loss(name, score) if score in found.scores else None for score in SCORES},
                "base_cases": found.base.cases,
                "base_hits": found.base.hits,
                "base_known": found.base.known,
                "source": found.source,
            }
            for found in self.verified
            for name, shares in found.shares.items()
        ]

    def to_csv(self) -> str:
        """Return the rows as CSV, line ends as on Unix."""
        rows, file = self.rows(), io.StringIO()
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        return file.getvalue()

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain values; a skill without lower bound is null."""
        return {
            "run": asdict(self.run),
            "file": self.file,
            "coefficients": self.coefficients,
            "fewest_to_claim": FEWEST_TO_CLAIM,
            "log_floor": LOG_FLOOR,
            "left_out": dict(self.left_out),
            "scored": self.rows(),
            "means": [_finite(asdict(found)) for found in self.means],
            "skills": [_finite(asdict(found)) for found in self.skills],
        }


def _finite(values: dict[str, Any]) -> dict[str, Any]:
    """Return plain values without infinities, at any depth."""

    def kept(value: Any) -> Any:
        if isinstance(value, dict):
            return _finite(value)
        return None if isinstance(value, float) and not math.isfinite(value) else value

    return {key: kept(value) for key, value in values.items()}
