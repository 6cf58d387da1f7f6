"""A sampler that recalls what it drew for as long as nothing that was looked up for it is set differently."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from balkansim.start.sampling import Sampler

Looked = dict[str, Any]
Memory = dict[Any, tuple[Looked, Any]]


@dataclass
class RememberingSampler(Sampler):
    """A sampler that recalls each drawn value for as long as nothing it depends on is set differently.

    Parameters
    ----------
    memory : dict
        What was drawn, and which settings were looked up for it; pass the same dictionary for scenarios that differ
        in nothing but what they set and in their events, with the same evidence, seed and draws.
    """

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
