"""Every generated page of the documentation by its place under docs/: made, compared, written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

import balkansim
from generator.markdown import code, heading, page, plain, table, target_of

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
    from generator.odd import odd_page
    from generator.reference import (
        forecasts_page,
        parameters_page,
        phases_page,
        rules_page,
        scenarios_page,
        yardsticks_page,
    )

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


INTRODUCTION = (
    "Everything public is imported from `balkansim`; functions have the names and options of the commands. "
    "Results print as text, show as HTML in a notebook, and give data frames with `.to_frame()`. A mistake raises "
    "`BalkansimError`, which says what was found, what was expected, where, and what to do."
)


def python_page() -> str:
    """Return the page of the public names."""
    parts = [INTRODUCTION]
    for name in balkansim.__all__:
        kind = "autoclass" if name[0].isupper() else "autofunction"
        members = "\n   :members: step\n" if kind == "autoclass" else "\n"
        parts += [
            heading(2, f"`{name}`", target_of("python", name)),
            code(f".. {kind}:: balkansim.{name}{members}", "{eval-rst}"),
        ]
    return page("Python", *parts)


WIDTH = 88
INTRODUCTION_COMMANDS = (
    "Exit code 0: done; 2: a mistake in what was asked for, told in a sentence with what to do about it; 130: "
    "interrupted, with nothing left half-written. Every command but those that only print has the same function "
    "in [Python](python.md)."
)


def commands_page(group: click.Group, headings: Mapping[str, str]) -> str:
    """Return the page of all commands.

    Parameters
    ----------
    group : click.Group
        The command line.
    headings : mapping of str to str
        The heading each command stands under, by its name, in order.
    """
    context = click.Context(group, info_name="balkansim", max_content_width=WIDTH, terminal_width=WIDTH)
    parts = [INTRODUCTION_COMMANDS, overview(group, context, headings)]
    for title in dict.fromkeys(headings.values()):
        parts.append(heading(2, plain(title)))
        for name in (known for known, under in headings.items() if under == title):
            parts += _sections(group, context, name)
    return page("Commands", *parts)


def overview(group: click.Group, context: click.Context, headings: Mapping[str, str]) -> str:
    """Return the commands as one table."""
    rows = []
    for name, title in headings.items():
        found = group.get_command(context, name)
        words = found.get_short_help_str(limit=200) if found else ""
        rows.append((f"[`{name}`](#{target_of('command', name)})", plain(words), plain(title)))
    return table(("command", "what it does", "heading"), rows)


def _sections(group: click.Group, context: click.Context, name: str) -> Iterator[str]:
    """Return a command's help, and that of the commands beneath it."""
    found = group.get_command(context, name)
    if found is None:
        return
    inner = click.Context(found, info_name=name, parent=context, max_content_width=WIDTH, terminal_width=WIDTH)
    inner.help_option_names = ["-h", "--help"]
    path = inner.command_path
    target = target_of("command", path.removeprefix("balkansim "))
    yield heading(path.count(" ") + 2, f"`{path}`", target)
    yield code(found.get_help(inner))
    if isinstance(found, click.Group):
        for below in found.list_commands(inner):
            yield from _sections(found, inner, below)
