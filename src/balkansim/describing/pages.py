"""Every generated page of the documentation by its place under docs/: made, compared, written."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import click


def generated(group: click.Group, headings: Mapping[str, str]) -> dict[str, str]:
    """Make every generated page; no history is run.

    Parameters
    ----------
    group : click.Group
        The command line.
    headings : mapping of str to str
        The heading each command stands under, by its name, in order.

    Returns
    -------
    dict of str to str
        Text by the page's place under ``docs/``, with forward slashes.
    """
    from balkansim.describing.commands import commands_page
    from balkansim.describing.forecasts import forecasts_page
    from balkansim.describing.odd import odd_page
    from balkansim.describing.parameters import parameters_page
    from balkansim.describing.phases import phases_page
    from balkansim.describing.python import python_page
    from balkansim.describing.rules import rules_page
    from balkansim.describing.scenarios import scenarios_page
    from balkansim.describing.yardsticks import yardsticks_page

    return {
        "model/odd.md": odd_page(),
        "reference/rules.md": rules_page(),
        "reference/phases.md": phases_page(),
        "reference/parameters.md": parameters_page(),
        "reference/scenarios.md": scenarios_page(),
        "reference/forecasts.md": forecasts_page(),
        "reference/yardsticks.md": yardsticks_page(),
        "reference/commands.md": commands_page(group, headings),
        "reference/python.md": python_page(),
    }


def stale(docs: Path, pages: Mapping[str, str]) -> list[str]:
    """Return the pages that are missing or differ from what would be written, byte by byte.

    Parameters
    ----------
    docs : pathlib.Path
        The folder of the documentation.
    pages : mapping of str to str
        As from `generated`.
    """
    return [name for name, text in pages.items() if _bytes_at(docs / name) != text.encode()]


def write(docs: Path, pages: Mapping[str, str]) -> list[str]:
    """Write the pages that are stale, and return which.

    Parameters
    ----------
    docs : pathlib.Path
        The folder of the documentation.
    pages : mapping of str to str
        As from `generated`.
    """
    changed = stale(docs, pages)
    for name in changed:
        (docs / name).parent.mkdir(parents=True, exist_ok=True)
        (docs / name).write_bytes(pages[name].encode())
    return changed


def _bytes_at(path: Path) -> bytes | None:
    """Return a file's bytes with line ends made uniform, or None where there is none."""
    return path.read_bytes().replace(b"\r\n", b"\n") if path.is_file() else None
