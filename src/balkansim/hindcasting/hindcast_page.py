"""A hindcast as a page: forecasts beside outcomes, scores, skills, what may be claimed, and what is in-sample."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from balkansim.explaining.page import Page, Section, Table
from balkansim.forecasting.told import NOTHING, band, percent
from balkansim.hindcasting.distributions import mean
from balkansim.hindcasting.scoring import MeanScore, SubjectSkill
from balkansim.hindcasting.verified import BASE, CRPS, WHETHER, Verified
from balkansim.scoring.forecasters import MODEL, STATUS_QUO
from balkansim.scoring.judging import BETTER, FEWEST_TO_CLAIM, WORSE
from balkansim.scoring.losses import LOG_FLOOR
from balkansim.scoring.template import NO, YES
from balkansim.scoring.told import ends, number, score_name

if TYPE_CHECKING:
    from balkansim.hindcasting.hindcast import Hindcast

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
    """Write a hindcast as a page.

    Parameters
    ----------
    found : Hindcast
        What was found.
    """
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
    """Say in a sentence what a hindcast allows to claim of the model.

    Parameters
    ----------
    found : Hindcast
        What was found.
    """
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
    means = (f"{mean(found.shares[name]):.2f}" for name in (MODEL, BASE, STATUS_QUO))
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
