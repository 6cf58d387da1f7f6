"""How a bloc holds together: joint activity, exit, lapse and cohesion."""

from __future__ import annotations

from math import exp
from typing import Any

from balkansim.model.rulebook.maths import clip, clipped, logit, sigma
from balkansim.model.rulebook.registry import rule


@rule("blocs", (0.0, 1.0), rises=("cohesion",), falls=("stretch_change",))
def exercise_chance(c: Any, cohesion: float, stretch_change: float) -> float:
    """Return the chance that a bloc does something together in a month.

    Parameters
    ----------
    c : coefficients
    cohesion : float
        Cohesion in [0, 1].
    stretch_change : float
        Rise of the members' budget stretch since t0.

    Returns
    -------
    float
        Probability in [0, 1].

    Source
    ------
    A7, B14, B25 (joint exercises and training are what both texts promise); B35 (budgets).

    Reading
    -------
    Any joint activity counts; a bloc inactive for a year has lapsed in substance.
    """
    return sigma(logit(c.exercise_base) + c.exercise_cohesion * (cohesion - 0.5) - c.exercise_stretch * stretch_change)


@rule("blocs", (0.0, 100.0), falls=("cohesion",))
def exit_rate(c: Any, cohesion: float) -> float:
    """Return the yearly rate at which a member leaves its bloc.

    Parameters
    ----------
    c : coefficients
    cohesion : float
        Cohesion in [0, 1].

    Returns
    -------
    float
        Exits a year.

    Source
    ------
    B35; Leeds & Savun 2007 (alliances end when their members' interests change).

    Reading
    -------
    Exponential in cohesion around a half.
    """
    return c.exit_base * exp(c.exit_cohesion * (0.5 - cohesion))


@rule("blocs", (0.0, 100.0), falls=("cohesion",))
def lapse_rate(c: Any, cohesion: float) -> float:
    """Return the yearly rate at which a bloc formally ends.

    Parameters
    ----------
    c : coefficients
    cohesion : float
        Cohesion in [0, 1].

    Returns
    -------
    float
        Endings a year.

    Source
    ------
    B35 (neither is built to last); no dissolution among five formats since 1991.

    Reading
    -------
    Exponential in cohesion around a half.
    """
    return c.lapse_base * exp(c.lapse_cohesion * (0.5 - cohesion))


@rule(
    "blocs",
    (-20.0, 20.0),
    rises=("deviation", "shared_threat_dev", "exercise_dev", "noise"),
    falls=("stretch_change", "divergence", "turnover"),
)
def cohesion_next(
    c: Any,
    deviation: float,
    stretch_change: float,
    divergence: float,
    shared_threat_dev: float,
    exercise_dev: float,
    turnover: float,
    leader_dependence: float,
    noise: float,
) -> float:
    """Return next month's deviation of a bloc's cohesion.

    Parameters
    ----------
    c : coefficients
    deviation : float
        This month's deviation from the standing level, logits.
    stretch_change : float
        Rise of the members' budget stretch since t0.
    divergence : float
        Loss of similarity among the members since the bloc's start.
    shared_threat_dev : float
        Threat shared by the members above that at t0 without blocs.
    exercise_dev : float
        Joint activity of the month above expectation.
    turnover : float
        1 where the government of a member changed this month.
    leader_dependence : float
        How far the bloc rests on its leaders, in [0, 1].
    noise : float
        Standard noise.

    Returns
    -------
    float
        Deviation in logits.

    Source
    ------
    A7, B14, B35, B37 (built to bolster leaders at home); Walt 1997 (why alliances endure or collapse).

    Reading
    -------
    A change of government hurts only as far as the bloc depends on its leaders.
    """
    return (
        (1.0 - c.cohesion_return) * deviation
        - c.cohesion_stretch * stretch_change
        - c.cohesion_divergence * divergence
        + c.cohesion_threat * clipped(shared_threat_dev)
        + c.cohesion_exercise * exercise_dev
        - c.cohesion_turnover * leader_dependence * turnover
        + c.cohesion_noise * noise
    )


@rule("blocs", (0.0, 1.0), rises=("leader_dependence",))
def lost_with_leader(c: Any, leader_dependence: float) -> float:
    """Return the share of a bloc's commitment depth that goes when a member's government changes.

    Parameters
    ----------
    c : coefficients
    leader_dependence : float
        How far the bloc rests on its leaders, in [0, 1].

    Returns
    -------
    float
        Share in [0, 1].

    Source
    ------
    B37 (the pacts bolster their leaders); Leeds & Savun 2007 and Leeds, Mattes & Vogel 2009 (commitments are kept less
    when the leader's coalition changes).

    Reading
    -------
    What leaders built goes with them for good, what institutions hold stays; cohesion falls by its own rule as well.
    """
    return clip(c.depth_turnover * leader_dependence, 0.0, 1.0)
