"""How indices move at the end of a month: tension, pressures, partnership and the government's line."""

from __future__ import annotations

from typing import Any

from balkansim.model.rulebook.maths import EDGE, clip, clipped
from balkansim.model.rulebook.registry import rule


@rule("stability", (0.0, 1000.0), rises=("gain_share",), falls=("slope",))
def settle_coefficient(c: Any, gain_share: float, slope: float) -> float:
    """Return the push on tension that gives a feedback loop its share of the closed-loop gain.

    Parameters
    ----------
    c : coefficients
    gain_share : float
        Share of the gain this loop gets, in [0, 1].
    slope : float
        Steepest response of the loop's input to a logit of tension, at reference.

    Returns
    -------
    float
        Push in logits per unit of the input.

    Source
    ------
    Control theory: a loop is stable while its gain is below one.

    Reading
    -------
    The gain is drawn and the push derived, since independently plausible pushes explode in about half of all draws.
    """
    return c.tension_return * c.loop_gain * gain_share / max(slope, c.slope_floor)


@rule(
    "settle",
    (-200.0, 200.0),
    rises=("deviation", "threat_push", "provocation_push", "incident_push", "secession_dev", "noise"),
    falls=("conciliation_push",),
)
def tension_next(
    c: Any,
    deviation: float,
    threat_push: float,
    provocation_push: float,
    conciliation_push: float,
    incident_push: float,
    secession_dev: float,
    noise: float,
) -> float:
    """Return next month's deviation of a dyad's tension from its grievance.

    Parameters
    ----------
    c : coefficients
    deviation : float
        This month's deviation, logits.
    threat_push, provocation_push, conciliation_push, incident_push : float
        Pushes of mutual threat, provocations, conciliations and incidents, each relative to expectation, logits.
    secession_dev : float
        Deviation of secession pressure in which one of the two backs an entity of the other; 0 elsewhere.
    noise : float
        Standard noise.

    Returns
    -------
    float
        Deviation in logits.

    Source
    ------
    A8, A11, A15, B16, B17; Goldstein 1992 (events move relations, relations return).

    Reading
    -------
    Everything is relative to what standing grievance leads one to expect, so a dyad at rest stays there.
    """
    return (
        (1.0 - c.tension_return) * deviation
        + threat_push
        + provocation_push
        - conciliation_push
        + incident_push
        + c.tension_secession * clipped(secession_dev)
        + c.tension_noise * noise
    )


@rule("settle", (-20.0, 20.0), rises=("deviation", "noise"), falls=("incident_dev", "turnover"))
def pressure_next(c: Any, deviation: float, incident_dev: float, turnover: float, noise: float) -> float:
    """Return next month's deviation of domestic pressure.

    Parameters
    ----------
    c : coefficients
    deviation : float
        This month's deviation, logits.
    incident_dev : float
        Severity of incidents the state is party to, above expectation.
    turnover : float
        1 where the government changed this month.
    noise : float
        Standard noise.

    Returns
    -------
    float
        Deviation in logits.

    Source
    ------
    Mueller 1970 (rally round the flag); B37 (protests).

    Reading
    -------
    An incident rallies, then the pressure returns; a new government starts with credit.
    """
    return (
        (1.0 - c.pressure_return) * deviation
        - c.pressure_rally * incident_dev
        - c.pressure_turnover * turnover
        + c.pressure_noise * noise
    )


@rule(
    "spillover",
    (-20.0, 20.0),
    rises=("deviation", "polarisation_dev", "support_dev", "incident_dev", "noise"),
    falls=("leverage_dev",),
)
def secession_next(
    c: Any,
    deviation: float,
    polarisation_dev: float,
    support_dev: float,
    leverage_dev: float,
    incident_dev: float,
    noise: float,
) -> float:
    """Return next month's deviation of a sub-state entity's secession pressure.

    Parameters
    ----------
    c : coefficients
    deviation : float
        This month's deviation, logits.
    polarisation_dev : float
        Polarisation relative to t0, as a fraction.
    support_dev : float
        Support of the backer above its reference.
    leverage_dev : float
        Patrons' leverage above its reference.
    incident_dev : float
        Severity of an incident at the entity's flashpoint above expectation.
    noise : float
        Standard noise.

    Returns
    -------
    float
        Deviation in logits.

    Source
    ------
    A11 (polarisation could feed secessionism; the entity has Serbia's backing).

    Reading
    -------
    EU and NATO leverage is the counterweight the documents leave unsaid.
    """
    return (
        (1.0 - c.secession_return) * deviation
        + c.secession_polarisation * clip(polarisation_dev, -1.0, 1.0)
        + c.secession_support * support_dev
        - c.secession_leverage * leverage_dev
        + c.secession_incident * incident_dev
        + c.secession_noise * noise
    )


