"""The function behind the command `hindcast`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from balkansim.errors import BalkansimError

if TYPE_CHECKING:
    from balkansim.evidence.evidence import Evidence
    from balkansim.hindcasting.hindcast import Hindcast

FILE = "hindcast.toml"


def hindcast(
    questions: Path | str | None = None,
    *,
    freeze: Sequence[str] = (),
    question: Sequence[str] = (),
    draws: int = 200,
    histories: int = 20,
    seed: int = 1,
    calibrated: bool = False,
    evidence: Evidence | Path | str | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Hindcast:
    """Forecast from past dates and score the forecasts against what followed.

    Parameters
    ----------
    questions : path, optional
        A file of questions of the past; by default the one that ships.
    freeze, question : sequence of str
        Only the questions of these dates, such as ``2015-04``, or of these ids; by default all.
    draws, histories, seed : int
        Parameter draws at each freeze, histories in each, and seed of all luck.
    calibrated : bool
        Whether coefficients are drawn from the posterior, as `balkansim.api.forecast` draws them; that is in-sample. By
        default from their priors.
    evidence : Evidence or path, optional
        Evidence folder; by default what ships.
    progress : callable, optional
        Told how much of the work is done, in per cent, and 100.

    Returns
    -------
    Hindcast
        Prints as text, shows as HTML, ``.to_frame()``, ``.to_json()``, ``.to_csv()``.

    Raises
    ------
    BalkansimError
        If the file is missing, empty or malformed, a date, an id or an outcome is unknown, a window lies outside its
        scenario's, no outcome is known, or `calibrated` is asked of evidence without a posterior.
    """
    from balkansim.api import load
    from balkansim.experiments.ensemble import Maker, Size
    from balkansim.experiments.forecasts import run_of
    from balkansim.hindcasting.coefficients import PriorMaker, check_calibrated, sample_told
    from balkansim.hindcasting.hindcast import Hindcast
    from balkansim.hindcasting.questions import chosen, load_past
    from balkansim.hindcasting.running import verified
    from balkansim.hindcasting.scoring import mean_scores, skills
    from balkansim.places import data_root
    from balkansim.scoring.template import UNKNOWN

    size = Size(draws, histories, seed)
    baseline, known = load(evidence=evidence)
    file = data_root() / "seeds" / FILE if questions is None else Path(questions)
    past = load_past(file)
    asked = chosen(past, freeze, question)
    resolved = [one for one in asked if one.outcome != UNKNOWN]
    if not resolved:
        raise BalkansimError(
            f"the outcome of all {len(asked)} questions is unknown", expected="at least one known", where=str(file)
        )
    if calibrated:
        check_calibrated(known)
    maker = Maker(known, size) if calibrated else PriorMaker(known, size)
    found = verified(past, resolved, maker, file, progress)
    dates = ", ".join(dict.fromkeys(one.freeze for one in resolved))
    return Hindcast(
        replace(run_of(baseline, known, size, 0), scenario=f"frozen at {dates}"),
        file.name if questions is None else str(file),
        sample_told(known, calibrated=calibrated),
        found,
        {one.id: one.source for one in asked if one.outcome == UNKNOWN},
        mean_scores(found),
        skills(found),
    )
