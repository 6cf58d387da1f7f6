"""A month of one history as HTML: blocs with their members, flashpoints, and the log of events."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING

from balkansim.plots.courses import dated
from balkansim.plots.snapshot import snapshots
from balkansim.scenario.calendar import month_name
from balkansim.scenario.names import footnote
from balkansim.telling.acts import RUNGS

if TYPE_CHECKING:
    from balkansim.dashboard.chronicle import Chronicle
    from balkansim.scenario.resolved import Scenario

NOTHING = "Nothing out of the ordinary happens."
UNBORN = "Nothing has happened yet: Step lives a month, the triangle plays on."


def heading(chronicle: Chronicle) -> str:
    """Tell the month, how far the history has come, what the scenario asks and what it dates.

    Parameters
    ----------
    chronicle : Chronicle
        The history.
    """
    scenario = chronicle.scenario
    ended = " (the end)" if chronicle.lived >= scenario.horizon else ""
    events = "; ".join(f"{month_name(month)}: {_undated(sentence, month)}" for month, sentence in dated(scenario))
    told = f" <b>Dated events:</b> {escape(events)}." if events else ""
    return (
        f'<h2 class="month" data-month="{chronicle.lived}">{escape(month_name(chronicle.month))}</h2>'
        f'<span class="far">month {chronicle.lived} of {scenario.horizon}{ended} &middot; '
        f"{escape(scenario.name)}</span>"
        f'<p class="question">{escape(scenario.question)}{told}</p>'
    )


def _undated(sentence: str, month: int) -> str:
    """Return an event without its month, which stands before it."""
    return sentence.removeprefix(f"{month_name(month)} ")


def blocs(chronicle: Chronicle) -> str:
    """Return the blocs with their members and cohesion, and the flashpoints with their rung.

    Parameters
    ----------
    chronicle : Chronicle
        The history.
    """
    reel = chronicle.reel()
    world, scenario = reel.film[-1], chronicle.scenario
    members = snapshots(reel, "position", [chronicle.month])[0].members
    alive = [b for b in range(int(world["opened"][0])) if world["alive"][b]]
    rows = [
        (_capital(name), ", ".join(scenario.label(state) for state in states), f"{float(world['cohesion'][b]):.2f}")
        for b, (name, states) in zip(alive, members.items(), strict=True)
    ]
    places = [
        (scenario.label(name), RUNGS[int(world["rung"][f])], f"{float(world['peacekeepers'][f]):.2f}")
        for f, name in enumerate(reel.names.flashpoints)
    ]
    tables = [_table("blocs", ("Bloc", "Members", "Cohesion"), rows or [("none", "", "")])]
    if places:
        tables.append(_table("flashpoints", ("Flashpoint", "Ladder stands at", "Peacekeepers"), places))
    return "".join(tables)


def log(chronicle: Chronicle) -> str:
    """Tell who did what and why, the latest month first.

    Parameters
    ----------
    chronicle : Chronicle
        The history.
    """
    months = range(chronicle.month, chronicle.scenario.start, -1)
    told = "".join(_month(chronicle, month) for month in months) or f"<p>{UNBORN}</p>"
    return f'<div class="log" data-months="{chronicle.lived}">{told}</div>'


def notes(scenario: Scenario) -> str:
    """Return the notes owed to names of states.

    Parameters
    ----------
    scenario : Scenario
        Its world.
    """
    owed = (f"{scenario.label(code)}: {footnote(code)}" for code in scenario.roster if footnote(code))
    return "".join(f'<p class="note">{escape(note)}</p>' for note in owed)


def _month(chronicle: Chronicle, month: int) -> str:
    """Tell one month."""
    sentences = chronicle.sentences(month)
    items = "".join(f'<li class="{escape(one.kind)}">{escape(str(one))}</li>' for one in sentences)
    body = f"<ul>{items}</ul>" if items else f"<p>{NOTHING}</p>"
    return f"<h4>{escape(month_name(month))}</h4>{body}"


def _table(name: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table, every cell escaped."""
    head = "".join(f"<th>{escape(text)}</th>" for text in heads)
    body = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return f'<table class="{name}"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
