"""Whether an outsider applies to a bloc, whether members consent, and whether two states found one."""

from __future__ import annotations

from math import exp
from typing import Any

from balkansim.model.rulebook.maths import clipped, sigma
from balkansim.model.rulebook.registry import rule


@rule(
    "accession",
    (-40.0, 40.0),
    rises=("similarity_dev", "shared_threat_dev", "encouragement_dev", "invitation", "tie_dev"),
    falls=("exposure", "stretch_dev", "cover", "rival_line", "neutrality"),
)
def accession_propensity(
    c: Any,
    similarity_dev: float,
    shared_threat_dev: float,
    encouragement_dev: float,
    exposure: float,
    stretch_dev: float,
    cover: float,
    rival_line: float,
    invitation: float,
    neutrality: float,
    tie_dev: float,
) -> float:
    """Return an outsider's propensity to join a bloc.

    Parameters
    ----------
    c : coefficients
    similarity_dev : float
        Mean similarity to the members above the roster's mean.
    shared_threat_dev : float
        Threat shared with the members above the roster's mean.
    encouragement_dev : float
        Encouragement by patrons of the bloc's line above the roster's mean.
    exposure : float
        Exposure to the rival bloc, in [0, 1].
    stretch_dev : float
        Budget stretch above a half.
    cover : float
        1 for a NATO member.
    rival_line : float
        Alignment with the rival bloc's patron, in [-1, 1].
    invitation : float
        How far the state has been named or invited, in [0, 1].
    neutrality : float
        Policy of neutrality, in [0, 1].
    tie_dev : float
        Mean cooperation tie with the members above a half.

    Returns
    -------
    float
        Propensity, log of the rate relative to an average candidate.

    Source
    ------
    Walt 1987 (balancing against shared threat); A7, A14, B3, B21, B26, B35.

    Reading
    -------
    What NATO cover already gives (B3, B21) enters as membership. Inputs are deviations from the roster's mean, so the
    base rate is that of an average candidate.
    """
    return (
        c.accession_similarity * similarity_dev
        + c.accession_threat * shared_threat_dev
        + c.accession_encouragement * encouragement_dev
        + c.accession_invitation * invitation
        + c.accession_tie * tie_dev
        - c.accession_exposure * exposure
        - c.accession_stretch * stretch_dev
        - c.accession_cover * cover
        - c.accession_rival_line * rival_line
        - c.accession_neutrality * neutrality
    )


@rule("accession", (0.0, 100.0), rises=("propensity",))
def application_rate(c: Any, propensity: float) -> float:
    """Return the yearly rate at which an outsider applies.

    Parameters
    ----------
    c : coefficients
    propensity : float
        As from `accession_propensity`.

    Returns
    -------
    float
        Applications a year.

    Source
    ------
    Sub-regional formats since 1991: about 0.06 to 0.15 accessions a candidate-year.

    Reading
    -------
    The propensity is clipped at three units, so that no rule can make a rate absurd.
    """
    return c.accession_base * exp(clipped(propensity))


@rule("accession", (0.0, 100.0), falls=("propensity",))
def decline_rate(c: Any, propensity: float) -> float:
    """Return the yearly rate at which an outsider openly declines.

    Parameters
    ----------
    c : coefficients
    propensity : float
        As from `accession_propensity`.

    Returns
    -------
    float
        Refusals a year.

    Source
    ------
    B21 (North Macedonia chose to stay out): declining is a choice, not an absence.

    Reading
    -------
    The mirror of `application_rate` around an average candidate.
    """
    return c.decline_base * exp(clipped(-propensity))


@rule("accession", (0.0, 1.0), rises=("similarity", "openness"), falls=("nonrecognition",))
def consent_chance(c: Any, similarity: float, nonrecognition: float, openness: float) -> float:
    """Return the chance that one member consents to a candidate.

    Parameters
    ----------
    c : coefficients
    similarity : float
        Similarity of member and candidate in [-1, 1].
    nonrecognition : float
        1 where one does not recognise the other.
    openness : float
        Openness of the bloc in [0, 1].

    Returns
    -------
    float
        Probability in [0, 1].

    Source
    ------
    Tsebelis 2002 (veto players); A7 (open to others), A8, B18 (non-recognition as a veto).

    Reading
    -------
    Every member must consent, each for itself.
    """
    return sigma(
        c.consent_base
        + c.consent_similarity * similarity
        + c.consent_openness * (openness - 0.5)
        - c.consent_nonrecognition * nonrecognition
    )


@rule(
    "founding",
    (-40.0, 40.0),
    rises=("shared_threat_dev", "similarity_dev", "tie_dev", "encouragement_dev"),
    falls=("neutrality", "stretch_dev"),
)
def founding_propensity(
    c: Any,
    shared_threat_dev: float,
    similarity_dev: float,
    tie_dev: float,
    encouragement_dev: float,
    neutrality: float,
    stretch_dev: float,
) -> float:
    """Return the propensity of two states to found a bloc against another.

    Parameters
    ----------
    c : coefficients
    shared_threat_dev : float
        Geometric mean of the threat the other bloc poses to the two, above the roster's mean.
    similarity_dev : float
        Similarity of the two above the roster's mean.
    tie_dev : float
        Cooperation tie of the two above a half.
    encouragement_dev : float
        Encouragement by the patrons of the two above the roster's mean.
    neutrality : float
        Mean neutrality of the two, in [0, 1].
    stretch_dev : float
        Mean budget stretch of the two above a half.

    Returns
    -------
    float
        Propensity, log of the rate relative to an average pair.

    Source
    ------
    Walt 1987; A11, B4, B23 (a counter-alliance within two weeks), B26.

    Reading
    -------
    The geometric mean lets one unthreatened side stop a founding.
    """
    return (
        c.founding_threat * shared_threat_dev
        + c.founding_similarity * similarity_dev
        + c.founding_tie * tie_dev
        + c.accession_encouragement * encouragement_dev
        - c.accession_neutrality * neutrality
        - c.accession_stretch * stretch_dev
    )


@rule("founding", (0.0, 5000.0), rises=("propensity", "alarm"))
def founding_rate(c: Any, propensity: float, alarm: float) -> float:
    """Return the yearly rate at which a mutual best pair founds a bloc.

    Parameters
    ----------
    c : coefficients
    propensity : float
        As from `founding_propensity`.
    alarm : float
        How far a recent pact is felt to be aimed at one of the two, in [0, 1].

    Returns
    -------
    float
        Foundings a year.

    Source
    ------
    Five sub-regional formats in about thirty years; A11, B4, B23 (an answer within two weeks of the pact).

    Reading
    -------
    Only pairs that prefer each other to everybody else are asked. An answer to a pact comes soon or not at all: alarm
    fades within months.
    """
    return c.founding_base * exp(clipped(propensity) + c.founding_alarm * alarm)
