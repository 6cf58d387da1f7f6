"""What is known of one number of the world: its mean, its spread, and what they rest on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from balkansim.evidence.codebook import Codebook, Key

MEAN_EDGE = 0.02
"""A mean stays this far from 0 and 1: prose never makes a level certain."""


@dataclass(frozen=True)
class Estimate:
    """One number of the world on the unit scale, with what it rests on.

    Parameters
    ----------
    key : Key
        Quantity, subject and object.
    mean, sd : float
        On the unit scale; the mean in [0.02, 0.98].
    alpha, beta : float
        The Beta distribution of that mean and sd; positive and finite.
    origin : {"documented", "default"}
        Coded from claims, or the codebook's default.
    documents : mapping of str to float
        Share of the precision that each document gives; sums to 1, empty for a default.
    claims : tuple of str
        Ids of the claims used.
    assertions : int
        How many distinct assertions they make.
    follows : str
        For a default: the quantity of the same parties whose draw is to be used in its stead, or empty.
    """

    key: Key
    mean: float
    sd: float
    alpha: float
    beta: float
    origin: str
    documents: Mapping[str, float]
    claims: tuple[str, ...]
    assertions: int
    follows: str = ""


def beta_moments(mean: float, sd: float) -> tuple[float, float, float, float]:
    """Match a Beta distribution to a mean and sd, moved inside what one opinion can be.

    A Beta too wide has peaks at both ends ("one extreme or the other"), which no coder means: the sd is lowered until
    the larger of the two parameters is 1.

    Parameters
    ----------
    mean, sd : float
        On the unit scale.

    Returns
    -------
    mean, sd, alpha, beta : float
        The moments as kept, and the distribution's parameters.
    """
    mean = min(max(mean, MEAN_EDGE), 1 - MEAN_EDGE)
    widest = mean * (1 - mean) / (1 + 1 / max(mean, 1 - mean))
    variance = min(sd**2, widest)
    size = mean * (1 - mean) / variance - 1
    return mean, variance**0.5, mean * size, (1 - mean) * size


def default_estimate(key: Key, codebook: Codebook) -> Estimate:
    """Return the codebook's default of a number of which no claim speaks.

    Parameters
    ----------
    key : Key
        The number.
    codebook : Codebook
        The coding scheme.
    """
    default = codebook.quantity(key.quantity).default
    if isinstance(default, str):
        followed = default_estimate(key._replace(quantity=default), codebook)
        return replace(followed, key=key, follows=default)
    return Estimate(key, *beta_moments(default.mean, default.sd), "default", {}, (), 0)
