"""Chunks on the workers of a Dask cluster."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from concurrent.futures import Executor

from balkansim.errors import BalkansimError

CONNECT_SECONDS = 20


@contextlib.contextmanager
def dask_executor(address: str) -> Iterator[tuple[Executor, int]]:
    """Connect to a Dask scheduler.

    Parameters
    ----------
    address : str
        Such as ``tcp://10.0.0.1:8786``.

    Yields
    ------
    executor : concurrent.futures.Executor
        Runs tasks on the workers; what a lost worker had is run by another.
    threads : int
        How many tasks run at once.

    Raises
    ------
    BalkansimError
        If the extra is not installed, the address does not answer, or no worker is there.
    """
    try:
        from distributed import Client
    except ImportError:
        todo = "pip install 'balkansim[dask]'"
        raise BalkansimError("Dask is not installed", expected="the extra dask", where="--dask", todo=todo) from None
    try:
        client = Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError) as mistake:
        found = f"no scheduler answers at {address} ({mistake})"
        todo = "start one with `dask scheduler` and give the address that it prints"
        raise BalkansimError(
            found, expected="an address such as tcp://10.0.0.1:8786", where="--dask", todo=todo
        ) from None
    with client:
        threads = sum(client.nthreads().values())
        if threads == 0:
            todo = f"start some with `dask worker {address}`"
            raise BalkansimError("the scheduler has no workers", where="--dask", todo=todo)
        yield client.get_executor(pure=False), threads
