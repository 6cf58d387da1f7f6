"""Incidents at a flashpoint: how likely, how severe, and how slowly the ladder is left."""

from __future__ import annotations

from math import exp
from typing import Any

from balkansim.model.rulebook.maths import clip, clipped, log_ratio, sigma
from balkansim.model.rulebook.registry import rule


@rule("confrontation", (-30.0, 30.0), rises=("own_heat", "friends_quarrel", "polarisation_dev"))
def flashpoint_heat(c: Any, own_heat: float, friends_quarrel: float, polarisation_dev: float) -> float:
    """Return the heat of a flashpoint above that of the start.

    Parameters
    ----------
    c : coefficients
    own_heat : float
        Tension of the parties, or secession pressure of the entity, above its standing level at the start, logits.
    friends_quarrel : float
        Heat between the bloc partners of either party and the other party, logits.
    polarisation_dev : float
        Polarisation relative to t0, as a fraction.

    Returns
    -------
    float
        Heat in logits.

    Source
    ------
    A6, A15 (rival blocs raise the danger at the border); Colaresi, Rasler & Thompson 2007 (linked rivalries); Vasquez
    2009 (contagion through alliances).

    Reading
    -------
    With both contagion coefficients at zero a flashpoint reads its own parties alone.
    """
    return (
        own_heat + c.heat_friends * clipped(friends_quarrel) + c.heat_polarisation * clip(polarisation_dev, -1.0, 1.0)
    )


@rule(
    "confrontation",
    (0.0, 1.0),
    rises=("hazard_base", "heat_dev", "provocation_dev"),
    falls=("peacekeepers", "mediation_dev"),
)
def incident_chance(
    c: Any,
    hazard_base: float,
    heat_dev: float,
    provocation_dev: float,
    peacekeepers: float,
    mediation_dev: float,
    alliance: float,
) -> float:
    """Return the chance of an incident at a flashpoint in a month.

    Parameters
    ----------
    c : coefficients
    hazard_base : float
        Log odds in an ordinary month.
    heat_dev : float
        Heat of the flashpoint above that of the start, logits.
    provocation_dev : float
        Provocations across the line this month above expectation.
    peacekeepers : float
        Strength relative to t0, positive.
    mediation_dev : float
        Mediation that both parties accept, relative to the patrons' standing posture.
    alliance : float
        Depth x cohesion of the strongest bloc behind a party, in [0, 1].

    Returns
    -------
    float
        Probability in [0, 1].

    Source
    ------
    A15, B18; Fortna 2004 (peacekeepers lower the hazard of renewed violence). Allies restrain: Pressman 2008; Fang,
    Johnson & Leeds 2014. They embolden: Snyder 1984; Benson 2012; Narang & Mehta 2019.

    Reading
    -------
    Peacekeepers enter by the log of their strength, so that halving costs as much as doubling gains. Their effect is
    assumed: in the record reinforcement follows violence. What an alliance does to the hazard has no sign of its own:
    the coefficient's is drawn with the theory of alliances.
    """
    return sigma(
        hazard_base
        + c.hazard_heat * clipped(heat_dev)
        + c.hazard_provocation * provocation_dev
        - c.hazard_peacekeepers * log_ratio(peacekeepers, 1.0)
        - c.hazard_mediation * mediation_dev
        + c.hazard_alliance * alliance
    )


@rule("confrontation", (0.0, 1.0), rises=("heat_dev", "rung"), falls=("guarantee", "step"))
def severity_chance(c: Any, step: float, heat_dev: float, rung: float, guarantee: float) -> float:
    """Return the chance that an incident reaches a severity.

    Parameters
    ----------
    c : coefficients
    step : float
        Severity asked about: 2 confrontation, 3 violence, 4 armed clash.
    heat_dev : float
        Heat at the flashpoint, deviation in logits.
    rung : float
        Rung the flashpoint stands on, 0 to 4.
    guarantee : float
        How far an allied guarantee covers a party, in [0, 1]; restrains the armed rung only.

    Returns
    -------
    float
        Probability in [0, 1]; never rises with `step`.

    Source
    ------
    Ordered logit on the ladder from calm to armed clash; years of serious and severe confrontation in northern Kosovo,
    2008-2024.

    Reading
    -------
    The three cut-offs are parameters; the guarantee moves the last one alone.
    """
    base = c.severity_2
    if step >= 3.0:
        base = base - c.severity_gap_3
    if step >= 4.0:
        base = base - c.severity_gap_4 - c.severity_guarantee * guarantee
    return sigma(base + c.severity_heat * clipped(heat_dev) + c.severity_rung * rung)


@rule("confrontation", (1.0, 4.0), rises=("heat_dev", "rung"), falls=("guarantee", "luck"))
def severity(c: Any, heat_dev: float, rung: float, guarantee: float, luck: float) -> float:
    """Return the severity of an incident under one draw.

    Parameters
    ----------
    c : coefficients
    heat_dev, rung, guarantee : float
        As in `severity_chance`.
    luck : float
        Uniform draw in (0, 1); a small one is bad luck.

    Returns
    -------
    float
        1 protest, 2 confrontation, 3 violence, 4 armed clash.

    Source
    ------
    The ladder from calm (0) over protest, confrontation and violence to armed clash (4).

    Reading
    -------
    One draw is held against the three cut-offs, so severities are nested.
    """
    reached = 1.0
    for step in (2.0, 3.0, 4.0):
        if luck < severity_chance(c, step, heat_dev, rung, guarantee):
            reached = step
    return reached


@rule("confrontation", (1.0, 4.0), rises=("heat_dev", "rung"), falls=("guarantee",))
def expected_severity(c: Any, heat_dev: float, rung: float, guarantee: float, luck: float) -> float:
    """Return the mean severity of an incident.

    Parameters
    ----------
    c : coefficients
    heat_dev, rung, guarantee : float
        As in `severity_chance`.
    luck : float
        Not used: the answer is the mean over it.

    Returns
    -------
    float
        Mean severity in [1, 4].

    Source
    ------
    Expectation of the rule `severity`.

    Reading
    -------
    Sum of the chances of the three steps above one.
    """
    total = 1.0
    for step in (2.0, 3.0, 4.0):
        total = total + severity_chance(c, step, heat_dev, rung, guarantee)
    return total


@rule("confrontation", (0.0, 1.0), falls=("rung",))
def descent_chance(c: Any, rung: float) -> float:
    """Return the chance that a quiet month takes a flashpoint one rung down.

    Parameters
    ----------
    c : coefficients
    rung : float
        Rung the flashpoint stands on, 0 to 4.

    Returns
    -------
    float
        Probability in [0, 1].

    Source
    ------
    Morrison, Kutz & Gabbay 2023 (conflict is left later than it is entered).

    Reading
    -------
    Higher rungs are left more slowly; a climb is immediate, so the ladder has hysteresis.
    """
    return clip(c.descent_base * exp(-c.descent_rung * rung), 0.0, 1.0)
