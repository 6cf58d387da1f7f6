"""The shipped scenarios as a page: question, parent, expectation and what differs."""

from __future__ import annotations

from balkansim.describing.markdown import bullets, code, heading, page, plain, table, target_of
from balkansim.scenario.calendar import month_name
from balkansim.scenario.files import history_names, shipped_names
from balkansim.scenario.inheritance import resolve
from balkansim.scenario.resolved import Scenario

INTRODUCTION = (
    "A scenario is a small file that names its parent and lists only what differs. `balkansim scenarios NAME` "
    "tells one in plain English, `balkansim forecast NAME` runs it. One convention stands behind all months and "
    "sizes that no document gives: an event happens in July 2025, a lever moves half-way from where it stands to "
    "the end of its scale, an act is done in full, a shock is one logit (`scenarios/README.md`)."
)


def scenarios_page() -> str:
    """Return the page of all shipped scenarios, the root first."""
    found = [resolve(name) for name in shipped_names()]
    rows = [(f"[`{s.name}`](#{target_of('scenario', s.name)})", plain(s.question)) for s in found]
    sections = [scenario_section(scenario) for scenario in found]
    past = _of_the_past()
    return page(
        "Scenarios", f"{len(found)} scenarios.", INTRODUCTION, table(("scenario", "question"), rows), *sections, past
    )


def scenario_section(scenario: Scenario) -> str:
    """Return one scenario.

    Parameters
    ----------
    scenario : Scenario
        Resolved.
    """
    facts = [
        f"**Question**: {plain(scenario.question)}",
        f"**Expected to move**: {plain(scenario.expects)}",
        f"**Parent**: {_parent(scenario)}",
        f"**Inspired by**: {', '.join(scenario.claims) or 'no claim'}",
    ]
    title = f"{plain(scenario.title)} (`{scenario.name}`)"
    return "\n\n".join(
        (heading(2, title, target_of("scenario", scenario.name)), bullets(facts), _differences(scenario))
    )


def _of_the_past() -> str:
    """Return the scenarios that start where history did, as a table, or nothing where none ship."""
    found = {name: resolve(name) for name in history_names()}
    if not found:
        return ""
    rows = [(f"`{name}`", month_name(s.start), str(s.horizon), plain(s.question)) for name, s in found.items()]
    table_of = table(("scenario", "starts", "months", "question"), rows)
    said = "Worlds that start where the targets of the calibration start."
    return "\n\n".join((heading(2, "Scenarios of the past"), said, table_of))


def _parent(scenario: Scenario) -> str:
    if not scenario.parent:
        return "none: it is a root"
    return f"[`{scenario.parent}`](#{target_of('scenario', scenario.parent)})"


def _differences(scenario: Scenario) -> str:
    """Show what a scenario changes of its parent, key by key."""
    if not scenario.parent:
        return f"States: {', '.join(scenario.roster)}. Blocs: {', '.join(scenario.blocs)}."
    return code("\n".join(f"{key} = {_shown(new)}" for key, (_, new) in scenario.changes.items()))


def _shown(value: object) -> str:
    return "removed" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
