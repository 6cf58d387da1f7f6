"""The register of rules: what each answers with, in which directions it pushes, and to which family it belongs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

Function = TypeVar("Function", bound=Callable[..., Any])


@dataclass(frozen=True)
class Rule:
    """One rule as registered.

    Parameters
    ----------
    function : callable
        The pure scalar function; its first argument is the coefficients.
    family : str
        The mechanism it belongs to.
    answer : tuple of float
        Lowest and highest possible answer.
    rises, falls : tuple of str
        Inputs that never lower, or never raise, the answer.
    """

    function: Callable[..., Any]
    family: str
    answer: tuple[float, float]
    rises: tuple[str, ...]
    falls: tuple[str, ...]

    @property
    def name(self) -> str:
        """Name of the rule, which is that of its function."""
        return self.function.__name__

    def section(self, title: str) -> str:
        """Return a docstring section (*Source* or *Reading*) as one line of prose."""
        lines = (self.function.__doc__ or "").splitlines()
        try:
            start = next(k for k, line in enumerate(lines) if line.strip() == title) + 2
        except StopIteration:
            return ""
        taken: list[str] = []
        for line in lines[start:]:
            if not line.strip():
                break
            taken.append(line.strip())
        return " ".join(taken)


RULES: dict[str, Rule] = {}


def rule(
    family: str,
    answer: tuple[float, float],
    rises: tuple[str, ...] = (),
    falls: tuple[str, ...] = (),
) -> Callable[[Function], Function]:
    """Register a rule and leave the function as it is.

    Parameters
    ----------
    family : str
        The mechanism the rule belongs to ("threat", "conduct", ...).
    answer : tuple of float
        Range of the answer, both ends included.
    rises, falls : tuple of str
        Declared directions; a test holds each rule to them.
    """

    def registered(function: Function) -> Function:
        RULES[function.__name__] = Rule(function, family, answer, rises, falls)
        return function

    return registered
