"""How indices move at the end of a month: tension, pressures, partnership and the government's line."""

from __future__ import annotations

from typing import Any

from balkansim.model.rulebook.maths import EDGE, clip, clipped
from balkansim.model.rulebook.registry import rule


@rule("settle", (-60.0, 60.0), rises=("hostile_dev", "scuffle_dev"))
def flare_next(c: Any, kept: float, flare: float, hostile_dev: float, scuffle_dev: float) -> float:
    """Return next month's passing part of a dyad's tension: what acts and lesser incidents leave behind.

    Parameters
    ----------
    c : coefficients
    kept : float
        Share of it that a month keeps, from `flare_half_life`, in [0, 1].
    flare : float
        This month's passing part, logits.
    hostile_dev : float
        Hostile acts of both sides this month above expectation, a provocation counting one.
    scuffle_dev : float
        Impulse of this month's protests and confrontations above expectation, logits.

    Returns
    -------
    float
        Passing part in logits.

    Source
    ------
    Goldstein 1992 (verbal acts weigh a quarter to a third of an armed clash); Goldstein, Pevehouse, Gerner & Telhami
    2001 (relations return within weeks to months); A15.

    Reading
    -------
    Half of a passing quarrel is gone after `flare_half_life` months. Expectation is what standing grievance leads to.
    """
    return kept * flare + c.impulse_provocation * hostile_dev + scuffle_dev


@rule(
    "settle",
    (-60.0, 60.0),
    rises=("threat_dev", "friends_quarrel", "violence_dev", "secession_dev", "noise"),
    falls=("conciliated_now_dev",),
)
def strain_next(
    c: Any,
    kept: float,
    strain: float,
    threat_dev: float,
    friends_quarrel: float,
    violence_dev: float,
    conciliated_now_dev: float,
    secession_dev: float,
    noise: float,
) -> float:
    """Return next month's lasting part of a dyad's tension: threat, friends' quarrels, violence, concessions.

    Parameters
    ----------
    c : coefficients
    kept : float
        Share of it that a month keeps, from `strain_half_life`, in [0, 1].
    strain : float
        This month's lasting part, logits.
    threat_dev : float
        Mutual threat above what standing grievance leads to.
    friends_quarrel : float
        Heat between the bloc partners of either side and the other side, logits.
    violence_dev : float
        Impulse of this month's violence above expectation, logits.
    conciliated_now_dev : float
        Conciliations of both sides this month above expectation.
    secession_dev : float
        Deviation of secession pressure in which one of the two backs an entity of the other; 0 elsewhere.
    noise : float
        Standard noise.

    Returns
    -------
    float
        Lasting part in logits.

    Source
    ------
    A8, A11, A15, B16, B17; Goldstein 1992 (violence weighs most); Colaresi, Rasler & Thompson 2007 (rivals' disputes
    are linked, and so are those of their partners).

    Reading
    -------
    Half of a strain is gone after `strain_half_life` months. What is signed or conceded lasts longer than what is said,
    so that conciliations count here. With the contagion coefficient at zero every dyad is on
    its own.
    """
    return (
        kept * strain
        + c.strain_threat * threat_dev
        + c.strain_friends * clipped(friends_quarrel)
        + violence_dev
        - c.impulse_conciliation * conciliated_now_dev
        + c.tension_secession * clipped(secession_dev)
        + c.tension_noise * noise
    )


@rule("settle", (0.0, 10.0), rises=("severity",))
def incident_impulse(c: Any, severity: float) -> float:
    """Return what an incident adds to the tension of its parties.

    Parameters
    ----------
    c : coefficients
    severity : float
        0 none, 1 protest, 2 confrontation, 3 violence, 4 armed clash.

    Returns
    -------
    float
        Impulse in logits.

    Source
    ------
    Goldstein 1992: a demonstration weighs about 5, a mobilisation or seizure 7 to 9, a clash 10 of 10.

    Reading
    -------
    Each step adds its own impulse, so that graver never weighs less. Protests and confrontations pass with the
    flare; violence and clashes stay with the strain.
    """
    total = 0.0
    if severity >= 1.0:
        total += c.impulse_protest
    if severity >= 2.0:
        total += c.impulse_confrontation
    if severity >= 3.0:
        total += c.impulse_violence
    if severity >= 4.0:
        total += c.impulse_clash
    return total


@rule("settle", (0.0, 10.0), rises=("size", "pointed"), falls=("closeness",))
def pact_impulse(c: Any, size: float, pointed: float, closeness: float) -> float:
    """Return what a pact that points at a state adds to its tension with each member.

    Parameters
    ----------
    c : coefficients
        Not used; every rule takes them.
    size : float
        Impulse of a founding or of an accession where the pact is aimed at the state alone, logits.
    pointed : float
        How far the pact is felt to be aimed at the state, in [0, 1].
    closeness : float
        How close the two are in spite of it, in [0, 1].

    Returns
    -------
    float
        Impulse in logits.

    Source
    ------
    A8, A11, B4, B23 (Serbia's reaction to the pact of March 2025); Goldstein 1992 (a formal protest weighs about 2.5,
    a threat about 6 of 10).

    Reading
    -------
    Allies in another alliance take it less hard. A founding and an accession have an impulse of their own.
    """
    return size * pointed * (1.0 - closeness)


@rule("settle", (-6.0, 6.0), rises=("shift", "year_dev"))
def grievance_next(c: Any, shift: float, year_dev: float) -> float:
    """Return by how much standing grievance differs from that of the start, after a year.

    Parameters
    ----------
    c : coefficients
    shift : float
        Difference so far, logits.
    year_dev : float
        Mean deviation of tension from standing grievance over the past year, logits.

    Returns
    -------
    float
        Difference in logits.

    Source
    ------
    Evolving rivalry: Klein, Goertz & Diehl 2006, Colaresi, Rasler & Thompson 2007. A constant basic level: Diehl &
    Goertz 2000, which is this rule with `grievance_learning` at zero.

    Reading
    -------
    The standing level learns a share of what the year was like and returns slowly to where it began.
    """
    return clipped((1.0 - c.grievance_return) * shift + c.grievance_learning * year_dev)


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
    rises=("deviation", "polarisation_dev", "support_dev", "backer_quarrel", "incident_dev", "noise"),
    falls=("leverage_dev",),
)
def secession_next(
    c: Any,
    deviation: float,
    polarisation_dev: float,
    support_dev: float,
    leverage_dev: float,
    backer_quarrel: float,
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
    backer_quarrel : float
        Mean heat between the backer and its neighbours, logits.
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
    EU and NATO leverage is the counterweight the documents leave unsaid. The backer's own quarrels spill over where
    contagion is at work.
    """
    return (
        (1.0 - c.secession_return) * deviation
        + c.secession_polarisation * clip(polarisation_dev, -1.0, 1.0)
        + c.secession_support * support_dev
        - c.secession_leverage * leverage_dev
        + c.secession_quarrel * clipped(backer_quarrel)
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
