"""The functions behind the command `score`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from balkansim.errors import BalkansimError

if TYPE_CHECKING:
    from balkansim.evidence.evidence import Evidence
    from balkansim.forecasting.ledger import Ledger
    from balkansim.scenario.resolved import Scenario
    from balkansim.scoring.scores import Scores

    Setting = Sequence[str] | Mapping[str, Any]

FORECAST = {"scenario": "baseline", "draws": 200, "histories": 20, "seed": 1, "yardstick": ""}
"""What a forecast is run with where nothing is said."""


def score(
    resolutions: Path | str,
    scenario: str | Scenario = "baseline",
    *,
    ledger: Ledger | Path | str | None = None,
    draws: int = 200,
    histories: int = 20,
    seed: int = 1,
    yardstick: str = "",
    with_: Sequence[str] = (),
    set_: Setting = (),
    evidence: Evidence | Path | str | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Scores:
    """Score a forecast ledger against what happened.

    Parameters
    ----------
    resolutions : path or str
        The file of resolutions; `template` writes it.
    scenario : str or Scenario
        Name or path of a scenario, or a resolved one, whose forecast is run where no ledger is given.
    ledger : Ledger or path, optional
        A ledger, or the JSON that `balkansim forecast --json` printed.
    draws, histories, seed, yardstick, with_, set_, progress
        As in `balkansim.api.forecast`; only without a ledger.
    evidence : Evidence or path, optional
        Evidence folder, whose forecasts have the rules; by default what ships.

    Returns
    -------
    Scores
        Prints as text, shows as HTML, ``.to_frame()``, ``.to_json()``.

    Raises
    ------
    BalkansimError
        If the resolutions are missing, malformed, of other forecasts or all unknown, anything else named is unknown or
        malformed, or a ledger is given together with what to run.
    """
    from balkansim.api import load
    from balkansim.experiments.ensemble import Size
    from balkansim.forecasting.questions import load_questions
    from balkansim.scoring.resolutions import read_resolutions
    from balkansim.scoring.running import ledger_and_answers
    from balkansim.scoring.scoring import scores_of

    asked = {"scenario": scenario, "draws": draws, "histories": histories, "seed": seed, "yardstick": yardstick}
    if ledger is not None:
        _refuse_both({**asked, "with_": with_, "set_": set_})
    size = Size(draws, histories, seed)
    resolved, known = load(scenario, with_=with_, set_=set_, evidence=evidence)
    questions = load_questions(known.path("forecasts.toml"))
    file = Path(resolutions)
    happened = read_resolutions(file, questions)
    if ledger is not None:
        given, notes = _given(ledger, known)
        return scores_of(given, questions, happened, file=str(file), notes=notes)
    made, hits = ledger_and_answers(resolved, known, questions, size, yardstick=yardstick, progress=progress)
    return scores_of(made, questions, happened, file=str(file), hits=hits)


def template(path: Path | str, *, evidence: Evidence | Path | str | None = None, force: bool = False) -> int:
    """Write the file of resolutions to fill in: id, rule outside the model, window, outcome, date and source.

    Parameters
    ----------
    path : path or str
        Where to.
    evidence : Evidence or path, optional
        Evidence folder with the forecasts; by default what ships.
    force : bool
        Whether a file that stands there may be replaced.

    Returns
    -------
    int
        Rows to fill in.

    Raises
    ------
    BalkansimError
        If a file stands there or it cannot be written.
    """
    from balkansim.api import load
    from balkansim.forecasting.questions import load_questions
    from balkansim.scoring.template import write_template

    _, known = load(evidence=evidence)
    return write_template(load_questions(known.path("forecasts.toml")), Path(path), force=force)


def _refuse_both(asked: Mapping[str, Any]) -> None:
    """Refuse a ledger together with what to run."""
    lists = ("with_", "set_")
    said = [
        name.strip("_") for name, value in asked.items() if (bool(value) if name in lists else value != FORECAST[name])
    ]
    if said:
        raise BalkansimError(
            f"--ledger together with {', '.join(said)}",
            expected="a ledger, or what to run to make one",
            where="score",
            todo="leave one out; --evidence may stay",
        )


def _given(ledger: Ledger | Path | str, evidence: Evidence) -> tuple[Ledger, tuple[str, ...]]:
    """Return a ledger given or read, and a note where it rests on other evidence than the rules read."""
    from balkansim.experiments.forecasts import evidence_told
    from balkansim.scoring.ledgers import read_ledger

    found = read_ledger(Path(ledger)) if isinstance(ledger, str | Path) else ledger
    mine = evidence_told(evidence)
    if found.run.evidence == mine:
        return found, ()
    return found, (f"the ledger rests on evidence {found.run.evidence}, the rules are those of {mine}.",)
