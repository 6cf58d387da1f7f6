"""The functions of the package, with the names and options of the command line."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from balkansim.evidence.evidence import Evidence
    from balkansim.forecasting.ledger import Ledger
    from balkansim.scenario.resolved import Scenario

    Setting = Sequence[str] | Mapping[str, Any]


def load(
    scenario: str | Scenario = "baseline",
    *,
    with_: Sequence[str] = (),
    set_: Setting = (),
    evidence: Evidence | Path | str | None = None,
) -> tuple[Scenario, Evidence]:
    """Load evidence and resolve a scenario against it.

    Parameters
    ----------
    scenario : str or Scenario
        Name or path of a scenario, or a resolved one.
    with_ : sequence of str
        Scenarios laid over it.
    set_ : sequence of str or mapping
        ``NAME=VALUE`` each, or a mapping.
    evidence : Evidence or path, optional
        Evidence folder; by default what ships.

    Returns
    -------
    Scenario
        As resolved.
    Evidence
        As loaded.

    Raises
    ------
    BalkansimError
        If anything named is unknown or malformed.
    """
    from balkansim.evidence.evidence import Evidence as Loaded
    from balkansim.evidence.evidence import load_evidence
    from balkansim.scenario.inheritance import resolve
    from balkansim.scenario.resolved import Scenario as Resolved

    known = evidence if isinstance(evidence, Loaded) else load_evidence(None if evidence is None else Path(evidence))
    if isinstance(scenario, Resolved):
        return scenario, known
    return resolve(scenario, with_=with_, set_=set_, evidence=known), known


def forecast(
    scenario: str | Scenario = "baseline",
    *,
    draws: int = 200,
    histories: int = 20,
    seed: int = 1,
    yardstick: str = "",
    readings: bool = False,
    with_: Sequence[str] = (),
    set_: Setting = (),
    evidence: Evidence | Path | str | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Ledger:
    """Run the ensemble of a scenario and return its forecast ledger.

    Parameters
    ----------
    scenario : str or Scenario
        Name or path of a scenario, or a resolved one.
    draws, histories, seed : int
        Parameter draws, histories in each, and seed of all luck.
    yardstick : str
        Name of a yardstick; by default the evidence folder's own.
    readings : bool
        Whether alternative readings get rows.
    with_, set_, evidence
        As in `load`.
    progress : callable, optional
        Told how many draws are done, and of how many.

    Returns
    -------
    Ledger
        Prints as text, shows as HTML, ``.to_frame()``.

    Raises
    ------
    BalkansimError
        If anything named is unknown, malformed or out of range.
    """
    from balkansim.experiments.ensemble import Size
    from balkansim.experiments.forecasts import write_ledger

    size = Size(draws, histories, seed)
    resolved, known = load(scenario, with_=with_, set_=set_, evidence=evidence)
    return write_ledger(resolved, known, size, yardstick=yardstick, readings=readings, progress=progress)
