"""The command line's entry: commands under headings, errors as sentences, exit codes."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import click

from balkansim.cli.console import say
from balkansim.errors import BalkansimError, unknown

MISTAKE, INTERRUPTED = 2, 130


@dataclass(frozen=True)
class Entry:
    """One command: its name, the file of this folder that holds it, the heading it stands under, what it is for."""

    name: str
    file: str
    heading: str
    help: str


ENTRIES = tuple(
    Entry(name, file, heading, words)
    for heading, file, commands in (
        (
            "Ask the model",
            "ask",
            {
                "forecast": "Run a scenario and print the forecast ledger.",
                "explain": "Say why: rules, paragraphs and inputs behind a forecast or a number.",
                "history": "Tell one history month by month.",
                "play": "Decide for one state month by month, the others played by the model.",
                "compare": "Hold scenarios, or bodies of evidence, against each other on the same luck.",
                "rivals": "Ask a scenario under every form of each contested theory, side by side.",
                "respond": "Say what one event does to the world, month by month.",
                "knockout": "Switch each mechanism off in turn: what it contributes to each forecast.",
            },
        ),
        (
            "Change the world",
            "world",
            {
                "scenarios": "List scenarios with their questions, or tell one in plain English.",
                "factors": "List everything that can be set.",
            },
        ),
        (
            "Bring your own documents",
            "world",
            {
                "evidence": "Copy, add to, check and audit an evidence folder.",
            },
        ),
        (
            "Run experiments",
            "sweeps",
            {
                "sweep": "Run a design of many worlds into a folder; the same command resumes.",
                "status": "Say what of a run folder is done, running or failed.",
                "merge": "Join the shards of a sweep.",
                "verify": "Run some rows of a folder again and compare.",
            },
        ),
        (
            "Ask a run folder",
            "sweeps",
            {
                "sensitivity": "Say which factors of a sweep move its outcomes.",
                "discover": "Find the factor values under which an outcome comes about.",
            },
        ),
        (
            "See it",
            "show",
            {
                "plot": "Draw a figure of a scenario or a run folder.",
                "report": "Write one HTML page to read and forward.",
                "dashboard": "Watch a scenario live in the browser, and its ledger for the factors as set.",
            },
        ),
        (
            "Hold it against the world",
            "validate",
            {
                "calibrate": "Fit the intercepts to history before April 2025.",
                "hindcast": "Forecast from past dates and score it against what followed.",
                "examine": "Say what the world gives to dated things that did, or did not, happen; misses first.",
                "replicate": "Reproduce published models, or run them on a table of your own.",
                "score": "Score the forecasts when the future is known.",
            },
        ),
        (
            "Teach with it",
            "teach",
            {
                "exercises": "List exercises, hand one out, gather a class's codings.",
            },
        ),
        (
            "Keep it running",
            "doctor",
            {
                "doctor": "Check interpreter, cache, encoding and speed.",
            },
        ),
    )
    for name, words in commands.items()
)

WELCOME = """\
balkansim: the alliances and tensions of the western Balkans, simulated.
  balkansim forecast            what the documents forecast, and what the model says
  balkansim explain F1          why, and what would change it
  balkansim scenarios           other worlds to try; balkansim factors lists what can be set
  balkansim --help              every command"""


class Commands(click.Group):
    """Commands under headings, each imported only when it is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands, in the order of the headings."""
        return [entry.name for entry in ENTRIES]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command."""
        files = {entry.name: entry.file for entry in ENTRIES}
        if cmd_name not in files:
            return None
        found: click.Command = getattr(import_module(f"balkansim.cli.{files[cmd_name]}"), cmd_name)
        return found

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        """Find a command, suggesting the nearest for an unknown one."""
        if args and not args[0].startswith("-") and args[0] not in self.list_commands(ctx):
            raise unknown("command", args[0], self.list_commands(ctx), todo="balkansim --help")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands under their headings, without importing them."""
        for heading in dict.fromkeys(entry.heading for entry in ENTRIES):
            with formatter.section(heading):
                formatter.write_dl([(entry.name, entry.help) for entry in ENTRIES if entry.heading == heading])


@click.command(cls=Commands, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="balkansim")
@click.pass_context
def cli(ctx: click.Context) -> None:
    """Simulate the alliances and tensions of the western Balkans, and hold two analysts' forecasts against the runs."""
    if ctx.invoked_subcommand is None:
        say(WELCOME)


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and leave with its exit code: 0, 2 for a mistake, 130 when interrupted.

    ``arguments``: words after the command's name; by default those of the process.
    """
    sys.exit(run(arguments))


def run(arguments: list[str] | None = None) -> int:
    """Run the command line and return its exit code.

    ``arguments``: words after the command's name; by default those of the process.
    """
    try:
        ended = cli.main(args=arguments, prog_name="balkansim", standalone_mode=False)
    except click.exceptions.Abort:
        say("interrupted; nothing was left half-written", err=True)
        return INTERRUPTED
    except KeyboardInterrupt:
        say("interrupted; nothing was left half-written", err=True)
        return INTERRUPTED
    except click.ClickException as mistake:
        say(f"balkansim: {mistake.format_message()}", err=True)
        return MISTAKE
    except BalkansimError as mistake:
        say(f"balkansim: {mistake.told()}", err=True)
        return MISTAKE
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except OSError as mistake:
        where = f"{mistake.filename}: " if mistake.filename else ""
        say(f"balkansim: {where}{mistake.strerror or mistake}", err=True)
        return MISTAKE
    return ended if isinstance(ended, int) else 0
