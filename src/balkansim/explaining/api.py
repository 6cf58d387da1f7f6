"""The function behind the command `explain`: why a forecast, a number, a coefficient or a rule is as it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from balkansim.errors import BalkansimError
from balkansim.explaining.explanation import Explanation

if TYPE_CHECKING:
    from balkansim.evidence.evidence import Evidence
    from balkansim.scenario.resolved import Scenario


def explain(
    what: str,
    *parties: str,
    scenario: str | Scenario = "baseline",
    draws: int = 200,
    histories: int = 20,
    seed: int = 1,
    yardstick: str = "",
    with_: Sequence[str] = (),
    set_: Sequence[str] | Mapping[str, Any] = (),
    evidence: Evidence | Path | str | None = None,
    documents: Path | str | None = None,
    from_: Path | str | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Explanation:
    """Explain a forecast, a number of the world, a coefficient or a rule.

    Parameters
    ----------
    what : str
        Id of a forecast (``F1``), a quantity (``tension``), a coefficient (``accession_base``) or a rule (``threat``).
    *parties : str
        For a quantity, its parties: codes or names.
    scenario : str or Scenario
        Name or path of a scenario, or a resolved one.
    draws, histories, seed : int
        For a forecast: parameter draws, histories in each, and seed of all luck.
    yardstick : str
        For a forecast: name of a yardstick; by default the evidence folder's own.
    with_, set_, evidence
        As in `balkansim.api.load`.
    documents : path, optional
        Folder with the reader's own copies of the texts, shown beside the paraphrases.
    from_ : path, optional
        Run folder of a sweep, whose results answer for a forecast; nothing is run then, and only `yardstick` is heeded.
    progress : callable, optional
        Told how much of the work is done, in per cent, and 100.

    Returns
    -------
    Explanation
        Prints as text, shows as HTML, ``.as_dict()``, ``.to_frame()``, ``.to_markdown()``, ``.to_json()``.

    Raises
    ------
    BalkansimError
        If anything named is unknown, malformed or out of range.
    """
    from balkansim.api import load
    from balkansim.experiments.ensemble import Size
    from balkansim.explaining import building, coefficient, numbers, rule, subjects
    from balkansim.forecasting.questions import load_questions
    from balkansim.scenario.factors import catalogue

    if from_ is not None:
        return _from_folder(from_, (what, *parties), yardstick)
    size = Size(draws, histories, seed)
    resolved, known = load(scenario, with_=with_, set_=set_, evidence=evidence)
    own = _folder(documents, known)
    questions = load_questions(known.path("forecasts.toml"))
    found = subjects.subject_of((what, *parties), questions, known.codebook, resolved, catalogue(resolved, known))
    if isinstance(found, subjects.Ruled):
        return rule.explain_rule(found.name)
    if isinstance(found, subjects.Coefficient):
        return coefficient.explain_coefficient(found.factor, resolved, known)
    if isinstance(found, subjects.Numbered):
        if found.is_figure:
            return numbers.explain_figure(found.factor, resolved, known)
        return numbers.explain_number(found.factor, found.key, resolved, known, own)
    return building.explain_forecast(
        found, resolved, known, size, yardstick=yardstick, documents=own, progress=progress
    )


def _from_folder(folder: Path | str, asked: tuple[str, ...], yardstick: str) -> Explanation:
    """Let a sweep's results answer for a forecast."""
    from balkansim.asking.folder_answers import answer_from

    if len(asked) > 1:
        raise BalkansimError(
            f"{' '.join(asked)!r}", expected="one forecast, as F1", where="explain --from", todo="name a forecast"
        )
    return answer_from(folder, asked[0], yardstick=yardstick)


def _folder(documents: Path | str | None, evidence: Evidence) -> Path | None:
    """Return the folder of the reader's own texts, refused before anything runs where it holds none."""
    if documents is None:
        return None
    from balkansim.evidence.texts import check_texts

    check_texts(Path(documents), evidence.library)
    return Path(documents)
