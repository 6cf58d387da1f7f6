"""The functions behind the commands `compare`, `rivals` and `knockout`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from balkansim.comparing.comparison import Comparison
from balkansim.comparing.comparison_page import SHOWN

if TYPE_CHECKING:
    from balkansim.comparing.knockouts import Knockouts
    from balkansim.comparing.rivals import Rivals
    from balkansim.evidence.evidence import Evidence
    from balkansim.scenario.resolved import Scenario
    from balkansim.tables import Table

    Setting = Sequence[str] | Mapping[str, Any]
    Body = Evidence | Path | str


def compare(
    *scenarios: str | Scenario,
    with_: Sequence[str] = (),
    set_: Setting = (),
    evidence: Body | tuple[Body, Body] | None = None,
    draws: int = 200,
    histories: int = 20,
    seed: int = 1,
    readings: bool = False,
    all_parameters: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Comparison:
    """Compare scenarios, or two bodies of evidence, on common random numbers.

    Parameters
    ----------
    *scenarios : str or Scenario
        At least two, the reference first; of two bodies of evidence at most one, by default the baseline.
    with_, set_
        As in `balkansim.api.load`, laid over every scenario.
    evidence : Evidence or path, or two of them, optional
        Two bodies of evidence to compare, the reference first, ``shipped`` for what ships; or the one on which
        scenarios are compared, by default what ships.
    draws, histories, seed : int
        Parameter draws, histories in each, and seed of all luck, the same for every world.
    readings : bool
        Whether alternative readings get rows.
    all_parameters : bool
        Of two bodies of evidence, whether every parameter that differs is printed, or the largest differences only.
    progress : callable, optional
        Told how much of the work is done, in per cent, and 100.

    Returns
    -------
    Comparison
        Prints as text, shows as HTML, ``.to_frame()``, ``.to_json()``.

    Raises
    ------
    BalkansimError
        If there is nothing to compare, two worlds are the same, or anything named is unknown or malformed.
    """
    from balkansim.comparing.running import run_comparison
    from balkansim.comparing.worlds import bodies, worlds_of
    from balkansim.experiments.ensemble import Size

    size = Size(draws, histories, seed)
    if isinstance(evidence, tuple | list):
        worlds = bodies(scenarios, evidence, with_=with_, set_=set_)
    else:
        worlds = worlds_of(scenarios, evidence, with_=with_, set_=set_)
    shown = None if all_parameters else SHOWN
    return run_comparison(worlds, size, readings=readings, shown=shown, progress=progress)


def rivals(
    scenario: str | Scenario = "baseline",
    *,
    forecasts: Sequence[str] = (),
    draws: int = 200,
    histories: int = 20,
    seed: int = 1,
    yardstick: str = "",
    with_: Sequence[str] = (),
    set_: Setting = (),
    evidence: Body | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Rivals:
    """Ask one scenario under every theory of accession, on the same draws and luck.

    Parameters
    ----------
    scenario : str or Scenario
        Name or path of a scenario, or a resolved one; the theory it chose itself does not matter.
    forecasts : sequence of str
        Ids; by default all.
    draws, histories, seed : int
        Parameter draws, histories in each, and seed of all luck, the same under each theory.
    yardstick : str
        Name of the yardstick of probability words; by default the evidence folder's own default.
    with_, set_, evidence
        As in `balkansim.api.load`.
    progress : callable, optional
        Told how much of the work is done, in per cent, and 100.

    Returns
    -------
    Rivals
        Prints as text, shows as HTML, ``.to_frame()``, ``.to_json()``.

    Raises
    ------
    BalkansimError
        If anything named is unknown, malformed or out of range.
    """
    from balkansim.api import load
    from balkansim.comparing.answers import main_readings
    from balkansim.comparing.rivals import run_rivals
    from balkansim.experiments import asked
    from balkansim.experiments.ensemble import Size
    from balkansim.forecasting.questions import load_questions

    size = Size(draws, histories, seed)
    resolved, known = load(scenario, with_=with_, set_=set_, evidence=evidence)
    questions = asked.chosen(main_readings(load_questions(known.path("forecasts.toml"))), forecasts)
    return run_rivals(resolved, known, questions, size, yardstick=yardstick, progress=progress)


def knockout(
    scenario: str | Scenario = "baseline",
    *,
    forecasts: Sequence[str] = (),
    mechanisms: Sequence[str] = (),
    draws: int = 200,
    histories: int = 20,
    seed: int = 1,
    with_: Sequence[str] = (),
    set_: Setting = (),
    evidence: Body | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Knockouts:
    """Switch each mechanism off in turn and tell what it contributes to each forecast.

    Parameters
    ----------
    scenario : str or Scenario
        Name or path of a scenario, or a resolved one.
    forecasts, mechanisms : sequence of str
        Ids and names; by default all.
    draws, histories, seed : int
        Parameter draws, histories in each, and seed of all luck, the same throughout.
    with_, set_, evidence
        As in `balkansim.api.load`; the mechanisms are those of the evidence folder's ``knockouts.toml``, or of the one
        that ships.
    progress : callable, optional
        Told how much of the work is done, in per cent, and 100.

    Returns
    -------
    Knockouts
        Prints as text, shows as HTML, ``.to_frame()``, ``.to_json()``.

    Raises
    ------
    BalkansimError
        If anything named is unknown, malformed or out of range.
    """
    from balkansim.api import load
    from balkansim.comparing.mechanisms import chosen, load_mechanisms
    from balkansim.comparing.removing import run_knockouts
    from balkansim.experiments import asked
    from balkansim.experiments.ensemble import Size
    from balkansim.forecasting.questions import load_questions

    size = Size(draws, histories, seed)
    resolved, known = load(scenario, with_=with_, set_=set_, evidence=evidence)
    wanted = chosen(load_mechanisms(known), mechanisms)
    questions = load_questions(known.path("forecasts.toml"))
    return run_knockouts(resolved, known, asked.chosen(questions, forecasts), wanted, size, progress)


def mechanisms(evidence: Body | None = None) -> Table:
    """List the mechanisms that can be switched off.

    Parameters
    ----------
    evidence : Evidence or path, optional
        Evidence folder; by default what ships.

    Returns
    -------
    Table
        Prints as text, shows as HTML, ``.to_frame()``.

    Raises
    ------
    BalkansimError
        If the folder or its file of mechanisms is malformed.
    """
    from balkansim.api import load
    from balkansim.comparing.mechanisms import listing, load_mechanisms

    return listing(load_mechanisms(load(evidence=evidence)[1]))
