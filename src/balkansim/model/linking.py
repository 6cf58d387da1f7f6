"""Linking: copies of the rules and moves that see each other, with some replaced, plain, traced or compiled."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import FunctionType
from typing import Any

Function = Callable[..., Any]


def link(
    functions: Iterable[Function],
    replaced: Mapping[Function, Function] | None = None,
    wrap: Callable[[Function], Function] = lambda function: function,
) -> dict[str, Function]:
    """Return copies of functions whose calls to one another go to the copies.

    Each copy keeps its code but gets its own global names, in which every function of the set stands for its copy.
    One mechanism thus serves four uses: replacing a rule, tracing every call, averaging chance away, and compiling.

    Parameters
    ----------
    functions : iterable of function
        Plain Python functions, each with a name of its own.
    replaced : mapping of function to function, optional
        Functions to be stood in for; a stand-in is linked like the function whose place it takes.
    wrap : callable
        What becomes of each copy (`numba.njit`, a tracer, nothing).

    Returns
    -------
    dict
        Name to linked function.
    """
    stand_ins = dict(replaced or {})
    originals = list(functions)
    copies: dict[Function, Function] = {}
    worlds: list[dict[str, Any]] = []
    for original in originals:
        source = stand_ins.get(original, original)
        names: dict[str, Any] = dict(getattr(source, "__globals__", {}))
        worlds.append(names)
        copies[original] = wrap(_copied(source, names, original.__name__))
    for names in worlds:
        for name, value in names.items():
            if isinstance(value, FunctionType) and value in copies:
                names[name] = copies[value]
    return {original.__name__: copies[original] for original in originals}


def _copied(function: Function, names: dict[str, Any], called: str) -> Function:
    """Copy a plain function over its own dictionary of global names; other callables are taken as they are."""
    if not isinstance(function, FunctionType):
        return function
    copy = FunctionType(function.__code__, names, called, function.__defaults__, function.__closure__)
    copy.__doc__, copy.__module__, copy.__kwdefaults__ = function.__doc__, function.__module__, function.__kwdefaults__
    return copy
