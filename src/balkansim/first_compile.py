"""The kernel's first compilation, in less time: what it calls is translated only, and compiled as part of it."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

# Numba between these versions is known to make a function ready for linking in the way that is shortened here.
KNOWN = ((0, 62), (0, 68))
Steps = Mapping[str, Callable[..., Any]]


def compile_first(entry: Any, arguments: Sequence[Any]) -> None:
    """Compile the kernel for arguments such as these, without running it.

    Left to itself the compiler makes machine code of each function, and once more of all that it calls as part of
    whatever calls it; only the last of these, of the whole kernel, is ever run. And of the kernel it optimises every
    function by itself, then all of them inlined in one another, twice. The last two passes take a third of the time
    and make the code larger, not faster. So functions are optimised by themselves (luck, whose loops are short, with
    all that it calls), inlined, tidied up and made machine code of once. Nothing that the compiler makes is garbage
    before it is done, so the collector rests meanwhile.

    Parameters
    ----------
    entry : callable
        As from `balkansim.compiling.entry_with`, not compiled yet.
    arguments : sequence
        As the kernel takes them.
    """
    from numba import int64, typeof, types
    from numba.core.compiler_lock import global_compiler_lock

    _, coefficients, *_, world, luck, flat, slots, monthly, tension, ends, _ = arguments
    w, c, u = typeof(world[0]), typeof(coefficients[0]), typeof(luck[0])
    called = entry.py_func.__globals__
    with global_compiler_lock, _without_collecting():
        entry.targetctx.refresh()
        with _compiling_by(_NO_CODE_YET):
            called["draw_month"].compile((typeof(flat), typeof(slots), int64, int64, int64, int64))
        with _compiling_by(_TRANSLATED_ONLY):
            called["take_bearings"].compile((w, c, u, types.literal(0)))
            called["live_month"].compile((w, c, u))
            called["keep_month"].compile((w, typeof(monthly[0, 0]), typeof(tension[0, 0])))
            called["keep_end"].compile((w, typeof(ends[0])))
        with _compiling_by(_TIDIED_UP):
            entry.compile(tuple(typeof(argument) for argument in arguments))


@contextmanager
def _compiling_by(steps: Steps) -> Iterator[None]:
    """Let other steps stand in for the compiler's own for a while, where they are known to fit its version."""
    import numba
    from numba.core.codegen import JITCodeLibrary, JITCPUCodegen
    from numba.core.types import Record

    owners = {"set_env": JITCPUCodegen, "__repr__": Record}
    version = tuple(int(part) for part in numba.__version__.split(".")[:2])
    with ExitStack() as stack:
        if KNOWN[0] <= version <= KNOWN[1]:
            for name, step in steps.items():
                stack.enter_context(_standing_in(owners.get(name, JITCodeLibrary), name, step))
        yield


def _nothing(*_: Any) -> None:
    """Do nothing."""


def _tidy_up(library: Any) -> None:
    """Inline what is called and tidy up the whole."""
    passes, builder = library._codegen._module_pass_manager(cost="cheap", opt=0, loop_vectorize=False)
    passes.run(library._final_module, builder)


def _call_it_final(library: Any) -> None:
    """Mark a function's code as ready to be linked."""
    library._finalize_dynamic_globals()
    library._finalized = True


def _named(record: Any) -> str:
    """Return a record type's name instead of its fields written out: the compiler asks for it thousands of times."""
    return str(record.name)


_NO_CODE_YET: Steps = {"_finalize_final_module": _call_it_final, "set_env": _nothing, "__repr__": _named}
_TRANSLATED_ONLY: Steps = {**_NO_CODE_YET, "_optimize_final_module": _nothing}
_TIDIED_UP: Steps = {"_optimize_final_module": _tidy_up, "__repr__": _named}


@contextmanager
def _standing_in(owner: type, name: str, stand_in: Any) -> Iterator[None]:
    """Let a function stand in for a method for a while."""
    usual = getattr(owner, name)
    setattr(owner, name, stand_in)
    try:
        yield
    finally:
        setattr(owner, name, usual)


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Let the garbage collector rest for a while."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
