"""What a state does toward a partner in a month: provoke, hold or conciliate."""

from __future__ import annotations

from math import exp
from typing import Any

from balkansim.model.rulebook.maths import clip, clipped
from balkansim.model.rulebook.registry import rule

URGE = 20.0


@rule(
    "conduct",
    (-URGE, URGE),
    rises=("grievance", "tension_dev", "provoked_dev", "pressure_dev", "proximity"),
    falls=("inferiority", "mediation_dev", "closeness"),
)
def provoke_urge(
    c: Any,
    grievance: float,
    tension_dev: float,
    provoked_dev: float,
    pressure_dev: float,
    rivalry: float,
    inferiority: float,
    mediation_dev: float,
    salience: float,
    closeness: float,
    proximity: float,
) -> float:
    """Return the urge to provoke a partner, against holding at zero.

    Parameters
    ----------
    c : coefficients
    grievance : float
        Standing grievance of the dyad in [0, 1].
    tension_dev : float
        Tension's deviation from grievance, logits.
    provoked_dev : float
        Remembered provocations received above expectation, in [-1, 1].
    pressure_dev : float
        Domestic pressure's deviation, logits.
    rivalry : float
        How far the partner is a rival, in [0, 1].
    inferiority : float
        Log superiority of the partner, partners of both included; zero where it is not superior.
    mediation_dev : float
        Mediation that both sides accept, relative to the patrons' standing posture.
    salience : float
        Salience of the Kosovo question in this relation, in [0, 1].
    closeness : float
        How close the two are as friends, in [0, 1].
    proximity : float
        Nearness in [0, 1].

    Returns
    -------
    float
        Urge in log odds against holding.

    Source
    ------
    Axelrod 1984 (reciprocity); Bremer 1992 (neighbours dispute, others seldom do); Levy 1989, Haynes 2017 (diversion);
    A15 (tit-for-tat), A8, B16, B17 (Kosovo's salience), B37; Bearce, Flanagan & Floros 2006 (allies fight each other
    less).

    Reading
    -------
    Salience multiplies what grievance, tension and provocation do. Diversion needs both trouble at home and a rival to
    point at. The weaker thinks twice, friends rarely provoke each other, and states far apart have little to provoke
    each other over.
    """
    reaction = (
        c.provoke_grievance * max(grievance - 0.5, 0.0)
        + c.provoke_tension * clipped(tension_dev)
        + c.provoke_provoked * provoked_dev
    )
    return clip(
        c.provoke_base
        + c.provoke_grievance * min(grievance - 0.5, 0.0)
        + (1.0 + c.salience_reaction * salience) * reaction
        + c.provoke_diversion * clipped(pressure_dev) * rivalry
        - c.provoke_inferiority * inferiority
        - c.provoke_mediation * mediation_dev
        - c.provoke_closeness * closeness
        - c.provoke_distance * (1.0 - proximity),
        -URGE,
        URGE,
    )


@rule(
    "conduct",
    (-URGE, URGE),
    rises=("conciliated_dev", "dialogue", "candidacy", "closeness"),
    falls=("audience", "rivalry"),
)
def conciliate_urge(
    c: Any,
    conciliated_dev: float,
    dialogue: float,
    candidacy: float,
    audience: float,
    rivalry: float,
    closeness: float,
) -> float:
    """Return the urge to conciliate a partner, against holding at zero.

    Parameters
    ----------
    c : coefficients
    conciliated_dev : float
        Remembered conciliations received above expectation, in [-1, 1].
    dialogue : float
        Inclusiveness of the security dialogue, in [0, 1].
    candidacy : float
        EU candidacy of the actor, in [0, 1].
    audience : float
        Audience cost of conceding, in [0, 1].
    rivalry : float
        How far the partner is a rival, in [0, 1].
    closeness : float
        How close the two are as friends, in [0, 1].

    Returns
    -------
    float
        Urge in log odds against holding.

    Source
    ------
    Axelrod 1984 (reciprocity); A18 (inclusive dialogue); B16 (a concession on Kosovo crosses a red line).

    Reading
    -------
    A candidate has something to gain from a live dialogue; conceding costs at home only toward a rival.
    """
    return clip(
        c.conciliate_base
        + c.conciliate_conciliated * conciliated_dev
        + c.conciliate_dialogue * dialogue * candidacy
        - c.conciliate_audience * audience * rivalry
        + c.conciliate_closeness * closeness,
        -URGE,
        URGE,
    )


@rule("conduct", (0.0, 1.0), rises=("urge",), falls=("other_urge",))
def chance_of(c: Any, urge: float, other_urge: float) -> float:
    """Return the chance of one of two acts, when holding has urge zero.

    Parameters
    ----------
    c : coefficients
        Not used; every rule takes them.
    urge, other_urge : float
        Log odds of this act and of the other, against holding.

    Returns
    -------
    float
        Probability in [0, 1].

    Source
    ------
    McFadden 1974, the conditional logit.

    Reading
    -------
    Three options, the third with urge zero.
    """
    mine = exp(clip(urge, -URGE, URGE))
    return mine / (1.0 + mine + exp(clip(other_urge, -URGE, URGE)))
