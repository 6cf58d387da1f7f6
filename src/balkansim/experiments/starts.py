"""Starting worlds of many design points: what a point leaves as it was is not computed again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import TYPE_CHECKING, Any

from balkansim.model.draws import attempts_of
from balkansim.model.sampling import Sampler
from balkansim.model.start import (
    Names,
    Start,
    coefficients_of,
    fill_blocs,
    fill_counts,
    fill_dyads,
    fill_events,
    fill_flashpoints,
    fill_patrons,
    fill_states,
    fill_theory,
    names_of,
)
from balkansim.model.world import empty_worlds
from balkansim.scenario.factors import coefficients

if TYPE_CHECKING:
    from balkansim.evidence.evidence import Evidence
    from balkansim.scenario.scenario import Scenario

Looked = dict[str, Any]
Memory = dict[Any, tuple[Looked, Any]]


@dataclass
class RememberingSampler(Sampler):
    """A sampler that recalls each drawn value for as long as nothing it depends on is set differently."""

    memory: Memory = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Begin with nothing looked up."""
        super().__post_init__()
        self._looking: list[Looked] = []

    @contextmanager
    def noting(self) -> Iterator[Looked]:
        """Note each setting that is looked up meanwhile."""
        looked: Looked = {}
        self._looking.append(looked)
        try:
            yield looked
        finally:
            self._looking.pop()

    def given(self, name: str) -> Any:
        """Return what a factor is set to, and note that it was looked up."""
        setting = self.scenario.overrides.get(name)
        for looked in self._looking:
            looked[name] = setting
        return super().given(name)

    def coefficient(self, name: str, *, standing: bool = False) -> Any:
        """Return draws of a coefficient, as `Sampler.coefficient` does."""
        return self._recalled(
            (name, standing), lambda: super(RememberingSampler, self).coefficient(name, standing=standing)
        )

    def quantity(self, quantity: str, subject: str, object_: str = "", *, standing: bool = False) -> Any:
        """Return draws of a quantity, as `Sampler.quantity` does."""
        draw = super().quantity
        return self._recalled(
            (quantity, subject, object_, standing), lambda: draw(quantity, subject, object_, standing=standing)
        )

    def _recalled(self, address: Any, draw: Callable[[], Any]) -> Any:
        """Return what is remembered under an address if all its settings are as they were, else draw it."""
        remembered = self.memory.get(address)
        if remembered is None or not unchanged(remembered[0], self.scenario.overrides):
            with self.noting() as looked:
                value = draw()
            remembered = self.memory[address] = (looked, value)
        elif self._looking:
            for outer in self._looking:
                outer.update(remembered[0])
        return remembered[1]


def unchanged(looked: Looked, overrides: Mapping[str, Any]) -> bool:
    """Tell whether all settings that were looked up are as they were."""
    return all(overrides.get(name) == setting for name, setting in looked.items())


MOST_WORLDS_REMEMBERED = 1024
"""Of about 80 kB each."""
MOST_TEMPLATES = 16
FILLED_FROM = (
    "family",
    "theory",
    "start",
    "roster",
    "at_rest",
    "states",
    "patrons",
    "blocs",
    "flashpoints",
    "entities",
)
"""Fields of a scenario that the steps depend on, besides what is set."""
STEPS = (fill_theory, fill_states, fill_dyads, fill_patrons, fill_blocs, fill_flashpoints)
"""Each fills fields of its own; counts and events come last, and coefficients stand apart."""


@dataclass
class Template:
    """What is remembered of one world over some parameter draws.

    ``likeness``: what another scenario must have in common with it.
    """

    likeness: tuple[Any, ...]
    values: Memory = field(default_factory=dict)
    worlds: Any = None
    coefficients: Any = None
    overrides: Mapping[str, Any] = field(default_factory=dict)
    looked: list[Looked] = field(default_factory=list)


@dataclass
class Block:
    """What is remembered of some parameter draws: draws of whatever world, and a template for each world."""

    known: dict[Any, Any] = field(default_factory=dict)
    templates: list[Template] = field(default_factory=list)


@dataclass(frozen=True)
class Starter:
    """Fills starting worlds as `balkansim.model.start.start_of` does, but only what differs from the point before.

    Threads may share it.
    """

    evidence: Evidence
    seed: int
    at_median: bool
    _blocks: OrderedDict[tuple[int, int], Block] = field(default_factory=OrderedDict, repr=False)
    _lock: Any = field(default_factory=Lock, repr=False)

    def start(self, scenario: Scenario, first: int, draws: int) -> Start:
        """Fill the starting worlds of some parameter draws.

        ``first``, ``draws``: number of the first draw, a multiple of four, and of draws.
        """
        numbers, parameters = range(first, first + draws), coefficients(self.evidence)
        attempts = None if self.at_median else attempts_of(scenario, self.evidence, parameters, self.seed, numbers)
        with self._lock:
            block = self._block(first, draws)
            template = self._template(block, scenario)
            before = replace(template)
        sampler = RememberingSampler(
            scenario,
            self.evidence,
            parameters,
            draws,
            self.seed,
            at_median=self.at_median,
            first=first,
            known=block.known,
            attempts=attempts,
            memory=template.values,
        )
        after = filled(sampler, names_of(scenario), before)
        with self._lock:
            template.__dict__.update(after.__dict__)
        worlds = after.worlds.copy()
        names = names_of(scenario)
        fill_counts(worlds, scenario, names)
        fill_events(worlds, scenario, names)
        return Start(scenario, names, worlds, after.coefficients)

    def _block(self, first: int, draws: int) -> Block:
        """Return what is remembered of a block of draws, forgetting others where it becomes too much."""
        block = self._blocks.setdefault((first, draws), Block())
        self._blocks.move_to_end((first, draws))
        while len(self._blocks) > 1 and self._remembered() > MOST_WORLDS_REMEMBERED:
            self._blocks.popitem(last=False)
        return block

    def _remembered(self) -> int:
        """Count the worlds remembered, one a draw and template."""
        return sum(draws * max(1, len(block.templates)) for (_, draws), block in self._blocks.items())

    def _template(self, block: Block, scenario: Scenario) -> Template:
        """Return the template of a scenario's world."""
        likeness = tuple(scenario.family.digest if n == "family" else getattr(scenario, n) for n in FILLED_FROM)
        for template in block.templates:
            if template.likeness == likeness:
                return template
        template = Template(likeness)
        block.templates.append(template)
        del block.templates[:-MOST_TEMPLATES]
        return template


def filled(sampler: RememberingSampler, names: Names, before: Template) -> Template:
    """Fill worlds and coefficients, taking over from the last time each step whose settings are as they were."""
    is_new = before.worlds is None
    old, new = before.overrides, sampler.scenario.overrides
    changed = {name for name in (*old, *new) if old.get(name) != new.get(name)}
    worlds = empty_worlds(sampler.draws) if is_new else before.worlds
    looked = [] if is_new else list(before.looked)
    drawn, is_copy = before.coefficients, is_new
    for step in range(len(STEPS) + 1):
        if not is_new and changed.isdisjoint(before.looked[step]):
            continue
        with sampler.noting() as noted:
            if step == len(STEPS):
                drawn = coefficients_of(sampler)
            else:
                worlds, is_copy = (worlds if is_copy else worlds.copy()), True
                STEPS[step](worlds, sampler, names)
        looked[step : step + 1] = [noted]
    return Template(before.likeness, before.values, worlds, drawn, new, looked)
