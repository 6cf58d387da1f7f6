"""The command `doctor`: check interpreter, cache, encoding and extras, and time a small forecast."""

from __future__ import annotations

import platform
import sys
import time
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import click

OLDEST = (3, 11)
NEEDED = ("numpy", "numba", "mesa", "networkx", "pandas", "pydantic", "scipy", "krippendorff", "matplotlib", "click")


@dataclass(frozen=True)
class Check:
    """One check. ``todo``: what to do where it does not hold."""

    name: str
    holds: bool
    finding: str
    todo: str = ""


def checks() -> list[Check]:
    """Return the checks that take no run."""
    return [interpreter(), libraries(), data(), cache(), encoding()]


def interpreter() -> Check:
    """Check the Python version."""
    found = f"Python {platform.python_version()} on {platform.system()} {platform.machine()}"
    return Check("interpreter", sys.version_info >= OLDEST, found, "install Python 3.11 or newer")


def libraries() -> Check:
    """Check that every library is there, and say which versions."""
    found, missing = [], []
    for name in NEEDED:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            missing.append(name)
    told = ", ".join(found) + (f"; missing: {', '.join(missing)}" if missing else "")
    return Check("libraries", not missing, told, f"pip install {' '.join(missing)}")


def data() -> Check:
    """Check that seeds and scenarios that ship are there and can be read."""
    from balkansim.errors import BalkansimError
    from balkansim.evidence.evidence import load_evidence
    from balkansim.scenario.layers import shipped_names

    try:
        evidence = load_evidence()
        return Check("data", True, f"{len(evidence.claims)} claims, {len(list(shipped_names()))} scenarios")
    except BalkansimError as mistake:
        return Check("data", False, mistake.found, mistake.todo or "install balkansim again")


def cache() -> Check:
    """Check whether the compiled model can be kept on disk, and whether it is there."""
    from balkansim.model.compiling import is_kept, kept_mark

    mark = kept_mark()
    if mark is None:
        return Check("cache", False, "the compiled model cannot be kept on disk", "set NUMBA_CACHE_DIR to a folder")
    place = mark.parent
    if not is_writable(place):
        return Check("cache", False, f"{place} cannot be written", "set NUMBA_CACHE_DIR to a folder that can")
    return Check("cache", True, f"{place}: " + ("compiled model at hand" if is_kept() else "compiled at first use"))


def is_writable(place: Path) -> bool:
    """Tell whether a file can be made in a folder, or the folder itself be made."""
    import tempfile

    try:
        place.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=place):
            return True
    except OSError:
        return False


def encoding() -> Check:
    """Say what the terminal's encoding can show."""
    found = sys.stdout.encoding or "ascii"
    plain = "" if found.lower().replace("-", "") == "utf8" else "; letters it lacks are printed in ASCII"
    return Check("encoding", True, found + plain)


def timed_forecast(draws: int) -> Check:
    """Run a small forecast of the baseline and say how long it took.

    ``draws``: parameter draws, with 10 histories in each.
    """
    from balkansim.forecasts.forecast import forecast
    from balkansim.model.compiling import is_kept

    kept, before = is_kept(), time.perf_counter()
    found = forecast(draws=draws, histories=10)
    took = time.perf_counter() - before
    told = f"{draws} x 10 histories, all arms, in {took:.1f} s" + ("" if kept else " (compiling included)")
    return Check("forecast", found.run.nans == 0, told, "report the seed and the versions above")


@click.command()
@click.option("--draws", type=int, default=20, show_default=True, help="Parameter draws of the timed forecast.")
def doctor(draws: int) -> None:
    """Check interpreter, data, cache, encoding and extras, and time a small forecast."""
    from balkansim.cli.console import say

    found = [*checks(), timed_forecast(draws)]
    width = max(len(check.name) for check in found)
    for check in found:
        say(f"{'ok  ' if check.holds else 'MEND'} {check.name.ljust(width)}  {check.finding}")
        if not check.holds and check.todo:
            say(f"     {' ' * width}  to do: {check.todo}")
    if not all(check.holds for check in found):
        raise click.exceptions.Exit(1)
    say("Everything needed is in place.")
