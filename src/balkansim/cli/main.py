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
    """One command: its name, the heading it stands under, and what it is for."""

    name: str
    heading: str
    help: str


ENTRIES = (
    Entry("forecast", "Ask the model", "Run a scenario and print the forecast ledger."),
    Entry("explain", "Ask the model", "Say why: rules, paragraphs and inputs behind a forecast or a number."),
    Entry("history", "Ask the model", "Tell one history month by month."),
    Entry("play", "Ask the model", "Decide for one state month by month, the others played by the model."),
    Entry("compare", "Ask the model", "Hold scenarios, or bodies of evidence, against each other on the same luck."),
    Entry("rivals", "Ask the model", "Ask a scenario under rival theories of accession, side by side."),
    Entry("knockout", "Ask the model", "Switch each mechanism off in turn: what it contributes to each forecast."),
    Entry("scenarios", "Change the world", "List scenarios with their questions, or tell one in plain English."),
    Entry("factors", "Change the world", "List everything that can be set."),
    Entry("evidence", "Bring your own documents", "Copy, add to, check and audit an evidence folder."),
    Entry("sweep", "Run experiments", "Run a design of many worlds into a folder; the same command resumes."),
    Entry("status", "Run experiments", "Say what of a run folder is done, running or failed."),
    Entry("merge", "Run experiments", "Join the shards of a sweep."),
    Entry("verify", "Run experiments", "Run some rows of a folder again and compare."),
    Entry("sensitivity", "Ask a run folder", "Say which factors of a sweep move its outcomes."),
    Entry("discover", "Ask a run folder", "Find the factor values under which an outcome comes about."),
    Entry("plot", "See it", "Draw a figure of a scenario or a run folder."),
    Entry("report", "See it", "Write one HTML page to read and forward."),
    Entry("dashboard", "See it", "Watch a scenario live in the browser, and its ledger for the factors as set."),
    Entry("calibrate", "Hold it against the world", "Fit the intercepts to history before April 2025."),
    Entry("hindcast", "Hold it against the world", "Forecast from past dates and score it against what followed."),
    Entry("replicate", "Hold it against the world", "Reproduce published models, or run them on a table of your own."),
    Entry("score", "Hold it against the world", "Score the forecasts when the future is known."),
    Entry("exercises", "Teach with it", "List exercises, hand one out, gather a class's codings."),
    Entry("doctor", "Keep it running", "Check interpreter, cache, encoding and speed."),
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
        if cmd_name not in self.list_commands(ctx):
            return None
        found: click.Command = import_module(f"balkansim.cli.{cmd_name}").command
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
