"""The function behind the command `report`: one HTML page on a scenario or a run folder."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from balkansim.reporting.written import Report

if TYPE_CHECKING:
    from balkansim.evidence.evidence import Evidence
    from balkansim.scenario.resolved import Scenario


def report(
    target: str | Path | Scenario = "baseline",
    *,
    out: Path | str | None = None,
    forecasts: Sequence[str] = (),
    draws: int = 200,
    histories: int = 20,
    seed: int = 1,
    yardstick: str = "",
    force: bool = False,
    with_: Sequence[str] = (),
    set_: Sequence[str] | Mapping[str, Any] = (),
    evidence: Evidence | Path | str | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Report:
    """Write one self-contained HTML page on a scenario, which is run for it, or on a run folder.

    Parameters
    ----------
    target : str, path or Scenario
        Name or path of a scenario, or a resolved one; or a complete run folder, for which `draws`, `histories` and
        `seed` are those of the sweep.
    out : path, optional
        The file, in an existing folder; by default ``NAME-report.html`` in the working directory.
    forecasts : sequence of str
        Ids of forecasts to explain in full; by default every forecast gets its strongest inputs.
    draws, histories, seed : int
        Parameter draws, histories in each, and seed of all luck.
    yardstick : str
        Name of a yardstick; by default the evidence folder's own.
    force : bool
        Whether an existing file may be replaced.
    with_, set_, evidence
        As in `balkansim.api.load`.
    progress : callable, optional
        Told how much is done, in per cent, and 100.

    Returns
    -------
    Report
        Prints as two lines; ``.path``, ``.as_dict()``, ``.to_frame()``.

    Raises
    ------
    BalkansimError
        If anything named is unknown, malformed or out of range, the run folder is not complete, or the file cannot be
        written; nothing is written then.
    """
    from balkansim.experiments.ensemble import Size
    from balkansim.reporting.asked import Asked, place_for
    from balkansim.reporting.folder_report import folder_document
    from balkansim.reporting.rendering import rendered
    from balkansim.reporting.scenario_report import scenario_document
    from balkansim.storage.files import write_whole

    place = place_for(out, target, force=force)
    asked = Asked(target, forecasts, Size(draws, histories, seed), yardstick, with_, set_, evidence, progress)
    document = folder_document(asked) if asked.is_folder else scenario_document(asked)
    content = rendered(document)
    write_whole(place, content)
    headings = tuple(part.heading for part in document.filled)
    figures, tables = document.blocks("picture"), document.blocks("grid")
    return Report(str(place), document.title, headings, tables, figures, len(content))
