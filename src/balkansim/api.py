"""The functions of the package, with the names and options of the command line."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from balkansim.evidence.evidence import Evidence
    from balkansim.experiments.results import Ensemble
    from balkansim.forecasting.ledger import Ledger
    from balkansim.scenario.resolved import Scenario
    from balkansim.tables import Table

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


def run_ensemble(
    scenario: str | Scenario = "baseline",
    *,
    draws: int = 200,
    histories: int = 20,
    seed: int = 1,
    with_: Sequence[str] = (),
    set_: Setting = (),
    evidence: Evidence | Path | str | None = None,
    rules: Mapping[str, Callable[..., float]] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Ensemble:
    """Run many histories of one scenario and keep what was recorded of each.

    Parameters
    ----------
    scenario, draws, histories, seed, with_, set_, evidence, progress
        As in `forecast`.
    rules : mapping of str to function, optional
        Rules replaced by plain Python functions that the compiler can read; the kernel is then compiled anew.

    Returns
    -------
    Ensemble
        The tape with ``.to_frame()`` (one row a history) and ``.bands()`` (quantiles a month).

    Raises
    ------
    BalkansimError
        If anything named is unknown, malformed or out of range.
    """
    from balkansim.experiments.ensemble import Maker, Size
    from balkansim.experiments.results import ensemble_of
    from balkansim.vocabulary import stand_ins

    size = Size(draws, histories, seed)
    resolved, known = load(scenario, with_=with_, set_=set_, evidence=evidence)
    maker = Maker(known, size, replaced=stand_ins(rules or {}))
    return ensemble_of(resolved, maker, progress)


def scenarios(name: str | None = None, **options: Any) -> Table:
    """List the scenarios with their questions, or one scenario's differences from its parent.

    Parameters
    ----------
    name : str, optional
        A scenario; by default all are listed.
    **options
        ``with_``, ``set_`` and ``evidence`` as in `load`.

    Returns
    -------
    Table
        Prints as text, shows as HTML, ``.to_frame()``.

    Raises
    ------
    BalkansimError
        If the scenario cannot be resolved.
    """
    from balkansim.scenario.describe import listing, questions, tell
    from balkansim.scenario.factors import catalogue
    from balkansim.tables import Table

    if name is None and not options:
        rows = [{"scenario": known, "question": question} for known, question in questions().items()]
        return Table(rows, listing())
    resolved, evidence = load(name or "baseline", **options)
    rows = [{"key": key, "parent": old, "value": new} for key, (old, new) in resolved.changes.items()]
    return Table(rows, tell(resolved, catalogue(resolved.overriding({}), evidence), evidence))


def factors(word: str = "", *, scenario: str | Scenario = "baseline", **options: Any) -> Table:
    """List everything that can be set.

    Parameters
    ----------
    word : str
        Part of a name or meaning; by default all.
    scenario : str or Scenario
        In which world.
    **options
        ``with_``, ``set_`` and ``evidence`` as in `load`.

    Returns
    -------
    Table
        Prints as text, shows as HTML, ``.to_frame()``.

    Raises
    ------
    BalkansimError
        If no factor has the word.
    """
    from dataclasses import asdict

    from balkansim.scenario.factor_table import table
    from balkansim.scenario.factors import catalogue, find
    from balkansim.tables import Table

    resolved, evidence = load(scenario, **options)
    known = catalogue(resolved, evidence)
    return Table([asdict(factor) for factor in find(word, known).values()], table(known, word))