@rule("spillover", (-20.0, 20.0), rises=("deviation", "line_dev", "noise"), falls=("menace_dev", "rival_bloc"))
def partnership_next(
    c: Any, deviation: float, menace_dev: float, rival_bloc: float, line_dev: float, noise: float
) -> float:
    """Return next month's deviation of a non-member's partnership with NATO.

    Parameters
    ----------
    c : coefficients
    deviation : float
        This month's deviation, logits.
    menace_dev : float
        Mean threat from NATO's members above its reference.
    rival_bloc : float
        Depth x cohesion of own blocs that lean to NATO's rivals.
    line_dev : float
        Alignment toward NATO since t0.
    noise : float
        Standard noise.

    Returns
    -------
    float
        Deviation in logits.

    Source
    ------
    A11 (the partnership would deteriorate), B24, B29 (practical cooperation goes on).

    Reading
    -------
    Both what NATO's members look like and where one's own blocs lean count; cooperation returns when they ease.
    """
    return (
        (1.0 - c.partnership_return) * deviation
        - c.partnership_menace * menace_dev
        - c.partnership_bloc * rival_bloc
        + c.partnership_line * line_dev
        + c.partnership_noise * noise
    )


@rule("settle", (-1.0, 1.0), rises=("standing", "company", "noise"), falls=("estrangement",))
def government_next(
    c: Any, government: float, standing: float, company: float, estrangement: float, noise: float
) -> float:
    """Return a government's line toward a patron next month.

    Parameters
    ----------
    c : coefficients
    government : float
        Line now, in [-1, 1].
    standing : float
        Line to which this government returns, in [-1, 1].
    company : float
        Depth x cohesion weighted gap to bloc partners' alignment.
    estrangement : float
        Threat from blocs above reference, times their line toward this patron.
    noise : float
        Standard noise.

    Returns
    -------
    float
        Line in [-1, 1].

    Source
    ------
    A11 (the bloc pulls Serbia from neutrality), B24, B30; Bearce & Bondanella 2007 (partners converge).

    Reading
    -------
    Pushes add up and the ends of the scale hold; a threatening bloc pushes away from the patron it leans on.
    """
    push = c.line_company * company - c.line_estrangement * estrangement + c.line_noise * noise
    return clip(government + c.line_return * (standing - government) + push, -1.0, 1.0)


@rule("settle", (0.0, 1.0), rises=("memory", "act"))
def remembered(c: Any, memory: float, act: float) -> float:
    """Return the memory of a partner's conduct after this month's act.

    Parameters
    ----------
    c : coefficients
    memory : float
        Exponentially weighted memory, in [0, 1].
    act : float
        1 where the partner acted so this month.

    Returns
    -------
    float
        Memory in [0, 1].

    Source
    ------
    Axelrod 1984, with forgetting; A15 (tit-for-tat).

    Reading
    -------
    One rate of forgetting for good and bad deeds.
    """
    return (1.0 - c.memory_rate) * memory + c.memory_rate * act


@rule("spillover", (-1.0, 10.0), rises=("polarisation",))
def relative_change(c: Any, polarisation: float, polarisation_reference: float) -> float:
    """Return polarisation relative to t0, as a fraction.

    Parameters
    ----------
    c : coefficients
        Not used; every rule takes them.
    polarisation, polarisation_reference : float
        Esteban-Ray index now and at t0, not negative.

    Returns
    -------
    float
        Relative change, at least -1.

    Source
    ------
    Esteban & Ray 1994 for the index.

    Reading
    -------
    A world without polarisation at t0 is taken a hair above it; growth beyond tenfold is cut.
    """
    return min(polarisation / max(polarisation_reference, EDGE) - 1.0, 10.0)
