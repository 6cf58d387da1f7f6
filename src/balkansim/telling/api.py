"""The function `history`: one history of a scenario, told."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from balkansim.evidence.evidence import Evidence
    from balkansim.scenario.resolved import Scenario
    from balkansim.telling.history import History
    from balkansim.telling.search import Found

    Setting = Sequence[str] | Mapping[str, Any]


def history(
    scenario: str | Scenario = "baseline",
    *,
    seed: int = 1,
    run: int = 0,
    draw: int | None = 0,
    point: int | None = None,
    engine: str = "kernel",
    with_: Sequence[str] = (),
    set_: Setting = (),
    evidence: Evidence | Path | str | None = None,
) -> History:
    """Live one history of a scenario, or of a run folder, and return it, to be told.

    Parameters
    ----------
    scenario : str or Scenario
        Name or path of a scenario, or a resolved one; with `point`, a run folder.
    seed : int
        Seed of all luck, not negative.
    run : int
        Which history of the parameter draw, not negative.
    draw : int or None
        Parameter draw, not negative, or None for every parameter at its median.
    point : int, optional
        Design point of a run folder; `run` is then the number of the history in the point, and the folder gives all
        else.
    engine : str
        ``kernel`` (compiled) or ``mesa`` (agents); both live exactly the same history.
    with_, set_, evidence
        As in `balkansim.api.load`.

    Returns
    -------
    History
        Prints as text, shows as HTML, ``.months``, ``.sentences``, ``.to_frame()``, ``.trace(month, actor)``.

    Raises
    ------
    BalkansimError
        If anything named is unknown, malformed or out of range.
    """
    from balkansim.api import load
    from balkansim.telling.history import History
    from balkansim.telling.reel import Key, film_of

    if point is not None:
        return _of_folder(str(scenario), point, run, engine)
    key = Key(seed, run, draw)
    resolved, known = load(scenario, with_=with_, set_=set_, evidence=evidence)
    return History(film_of(resolved, known, key, engine))


def _of_folder(folder: str, point: int, run: int, engine: str) -> History:
    """Live one history of a run folder again."""
    from balkansim.experiments.folders import key_of, sweep_of
    from balkansim.storage.folder import RunFolder
    from balkansim.telling.history import History
    from balkansim.telling.reel import Key, film_of

    sweep = sweep_of(RunFolder(Path(folder)))
    scenario, named = key_of(sweep, point, run)
    key = Key(named.seed, named.run, None if named.at_median else named.draw, named.draw if named.at_median else 0)
    return History(film_of(scenario, sweep.evidence, key, engine))


def find(
    where: str,
    scenario: str | Scenario = "baseline",
    *,
    draws: int = 200,
    histories: int = 20,
    seed: int = 1,
    with_: Sequence[str] = (),
    set_: Setting = (),
    evidence: Evidence | Path | str | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Found:
    """Find the first history in which a forecast came true, or did not.

    Parameters
    ----------
    where : str
        As ``F1=yes`` or ``F1=no``.
    scenario : str or Scenario
        Name or path of a scenario, or a resolved one.
    draws, histories, seed : int
        How many parameter draws and histories in each to look through, and the seed of all luck.
    with_, set_, evidence
        As in `balkansim.api.load`.
    progress : callable, optional
        Told how many draws are done, and of how many.

    Returns
    -------
    Found
        Its ``key`` is None where no history is as wished.

    Raises
    ------
    BalkansimError
        If anything named is unknown, malformed or out of range, or the scenario cannot answer the forecast.
    """
    from balkansim.api import load
    from balkansim.experiments.ensemble import Size
    from balkansim.telling.search import Wish, search

    wish, size = Wish.read(where), Size(draws, histories, seed)
    resolved, known = load(scenario, with_=with_, set_=set_, evidence=evidence)
    return search(resolved, known, wish, size, progress)
