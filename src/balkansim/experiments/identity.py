"""By what a sweep is known again: its design, its scenarios, the evidence, the forecasts, the rules and the version."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from balkansim.compiling import rules_hash
from balkansim.forecasting.questions import fingerprint

if TYPE_CHECKING:
    from balkansim.designs.sweep import Sweep
    from balkansim.evidence.evidence import Evidence

WORDS_ONLY = ("title", "question", "worlds", "design", "factors")
"""Parts of a specification that change no number, or that are told shorter."""


def code_of(evidence: Evidence) -> dict[str, str]:
    """Return what every process that works on a sweep must have in common.

    Parameters
    ----------
    evidence : Evidence
        The evidence.
    """
    return {
        "version": version("balkansim"),
        "rulebook": rules_hash({}),
        "evidence": evidence.hash,
        "questions": fingerprint(evidence.path("forecasts.toml")),
    }


def identity_of(sweep: Sweep, at_once: int, shard: str) -> dict[str, Any]:
    """Return the identity of a sweep's run folder.

    Parameters
    ----------
    sweep : Sweep
        The sweep.
    at_once : int
        About how many histories a chunk has.
    shard : str
        Which shard of the chunks the folder holds, such as ``1/1``.
    """
    spec = sweep.spec
    return {
        **code_of(sweep.evidence),
        "scenario": sweep.base.digest,
        "sweep": {name: value for name, value in spec.items() if name not in WORDS_ONLY},
        "factors": {factor["name"]: factor for factor in spec["factors"]},
        "worlds": {name or "base": world.digest for name, world in sweep.worlds.items()},
        "design": {name: value for name, value in spec["design"].items() if name != "rows"},
        "histories_a_chunk": at_once,
        "shard": shard,
    }
