"""Compiling the kernel once, keeping it on disk, and saying so."""

from __future__ import annotations

import contextlib
import gc
import hashlib
import inspect
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from threading import Lock
from types import FunctionType
from typing import Any

from balkansim.model import kernel
from balkansim.model import luck as draws
from balkansim.model.linking import Function, link
from balkansim.model.month import MOVE_MODULES, RULE_MODULES, month_functions

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

    ``entry``: as from `balkansim.compiling.entry_with`, not compiled yet.
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


KERNEL_FUNCTIONS = (draws.draw_month, draws.uniform, draws.philox, draws.high_product, kernel.live_month)
# Inner functions are called by compiled code only, and no rule divides by zero on its declared range.
# Inlined everywhere, since then the optimiser sees that no index counts from the end: a fifth off a month.
INNER = {
    "no_cpython_wrapper": True,
    "no_cfunc_wrapper": True,
    "error_model": "numpy",
    "_nrt": False,
    "forceinline": True,
}
_ONE_AT_A_TIME, _ONE_MAKER = Lock(), Lock()
KEEPING = (kernel.keep_month, kernel.keep_end)


@cache
def source_hash() -> int:
    """Return a hash of the sources of rules, moves, draws and kernel, as a non-negative 62-bit integer."""
    from balkansim.model import world

    digest = hashlib.sha256()
    for module in (*RULE_MODULES, *MOVE_MODULES, draws, kernel, world):
        digest.update(inspect.getsource(module).encode())
    return int.from_bytes(digest.digest()[:8], "little") >> 2


def rules_hash(replaced: Mapping[Function, Function]) -> str:
    """Return a hash that names the rulebook in use: the sources, and those of any stand-ins."""
    digest = hashlib.sha256(str(source_hash()).encode())
    for original, stand_in in sorted(replaced.items(), key=lambda item: item[0].__name__):
        try:
            source = inspect.getsource(stand_in)
        except (OSError, TypeError):
            source = repr(stand_in)
        digest.update(f"{original.__name__}:{source}".encode())
    return digest.hexdigest()[:16]


def compiled_entry() -> Callable[..., Any]:
    """Return the compiled kernel, from disk where it has been compiled before: one for all threads of a process.

    A cache that cannot be written (a read-only install, a full disk) is done without, with a notice on standard error.
    """
    with _ONE_MAKER:
        return _made_once()


@cache
def _made_once() -> Callable[..., Any]:
    """Make the compiled kernel's entry."""
    try:
        return _compile({}, keep=True)
    except (RuntimeError, OSError) as mistake:
        print(f"balkansim: the compiled model cannot be kept on disk ({mistake}); compiling anew", file=sys.stderr)
        return _compile({}, keep=False)


def entry_with(replaced: Mapping[Function, Function]) -> Callable[..., Any]:
    """Return the kernel compiled with some functions replaced; never kept on disk."""
    return _compile(replaced, keep=False) if replaced else compiled_entry()


def _compile(replaced: Mapping[Function, Function], *, keep: bool) -> Callable[..., Any]:
    """Link the month for the compiler and return its entry; only the entry is kept on disk."""
    from numba import njit

    stand_ins: dict[Function, Function] = {
        draws.draw_month: draws.draw_month_compiled,
        draws.high_product: wide_product(),
        **replaced,
    }
    run = kernel.entry(source_hash())
    plain: list[Function] = [*month_functions(), *KERNEL_FUNCTIONS, *KEEPING, run]

    def wrap(function: Function) -> Function:
        if not isinstance(function, FunctionType):
            return function
        if function.__code__ is run.__code__:
            return njit(function, cache=keep, nogil=True, no_cfunc_wrapper=True, error_model="numpy", _nrt=False)
        return njit(function, **INNER)

    return link(plain, stand_ins, wrap)[run.__name__]


def wide_product() -> Function:
    """Return `draws.high_product` for the compiler, where there is one: the instruction that machines have for it."""
    from llvmlite import ir
    from numba import config, types
    from numba.extending import intrinsic

    if config.DISABLE_JIT:
        return draws.high_product

    def high_product(typing: Any, a: Any, b: Any) -> Any:
        def instruction(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            narrow, wide = ir.IntType(64), ir.IntType(128)
            one, other = (builder.zext(argument, wide) for argument in arguments)
            return builder.trunc(builder.lshr(builder.mul(one, other), wide(64)), narrow)

        return types.uint64(types.uint64, types.uint64), instruction

    return intrinsic(high_product)


def call(entry: Callable[..., Any], *arguments: Any) -> Any:
    """Call the kernel; where what was compiled cannot be written to disk, say so and go on with it."""
    try:
        with _ONE_AT_A_TIME:
            if getattr(entry, "signatures", None) == [] and (entry is not compiled_entry() or not is_kept()):
                compile_first(entry, arguments)
        return entry(*arguments)
    except OSError as mistake:
        print(f"balkansim: the compiled model cannot be kept on disk ({mistake}); going on without", file=sys.stderr)
        return entry(*arguments)


def announce_compiling() -> None:
    """Say on standard error that the model will be compiled, once, where no compiled one is on disk."""
    if not is_kept():
        print("compiling, once: this takes about twenty seconds", file=sys.stderr)


def is_kept() -> bool:
    """Tell whether a kernel compiled from these sources is on disk already."""
    mark = kept_mark()
    return mark is not None and mark.exists()


def kept_mark() -> Path | None:
    """Return the file that marks a kernel compiled from these sources, beside Numba's own; None without a cache."""
    place = getattr(getattr(compiled_entry(), "stats", None), "cache_path", None)
    if place is None:
        return None
    import numba

    python = f"{sys.version_info.major}{sys.version_info.minor}"
    return Path(place) / f"balkansim-{source_hash()}-{numba.__version__}-{python}.kept"


def mark_kept() -> None:
    """Note that a kernel compiled from these sources is now on disk."""
    mark = kept_mark()
    if mark is not None and mark.parent.is_dir() and not mark.exists():
        with contextlib.suppress(OSError):
            mark.touch()


def readable(records: Any) -> Any:
    """Return structured arrays so that the kernel, compiled or not, can read their fields."""
    import numba
    import numpy as np

    return records.view(np.recarray) if numba.config.DISABLE_JIT else records
