"""The function behind the command `explain`: why a forecast, a number, a coefficient or a rule is as it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from balkansim.analysis.rules import rules
from balkansim.errors import BalkansimError, unknown
from balkansim.forecasts.questions import Question, Questions
from balkansim.pages import Explanation
from balkansim.scenario.factors import Factor
from balkansim.scenario.names import folded
from balkansim.scenario.resolve import in_roster_order

if TYPE_CHECKING:
    from balkansim.evidence.codebook import Codebook, Key
    from balkansim.evidence.evidence import Evidence
    from balkansim.scenario.scenario import Scenario


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
    forecasts: int | None = None,
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
    with_, set_, evidence, forecasts
        As in `balkansim.forecast`.
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
    from balkansim.analysis import forecast_explained as building
    from balkansim.analysis import provenance as coefficient
    from balkansim.analysis import provenance as numbers
    from balkansim.analysis import rules as rule
    from balkansim.forecasts.questions import questions_of
    from balkansim.model.ensemble import RunOptions
    from balkansim.scenario.factors import catalogue

    if from_ is not None:
        return _from_folder(from_, (what, *parties), yardstick)
    options = RunOptions(scenario, draws, histories, seed, with_, set_, evidence, forecasts)
    size, resolved, known = options.resolved()
    own = _folder(documents, known)
    questions = questions_of(known)
    found = subject_of((what, *parties), questions, known.codebook, resolved, catalogue(resolved, known))
    if isinstance(found, Ruled):
        return rule.explain_rule(found.name)
    if isinstance(found, Coefficient):
        return coefficient.explain_coefficient(found.factor, resolved, known)
    if isinstance(found, Numbered):
        if found.is_figure:
            return numbers.explain_figure(found.factor, resolved, known)
        return numbers.explain_number(found.factor, found.key, resolved, known, own)
    return building.explain_forecast(
        found, resolved, known, size, yardstick=yardstick, documents=own, progress=progress
    )


def _from_folder(folder: Path | str, asked: tuple[str, ...], yardstick: str) -> Explanation:
    """Let a sweep's results answer for a forecast."""
    from balkansim.analysis.sweep_answers import answer_from

    if len(asked) > 1:
        raise BalkansimError(
            f"{' '.join(asked)!r}", expected="one forecast, as F1", where="explain --from", todo="name a forecast"
        )
    return answer_from(folder, asked[0], yardstick=yardstick)


def _folder(documents: Path | str | None, evidence: Evidence) -> Path | None:
    """Return the folder of the reader's own texts, refused before anything runs where it holds none."""
    if documents is None:
        return None
    from balkansim.evidence.documents import check_texts

    check_texts(Path(documents), evidence.library)
    return Path(documents)


FIGURES = {"expenditure": ("state",), "burden": ("state",)}


@dataclass(frozen=True)
class Numbered:
    """A number of the world somebody asks about.

    ``key``: its key in the codebook; None for a figure and for parties the codebook does not have.
    """

    factor: Factor
    key: Key | None
    is_figure: bool


@dataclass(frozen=True)
class Coefficient:
    """A coefficient somebody asks about."""

    factor: Factor


@dataclass(frozen=True)
class Ruled:
    """A rule somebody asks about."""

    name: str


Subject = Question | Numbered | Coefficient | Ruled


def subject_of(
    words: Sequence[str], questions: Questions, codebook: Codebook, scenario: Scenario, factors: Mapping[str, Factor]
) -> Subject:
    """Find what words name: a forecast by its id, a number by quantity and parties, a coefficient, a rule.

    ``words``: as typed, such as ``tension SRB Kosovo`` or ``tension.SRB.XKX``; case is ignored.
    """
    first, *others = words[0].split(".") if len(words) == 1 else list(words)
    is_number = first.casefold() in codebook.quantities or first.casefold() in FIGURES
    if is_number and (others or first.casefold() not in rules()):
        return _number(first.casefold(), others, codebook, scenario, factors)
    joined = ".".join([first, *others])
    for name, factor in factors.items():
        if name.casefold() == joined.casefold():
            return Coefficient(factor)
    ids = [*(found.id for found in questions.forecasts), *(found.id for found in questions.untestable)]
    alone = {name.casefold(): name for name in (*ids, *rules())}
    if first.casefold() not in alone:
        raise _unknown(joined, first, ids, codebook, factors)
    if others:
        raise BalkansimError(f"{first} with {' '.join(others)}", expected=f"{first} alone", where="explain")
    name = alone[first.casefold()]
    return Ruled(name) if name in rules() else questions.get(name)


def _number(
    quantity: str, parties: Sequence[str], codebook: Codebook, scenario: Scenario, factors: Mapping[str, Factor]
) -> Numbered:
    """Find a number of the world by its quantity and parties."""
    roles = FIGURES[quantity] if quantity in FIGURES else codebook.quantities[quantity].roles
    if len(parties) != len(roles):
        known = next((name for name in factors if name.startswith(f"{quantity}.")), quantity)
        example = known.replace(".", " ")
        raise BalkansimError(
            f"{quantity} of {' '.join(parties) or 'nobody'}",
            expected=f"{quantity} with its parties: {' '.join(roles)}",
            where="explain",
            todo=f"balkansim explain {example}",
        )
    codes = [_party(word, role, scenario) for word, role in zip(parties, roles, strict=True)]
    if len(set(codes)) < len(codes):
        raise BalkansimError(f"{codes[0]} paired with itself", expected="two different parties", where="explain")
    factor = factors.get(in_roster_order(".".join([quantity, *codes]), scenario.roster))
    if factor is None:
        names = [name.replace(".", " ") for name in factors]
        raise unknown("number", f"{quantity} {' '.join(codes)}", names, where="explain")
    is_figure = quantity in FIGURES
    listed = all(code in codebook.parties.of(role) for code, role in zip(codes, roles, strict=True))
    return Numbered(factor, codebook.key(quantity, *codes) if listed and not is_figure else None, is_figure)


def _party(word: str, role: str, scenario: Scenario) -> str:
    """Return the code of a party of a scenario's world."""
    worlds = {
        "state": scenario.roster,
        "patron": tuple(scenario.patrons),
        "bloc": tuple(scenario.blocs),
        "entity": tuple(scenario.entities),
    }
    code, here = folded(role, word), worlds[role]
    for known in here:
        if known.casefold() == code.casefold():
            return known
    spoken = [*here, *(scenario.label(known) for known in here)]
    raise unknown(role, word, spoken, where=f"explain, in the world of {scenario.name}")


def _unknown(
    joined: str, first: str, ids: Sequence[str], codebook: Codebook, factors: Mapping[str, Factor]
) -> BalkansimError:
    """Return the error for a name that nothing bears, with the nearest."""
    families = [name.partition(".")[0] for name in factors]
    known = list(dict.fromkeys([*ids, *codebook.quantities, *factors, *families, *rules()]))
    guess = unknown("name", joined if joined in known else first, known).found
    return BalkansimError(
        guess,
        expected="a forecast (F1), a quantity with its parties (tension SRB XKX), a coefficient or a rule",
        where="explain",
        todo="balkansim forecast lists forecasts, balkansim factors the rest",
    )
