"""Which questions overlap, and how many independent ones a set of them is worth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

import numpy as np

from balkansim.forecasting.measures import Bools
from balkansim.forecasting.questions import Question
from balkansim.forecasting.rules import (
    Accession,
    BelowReference,
    Calm,
    HazardRatio,
    InstitutionEntry,
    Lapse,
    LevelChange,
    Rule,
    StaysOut,
    Tension,
)

Matter = tuple[str, ...]
"""One thing a rule looks at: a state joining a bloc, a flashpoint, the tension of a dyad, ..."""


def matters(rule: Rule) -> set[Matter]:
    """Return the things a rule looks at.

    Parameters
    ----------
    rule : Rule
        Any kind.
    """
    match rule:
        case Accession():
            return {("join", state, rule.bloc) for state in rule.states}
        case StaysOut():
            return {("join", rule.state, bloc) for bloc in rule.blocs}
        case HazardRatio():
            return {("clash", place) for place in rule.flashpoints}
        case LevelChange() | BelowReference():
            return _of_series(rule)
        case Calm():
            return _of_series(rule) | {("clash", place) for place in rule.flashpoints}
        case Lapse():
            return {("lapse", bloc) for bloc in rule.blocs}
        case InstitutionEntry():
            return {("enter", rule.state, rule.institution)}
        case _:
            return {(rule.kind, rule.state)}


def _of_series(rule: LevelChange | BelowReference | Calm) -> set[Matter]:
    """Return what a rule about a series looks at: each dyad of a tension, else the series itself."""
    if isinstance(rule.series, Tension):
        return {("tension", *sorted(dyad)) for dyad in rule.series.dyads}
    return {tuple(str(value) for value in rule.series.model_dump().values())}


def overlap(one: Question, other: Question) -> bool:
    """Tell whether two questions look at the same thing in months that both windows have.

    Parameters
    ----------
    one, other : Question
        Two forecasts.
    """
    together = one.window.first <= other.window.last and other.window.first <= one.window.last
    return together and bool(matters(one.rule) & matters(other.rule))


def implies(one: Question, other: Question) -> bool:
    """Tell whether a yes to one question is a yes to another: the same accessions, asked more narrowly.

    Parameters
    ----------
    one, other : Question
        Two forecasts.
    """
    narrow, wide = one.rule, other.rule
    if not (isinstance(narrow, Accession) and isinstance(wide, Accession)):
        return False
    within = other.window.first <= one.window.first and one.window.last <= other.window.last
    return within and narrow.at_least >= wide.at_least and matters(narrow) <= matters(wide)


def groups(questions: Sequence[Question]) -> list[list[str]]:
    """Part questions into groups: those that overlap, directly or through others, are one group.

    Parameters
    ----------
    questions : sequence of Question
        Forecasts.

    Returns
    -------
    list of list of str
        Ids, each once, groups and their members in the order of the questions.
    """
    import networkx as nx

    graph = nx.Graph()
    graph.add_nodes_from(question.id for question in questions)
    graph.add_edges_from((a.id, b.id) for a, b in combinations(questions, 2) if overlap(a, b))
    order = {question.id: k for k, question in enumerate(questions)}
    parts = [sorted(part, key=order.__getitem__) for part in nx.connected_components(graph)]
    return sorted(parts, key=lambda part: order[part[0]])


def effective_number(ids: Sequence[str], hits: Mapping[str, Bools]) -> float:
    """Return how many independent questions a set of correlated ones is worth, n^2 / (sum of r_ij^2).

    This is the participation ratio of the eigenvalues of the correlation matrix, the effective number of degrees of
    freedom of Bretherton et al. (1999). Both scores of a question are linear in its yes or no, so that r^2 between two
    scores is that between the two outcomes, whichever way each question is put.

    Parameters
    ----------
    ids : sequence of str
        The questions, at least one.
    hits : mapping of str to numpy.ndarray of bool
        Yes or no of the same histories for each question, any shape.

    Returns
    -------
    float
        From 1 to the number of questions; one that no history, or each, answers yes is taken as uncorrelated.
    """
    answers = np.array([np.ravel(hits[name]) for name in ids], dtype=float)
    centred = answers - answers.mean(axis=1, keepdims=True)
    scale = np.sqrt((centred**2).sum(axis=1))
    unit = np.divide(centred, scale[:, None], out=np.zeros_like(centred), where=scale[:, None] > 0)
    squared = (unit @ unit.T) ** 2
    np.fill_diagonal(squared, 1.0)
    return float(len(ids) ** 2 / squared.sum())
