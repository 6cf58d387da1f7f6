"""Rival answers to whether an outsider joins a bloc: landscape theory and structural balance."""

from __future__ import annotations

from typing import Any

from balkansim.model.rulebook.registry import rule


@rule("accession", (-40.0, 40.0), rises=("relief",))
def landscape_propensity(c: Any, relief: float) -> float:
    """Return an outsider's propensity to join a bloc by landscape theory.

    Parameters
    ----------
    c : coefficients
    relief : float
        Frustration spared by standing with the bloc and against its rivals instead of the reverse, by size, in [-1, 1].

    Returns
    -------
    float
        Propensity, log of the rate relative to an average candidate.

    Source
    ------
    Axelrod & Bennett 1993, A landscape theory of aggregation, British Journal of Political Science 23(2): each actor
    moves to the side that lowers its own frustration.

    Reading
    -------
    The theory knows two sides and no time: here a state that stands aside weighs one side against the other, those who
    took none do not count, and relief makes joining likelier instead of certain. Nothing else matters to it: neither
    invitation nor patrons, budgets nor neutrality.
    """
    return c.landscape_pull * relief


@rule("accession", (-40.0, 40.0), rises=("closure",))
def balance_propensity(c: Any, closure: float) -> float:
    """Return an outsider's propensity to join a bloc by structural balance.

    Parameters
    ----------
    c : coefficients
    closure : float
        How far state and members share friends and foes, in [-1, 1].

    Returns
    -------
    float
        Propensity, log of the rate relative to an average candidate.

    Source
    ------
    Heider 1946; Marvel, Kleinberg, Kleinberg & Strogatz 2011, Continuous-time model of structural balance, PNAS
    108(5): a tie grows with the product of both sides' relations to every third party.

    Reading
    -------
    The flow's sum over third parties is taken as a cosine, so that it does not grow with the roster; over members it is
    averaged. Only third parties count, not how the two stand to each other.
    """
    return c.balance_pull * closure
