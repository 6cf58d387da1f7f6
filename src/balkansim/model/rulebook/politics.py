"""Elections, and Kosovo's roads to an army and to the Partnership for Peace."""

from __future__ import annotations

from math import exp
from typing import Any

from balkansim.model.rulebook.maths import clip, clipped, sigma
from balkansim.model.rulebook.registry import rule


@rule("election", (0.0, 1.0), rises=("pressure",))
def turnover_chance(c: Any, pressure: float) -> float:
    """Return the chance that an election changes the government.

    Parameters
    ----------
    c : coefficients
    pressure : float
        Domestic pressure in [0, 1].

    Returns
    -------
    float
        Probability in [0, 1].

    Source
    ------
    B37 (protests in Serbia, a revived opposition in Hungary).

    Reading
    -------
    Log odds linear in the pressure around a half.
    """
    return sigma(c.turnover_base + c.turnover_pressure * (pressure - 0.5))


@rule("election", (-1.0, 1.0), rises=("line", "commitment"))
def line_after_turnover(c: Any, line: float, commitment: float) -> float:
    """Return the government's line after a change of government.

    Parameters
    ----------
    c : coefficients
    line : float
        Line of the old government, in [-1, 1].
    commitment : float
        The state's standing commitment, in [-1, 1].

    Returns
    -------
    float
        Line in [-1, 1].

    Source
    ------
    Leeds & Mattes 2022 (changes of leaders' support coalitions move policy); B37.

    Reading
    -------
    The new government moves part of the way to the state's commitments; commitments stay.
    """
    return line + c.turnover_shift * (commitment - line)


@rule("conversion", (0.0, 1.0), rises=("pace", "aid_dev"))
def conversion_chance(c: Any, pace: float, aid_dev: float) -> float:
    """Return the chance that a security force completes one stage of its conversion in a month.

    Parameters
    ----------
    c : coefficients
    pace : float
        Pace relative to the plan, 1 unless a scenario changes it.
    aid_dev : float
        Patron aid above its reference.

    Returns
    -------
    float
        Probability in [0, 1].

    Source
    ------
    A9 (a gradual conversion, to be an army by 2028).

    Reading
    -------
    The plan spreads its stages evenly over the months to the deadline; how far plans are kept is a parameter.
    """
    planned = c.conversion_stages / c.conversion_deadline
    return clip(planned * c.conversion_pace * pace * (1.0 + c.conversion_aid * aid_dev), 0.0, 1.0)


@rule("partnership-for-peace", (0.0, 100.0), rises=("encouragement_dev",))
def pfp_attempt_rate(c: Any, encouragement_dev: float) -> float:
    """Return the yearly rate at which a partnership-for-peace entry is put to the allies.

    Parameters
    ----------
    c : coefficients
    encouragement_dev : float
        NATO's and the USA's encouragement above its reference.

    Returns
    -------
    float
        Attempts a year.

    Source
    ------
    B18 (entry into the programme is the first step sought), B32.

    Reading
    -------
    Attempts are made again and again; the allies' consent decides.
    """
    return c.pfp_attempts * exp(clipped(c.pfp_encouragement * encouragement_dev))


@rule("partnership-for-peace", (0.0, 1.0), rises=("encouragement_dev",), falls=("tension_dev",))
def pfp_consent_chance(c: Any, encouragement_dev: float, tension_dev: float) -> float:
    """Return the chance that one non-recognising ally consents.

    Parameters
    ----------
    c : coefficients
    encouragement_dev : float
        NATO's and the USA's encouragement above its reference.
    tension_dev : float
        Deviation of the tension with the strongest non-recogniser, logits.

    Returns
    -------
    float
        Probability in [0, 1].

    Source
    ------
    B18 (four allies that do not recognise Kosovo stand in the way).

    Reading
    -------
    The four decide each for itself; calmer relations make consent easier.
    """
    return sigma(c.pfp_consent + c.pfp_encouragement * encouragement_dev - c.pfp_consent_tension * clipped(tension_dev))


@rule("conduct", (0.0, 1.0), rises=("line",))
def acceptance(c: Any, line: float) -> float:
    """Return how far a state accepts a patron as mediator.

    Parameters
    ----------
    c : coefficients
    line : float
        The state's alignment toward the patron, in [-1, 1].

    Returns
    -------
    float
        Acceptance in [0, 1].

    Source
    ------
    Kydd 2003, Svensson 2009 (biased mediators calm only a side that trusts them); B18, B33.

    Reading
    -------
    Nobody accepts the patron of its rivals; a patron need not be one's own to be accepted.
    """
    return clip((line - c.mediator_refused) / max(c.mediator_trusted - c.mediator_refused, 0.01), 0.0, 1.0)
