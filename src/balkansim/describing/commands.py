"""The command line as a page, from the help that the commands themselves print."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import click

from balkansim.describing.markdown import code, heading, page, plain, table, target_of

WIDTH = 88
INTRODUCTION = (
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
    parts = [INTRODUCTION, overview(group, context, headings)]
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
