"""The same world asked under rival theories of accession: every ledger, and where the theories disagree."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING, Any

from balkansim.comparing.answers import Answers, Key, answers_of
from balkansim.comparing.paired import Paired, paired
from balkansim.comparing.rivals_page import rivals_page
from balkansim.experiments.ensemble import Size
from balkansim.experiments.forecasts import ledger_and_survey
from balkansim.explaining.explanation import Explanation
from balkansim.explaining.probing import part_of
from balkansim.forecasting.questions import MAIN, Questions
from balkansim.moves.attraction import THEORY_CODES

if TYPE_CHECKING:
    from balkansim.evidence.evidence import Evidence
    from balkansim.explaining.page import Page
    from balkansim.forecasting.entry import Entry, Run
    from balkansim.forecasting.ledger import Ledger
    from balkansim.scenario.resolved import Scenario

THEORIES = tuple(THEORY_CODES)


@dataclass(frozen=True)
class Disagreement:
    """The two theories that differ most on a forecast.

    Parameters
    ----------
    one, other : str
        The theories.
    paired : Paired
        The forecast under both, history by history; the first is the reference.
    """

    one: str
    other: str
    paired: Paired


@dataclass(frozen=True)
class Contested:
    """One forecast under every theory.

    Parameters
    ----------
    entries : tuple of Entry
        Its row of the ledger under each theory, in the order of the theories.
    widest : Disagreement or None
        The two that differ most; None where no history can answer.
    """

    entries: tuple[Entry, ...]
    widest: Disagreement | None

    @property
    def verdicts_differ(self) -> bool:
        """Whether the theories do not all come to one verdict."""
        return len({entry.verdict for entry in self.entries}) > 1

    @property
    def disagrees(self) -> bool:
        """Whether verdicts differ, or the widest difference is more than chance."""
        return self.verdicts_differ or (self.widest is not None and self.widest.paired.excludes_zero)


@dataclass(frozen=True)
class Nearness:
    """How far a state is from switching sides by landscape theory where the scenario starts.

    Parameters
    ----------
    state : str
        The state.
    side : str
        Those on its side at the lowest optimum, itself among them.
    distance : float
        By how much its own frustration rises if it alone switches; negative where it would gain.
    """

    state: str
    side: str
    distance: float


@dataclass(frozen=True)
class Rivals(Explanation):
    """One scenario under rival theories of accession, on the same draws and luck.

    Parameters
    ----------
    run : Run
        What was run under each theory; its ``nans`` are those of all.
    theories : tuple of str
        The theories, the default first.
    found : tuple of Contested
        The forecasts, in the order of their file.
    nearness : tuple of Nearness
        Each state's distance from switching sides, the nearest first.
    """

    run: Run
    theories: tuple[str, ...]
    found: tuple[Contested, ...]
    nearness: tuple[Nearness, ...]

    def page(self) -> Page:
        """Return the ledgers side by side as a page."""
        return rivals_page(self)

    def rows(self) -> list[dict[str, Any]]:
        """Return a plain row a forecast and theory."""
        return [
            {"theory": theory, **entry.as_dict(), "disagrees": contested.disagrees}
            for contested in self.found
            for theory, entry in zip(self.theories, contested.entries, strict=True)
        ]

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain values: ``run``, ``theories``, ``forecasts``, ``widest``, ``nearness``."""
        widest = {c.entries[0].id: asdict(c.widest) for c in self.found if c.widest is not None}
        return {
            "run": asdict(self.run),
            "theories": list(self.theories),
            "forecasts": self.rows(),
            "widest": widest,
            "nearness": [asdict(one) for one in self.nearness],
        }


def run_rivals(
    scenario: Scenario,
    evidence: Evidence,
    questions: Questions,
    size: Size,
    *,
    yardstick: str = "",
    progress: Callable[[int, int], None] | None = None,
) -> Rivals:
    """Ask a scenario's forecasts under every theory of accession.

    Parameters
    ----------
    scenario : Scenario
        The scenario; the theory it chose itself does not matter.
    evidence : Evidence
        The evidence.
    questions : Questions
        The forecasts, main readings only.
    size : Size
        Draws, histories and seed, the same under each theory.
    yardstick : str
        Name of the yardstick; by default the file's own default.
    progress : callable, optional
        Told how much of the work is done, in per cent, and 100.
    """
    ends = [100 * k // len(THEORIES) for k in range(len(THEORIES) + 1)]
    ledgers: list[Ledger] = []
    found: list[Answers] = []
    for k, theory in enumerate(THEORIES):
        told = part_of(progress, *ends[k : k + 2])
        world = replace(scenario, theory=theory)
        one, survey = ledger_and_survey(world, evidence, questions, size, yardstick=yardstick, progress=told)
        ledgers.append(one)
        found.append(answers_of(questions, survey))
    rows = zip(*(one.entries for one in ledgers), strict=True)
    contested = tuple(Contested(entries, widest_of(found, (entries[0].id, MAIN))) for entries in rows)
    run = replace(ledgers[0].run, nans=sum(one.run.nans for one in ledgers))
    return Rivals(run, THEORIES, contested, nearness_of(scenario, evidence))


def widest_of(found: Sequence[Answers], key: Key) -> Disagreement | None:
    """Return the two theories that differ most on a forecast, or None where no history can answer.

    Parameters
    ----------
    found : sequence of Answers
        What each theory answers, in the order of the theories.
    key : Key
        The forecast.
    """
    if any(key not in answers.hits for answers in found):
        return None
    pairs = [
        Disagreement(THEORIES[a], THEORIES[b], paired(found[a].hits[key], found[b].hits[key]))
        for a, b in combinations(range(len(THEORIES)), 2)
    ]
    return max(pairs, key=lambda pair: abs(pair.paired.difference))


def nearness_of(scenario: Scenario, evidence: Evidence) -> tuple[Nearness, ...]:
    """Return each state's distance from switching sides, the nearest to it first.

    Parameters
    ----------
    scenario : Scenario
        Its start, every parameter at its median.
    evidence : Evidence
        The evidence.
    """
    from balkansim.theories.landscape_scenario import landscape_of

    found = landscape_of(scenario, evidence)
    one, other = found.split(found.optima.sides[0])
    distances = zip(found.names, found.distances(), strict=True)
    near = [Nearness(name, ", ".join(one if name in one else other), float(d)) for name, d in distances]
    return tuple(sorted(near, key=lambda state: state.distance))
