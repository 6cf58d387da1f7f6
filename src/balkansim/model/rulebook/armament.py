"""Military expenditure: the yearly change, the claims on it, and how stretched the budget is."""

from __future__ import annotations

from math import tanh
from typing import Any

from balkansim.model.rulebook.maths import clip, level
from balkansim.model.rulebook.registry import rule


@rule(
    "armament",
    (-0.25, 0.25),
    rises=("threat_dev", "rival_arms_dev", "aid_dev", "supplied"),
    falls=("burden_log", "claims", "arms_bound"),
)
def expenditure_growth(
    c: Any,
    threat_dev: float,
    rival_arms_dev: float,
    aid_dev: float,
    burden_log: float,
    claims: float,
    dependence: float,
    supplied: float,
    arms_bound: float,
    fatigue: float,
) -> float:
    """Return the yearly change of the log of military expenditure.

    Parameters
    ----------
    c : coefficients
    threat_dev : float
        Mean threat of the past twelve months above its reference.
    rival_arms_dev : float
        Log of rivals' expenditure relative to its expected path, by nearness and tension.
    aid_dev : float
        Patron aid above its reference.
    burden_log : float
        Log of the military burden relative to t0.
    claims : float
        Share of a rise already pledged to the NATO target, in [0, 1].
    dependence : float
        Dependence on foreign suppliers, in [0, 1].
    supplied : float
        Particular supply by patrons, in [0, 1].
    arms_bound : float
        1 where the 1996 limits bind and are in force.
    fatigue : float
        Budget fatigue, in [0, 1].

    Returns
    -------
    float
        Change of ln expenditure a year, within a quarter either way.

    Source
    ------
    Richardson 1960 (reaction, fatigue, grievance); Dunne & Smith 2007 (reaction to rivals is weak in panels and
    clear in enduring rivalries); A8 (1996 limits), A9, A10 (world trend), B35 (prior claims).

    Reading
    -------
    Own past alone decides where the reaction to rivals is zero. Burden relative to t0 is Richardson's fatigue; budget
    fatigue scales the whole wish down; supply limits what a
    wish can buy in the short run; the limits of 1996 lower the ceiling of those they bind. Ceilings bend the wish (a
    hyperbolic tangent) rather than cut it.
    """
    wish = (
        c.arms_trend
        + c.arms_threat * threat_dev
        + c.arms_rival * clip(rival_arms_dev, -1.5, 1.5)
        + c.arms_aid * aid_dev
        - c.arms_burden * burden_log
        - c.arms_claims * claims
        - c.arms_fatigue * fatigue
    )
    supply = 1.0 - c.arms_supply * dependence * (1.0 - supplied)
    if wish < 0.0:
        supply = 1.0
    limit = c.arms_limit - arms_bound * (c.arms_limit - c.arms_bound_limit)
    if wish < 0.0:
        limit = c.arms_limit
    return limit * tanh(wish * supply / limit)


@rule("armament", (0.0, 1.0), falls=("burden",))
def prior_claims(c: Any, cover: float, burden: float) -> float:
    """Return the share of a budget rise that is already pledged to the NATO target.

    Parameters
    ----------
    c : coefficients
    cover : float
        1 for a NATO member.
    burden : float
        Military expenditure as a share of GDP.

    Returns
    -------
    float
        Share in [0, 1].

    Source
    ------
    B35 (the Alliance's target has first claim on Albania's and Croatia's budgets).

    Reading
    -------
    The gap to the target, as a share of the target.
    """
    return cover * clip((c.nato_target - burden) / c.nato_target, 0.0, 1.0)


@rule("armament", (0.0, 1.0), rises=("stretch_standing", "spending_dev", "fatigue_dev"))
def budget_stretch(c: Any, stretch_standing: float, spending_dev: float, fatigue_dev: float) -> float:
    """Return how stretched a defence budget is.

    Parameters
    ----------
    c : coefficients
    stretch_standing : float
        Stretch at t0, in [0, 1].
    spending_dev : float
        Log of expenditure relative to its expected path.
    fatigue_dev : float
        Budget fatigue above its reference.

    Returns
    -------
    float
        Stretch in [0, 1].

    Source
    ------
    B35 (budgets are stretched, most of all in the Balkans).

    Reading
    -------
    Moved on the logit by spending beyond the expected path and by fatigue.
    """
    return level(stretch_standing, c.stretch_spending * spending_dev + c.stretch_fatigue * fatigue_dev)


@rule("armament", (0.0, 2.0), rises=("general", "own_programme", "supplied", "passed_on"))
def aid_received(c: Any, general: float, own_programme: float, supplied: float, passed_on: float) -> float:
    """Return the military and industrial aid a state receives.

    Parameters
    ----------
    c : coefficients
    general : float
        Aid of the patrons it is aligned with, salience-weighted, in [0, 1].
    own_programme : float
        Aid of the EU's programme to a member, in [0, 1].
    supplied : float
        Particular supply by patrons, in [0, 1].
    passed_on : float
        Programme aid of bloc partners, by depth and cohesion, in [0, 1].

    Returns
    -------
    float
        Aid in [0, 2].

    Source
    ------
    A9 (Turkey's supplies), A10 (ReArm Europe; indirect access through allies), B19, B20, B32.

    Reading
    -------
    Channels add up; what partners pass on is discounted by one parameter.
    """
    return min(0.5 * general + own_programme + supplied + c.pass_through * passed_on, 2.0)
