"""How threatening another actor looks, and how alike two states are."""

from __future__ import annotations

from typing import Any

from balkansim.model.rulebook.maths import sigma
from balkansim.model.rulebook.registry import rule


@rule("threat", (-1.0, 1.0), falls=("gap",))
def similarity(c: Any, gap: float) -> float:
    """Return the portfolio similarity S of two states over the patrons.

    Parameters
    ----------
    c : coefficients
        Not used; every rule takes them.
    gap : float
        Salience-weighted mean absolute difference of the two alignments, in [0, 2].

    Returns
    -------
    float
        S in [-1, 1]: 1 for equal alignments, -1 for opposite ones.

    Source
    ------
    Signorino & Ritter 1999, the S measure: one minus twice the weighted distance over its maximum.

    Reading
    -------
    The portfolio is the alignment toward patrons, on [-1, 1], so the largest distance is 2.
    """
    return 1.0 - gap


@rule(
    "threat",
    (0.0, 1.0),
    rises=("proximity", "power_other", "tension", "nonrecognition", "signal", "army"),
    falls=("power_own", "similarity"),
)
def threat(
    c: Any,
    proximity: float,
    power_other: float,
    power_own: float,
    tension: float,
    similarity: float,
    nonrecognition: float,
    signal: float,
    army: float,
) -> float:
    """Return how threatening another state looks to a perceiver.

    Parameters
    ----------
    c : coefficients
    proximity : float
        Nearness in [0, 1].
    power_other, power_own : float
        Logs of pooled expenditure relative to the roster's median at t0.
    tension : float
        Tension of the dyad in [0, 1].
    similarity : float
        Portfolio similarity in [-1, 1].
    nonrecognition : float
        1 where one of the two does not recognise the other.
    signal : float
        Pointedness of the other's bloc in [0, 1].
    army : float
        Progress of an unrecognised neighbour's force toward an army, in [0, 1].

    Returns
    -------
    float
        Threat in [0, 1].

    Source
    ------
    Walt 1987 (aggregate power, proximity, offensive power, intentions); A8, B21, B24; B36 for signalling.

    Reading
    -------
    Own power counts less than the other's, since a pure ratio would cancel when both arm. Intentions are read
    from tension, similarity, recognition and the signal that the other's bloc sends. Levels enter, so that
    standing hostility matters; rules that use threat take its deviation from reference.
    """
    return proximity * sigma(
        c.threat_base
        + c.threat_other * power_other
        - c.threat_own * power_own
        + c.threat_tension * (tension - 0.5)
        - c.threat_similarity * similarity
        + c.threat_nonrecognition * nonrecognition
        + c.threat_signal * signal
        + c.threat_army * army
    )
