"""Telling the rule that resolves a forecast in words, with its dates."""

from __future__ import annotations

from balkansim.forecasting.months import told
from balkansim.forecasting.questions import Question, Window
from balkansim.forecasting.rules import (
    Accession,
    BelowReference,
    Calm,
    Conversion,
    HazardRatio,
    InstitutionEntry,
    Lapse,
    LevelChange,
    Polarisation,
    Rule,
    Secession,
    Series,
    StaysOut,
    Tension,
)

NOT_SCORED = "no rule outside the model was fixed: shown and never scored against events"
INSTITUTIONS = {"pfp": "the Partnership for Peace"}


def in_words(rule: Rule, window: Window) -> str:
    """Tell when a history counts as a yes.

    Parameters
    ----------
    rule : Rule
        The rule of a forecast or of a reading.
    window : Window
        Its calendar months.
    """
    match rule:
        case Accession():
            number = "at least one" if rule.at_least == 1 else f"at least {rule.at_least}"
            return f"{number} of {' '.join(rule.states)} joins the bloc {rule.bloc} within {window}"
        case StaysOut():
            return f"{rule.state} is a member of neither {' nor '.join(rule.blocs)} through {told(window.last)}"
        case HazardRatio():
            against = "the same history's without blocs" if rule.against == "no-blocs" else "that of t0 kept up"
            return f"the summed hazard of {_listed(rule.flashpoints)} over {window} exceeds {rule.factor:g} x {against}"
        case LevelChange():
            side = "above t0 + delta" if rule.direction == "up" else "below t0 - delta"
            return f"{of_series(rule.series)}, mean of {window}, lies {side}"
        case BelowReference():
            level = "the t0 mean of all dyads"
            return f"{of_series(rule.series)} lies below {level} for {rule.months} months running within {window}"
        case Calm():
            arm = "with inclusive dialogue, " if rule.arm == "dialogue" else ""
            incident = f"no incident of severity {rule.severity} or more at {_listed(rule.flashpoints)}"
            return f"{arm}{of_series(rule.series)}, mean of {window}, is at most t0 + delta, and {incident}"
        case Lapse():
            need = "each" if rule.need == "all" else "at least one"
            spell = f"{rule.idle_months} months without activity"
            return f"{need} of {_listed(rule.blocs)} has ended or gone {spell} by {told(window.last)}"
        case InstitutionEntry():
            return f"{rule.state} enters {INSTITUTIONS[rule.institution]} by {told(window.last)}"
        case Conversion():
            return f"the forces of {rule.state} become an army by chance, not by an event, by {told(window.last)}"


def of_series(series: Series) -> str:
    """Name a monthly series.

    Parameters
    ----------
    series : Series
        What a rule names.
    """
    match series:
        case Tension():
            return f"mean tension of {' '.join('-'.join(pair) for pair in series.dyads)}"
        case Polarisation():
            return "polarisation"
        case Secession():
            return f"secession pressure in {series.entity}"
        case _:
            return f"partnership of {series.state} with NATO"


def in_world(question: Question) -> str:
    """Tell how a forecast is resolved outside the model, or that it is not.

    Parameters
    ----------
    question : Question
        The forecast.
    """
    if question.in_world is None:
        return NOT_SCORED
    found = question.in_world
    return f"{found.indicator} (by {found.date}; {found.source})"


def _listed(names: tuple[str, ...]) -> str:
    return " and ".join(names)
