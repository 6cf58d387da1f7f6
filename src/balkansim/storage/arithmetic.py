"""A fingerprint of how a machine rounds, by which results are equal to the last bit or only nearly."""

from __future__ import annotations

import hashlib
import math
from functools import cache

import numpy as np

PLACES = 2000
REACH = 20.0
DIGITS = 16


@cache
def arithmetic() -> str:
    """Return a fingerprint of the functions whose last digit differs between mathematical libraries and processors.

    Two machines with the same fingerprint round exponentials, logarithms and the quantiles that starting worlds are
    drawn from alike, at some thousands of places.
    """
    from scipy.special import betaincinv, ndtr, ndtri

    at = np.linspace(-REACH, REACH, PLACES)
    shares = (np.arange(PLACES) + 0.5) / PLACES
    digest = hashlib.sha256()
    for x, share in zip(at.tolist(), shares.tolist(), strict=True):
        digest.update(np.array([math.exp(x), math.log(share)]).tobytes())
    for values in (ndtri(shares), ndtr(at), betaincinv(1.0 + shares, 2.0 - shares, shares)):
        digest.update(np.ascontiguousarray(values).tobytes())
    return digest.hexdigest()[:DIGITS]
