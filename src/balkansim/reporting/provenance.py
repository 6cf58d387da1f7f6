"""By what a report can be made again: manifest and command line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from balkansim.experiments.identity import code_of
from balkansim.reporting.document import Block, Command, Grid, Part, Text
from balkansim.storage.manifest import surroundings

if TYPE_CHECKING:
    from balkansim.evidence.evidence import Evidence
    from balkansim.forecasting.entry import Run
    from balkansim.scenario.resolved import Scenario

MEANT = {
    "version": "balkansim",
    "rulebook": "hash of the rules' source code",
    "evidence": "hash of the evidence",
    "questions": "hash of the forecasts' file",
    "scenario": "hash of the scenario",
}
AGAIN = (
    "The same command, with the same version, evidence and scenario, gives the same page but for the date at its top, "
    "on a machine that rounds alike."
)


def facts(name: str, caption: str, found: Mapping[str, object]) -> Grid:
    """Return names with their values as a table.

    Parameters
    ----------
    name, caption : str
        Id and caption.
    found : mapping
        Value by name; empty ones are left out.
    """
    rows = tuple(((key,), (str(value),)) for key, value in found.items() if str(value) != "")
    return Grid(name, caption, ("what", "value"), rows)


def run_facts(world: Scenario, evidence: Evidence, run: Run, yardstick: str) -> Grid:
    """Tell by what the run of a scenario is known again.

    Parameters
    ----------
    world : Scenario
        The scenario.
    evidence : Evidence
        The evidence.
    run : Run
        What was run.
    yardstick : str
        Title and source of the yardstick.
    """
    lived: dict[str, Any] = surroundings()
    found = {
        "scenario": f"{run.scenario} ({' > '.join(world.lineage)})",
        "size": f"{run.draws} parameter draws x {run.histories} histories",
        "seed": run.seed,
        "coders": ", ".join(sorted(evidence.coders)),
        "yardstick": yardstick,
        **_identity({**code_of(evidence), "scenario": world.digest}),
        **_versions(lived["versions"]),
        "arithmetic": lived["machine"]["arithmetic"],
    }
    return facts("manifest-table", "What was run", found)


def folder_facts(manifest: Mapping[str, Any]) -> Grid:
    """Tell by what a run folder is known again.

    Parameters
    ----------
    manifest : mapping
        As the folder has it.
    """
    machine = manifest["machine"]
    found = {
        "sweep": manifest["spec"]["name"],
        "points": manifest["points"],
        "size of a point": f"{manifest['draws']} parameter draws x {manifest['histories']} histories",
        "seed": manifest["spec"]["seed"],
        "common random numbers": "yes" if manifest["spec"]["common_random_numbers"] else "no",
        "started": manifest["started"],
        "ended": manifest["ended"] or "",
        **_identity(manifest["identity"]),
        **_versions(manifest["versions"]),
        "machine": f"{machine['system']}, arithmetic {machine['arithmetic']}",
    }
    return facts("manifest-table", "What was run", found)


def again_part(command: str, before: Sequence[str] = ()) -> Part:
    """Tell how to make the page again.

    Parameters
    ----------
    command : str
        The command line.
    before : sequence of str
        Command lines that must come before it.
    """
    blocks: tuple[Block, ...] = (Command("\n".join([*before, command])), Text(AGAIN))
    return Part("again", "How to make this page again", blocks)


def _identity(identity: Mapping[str, Any]) -> dict[str, object]:
    return {meaning: identity[name] for name, meaning in MEANT.items() if name in identity}


def _versions(versions: Mapping[str, str]) -> dict[str, object]:
    return {"libraries": ", ".join(f"{name} {version}" for name, version in versions.items())}
