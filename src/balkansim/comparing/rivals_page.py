"""Rival theories as a page: ledgers side by side, where they disagree, and who is nearest to switching sides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from balkansim.comparing import words
from balkansim.explaining.page import Page, Section, Table
from balkansim.forecasting.told import NOTHING, band, probability, verdict

if TYPE_CHECKING:
    from balkansim.comparing.rivals import Contested, Rivals
    from balkansim.forecasting.entry import Entry

SHORT = {"balance-of-threat": "threat", "landscape": "landscape", "structural-balance": "balance"}
HOW_TO_READ = (
    "threat: balance of threat, the default; landscape: landscape theory (Axelrod & Bennett 1993); balance: structural "
    "balance (Marvel et al. 2011). They answer one decision, whether an outsider applies to a bloc; consent, founding "
    "and all else stay the same, and so does the luck.",
    "The rivals know neither invitations nor patrons, budgets nor neutrality, and no publication says how strongly "
    "their pull moves a rate: those weights are assumed, with wide ranges.",
    "What the theories differ by is structural uncertainty. It is not inside any of the intervals, and the numbers are "
    "not averaged: nothing says how much each theory should count.",
)


def rivals_page(rivals: Rivals) -> Page:
    """Write rival theories as a page.

    Parameters
    ----------
    rivals : Rivals
        What was found.
    """
    run = rivals.run
    lines = tuple(words.run_lines(run))
    sections = (
        Section("forecasts", (_side_by_side(rivals),)),
        Section("disagree", _disagreements(rivals)),
        Section("switching", _switching(rivals)),
        Section("reading", HOW_TO_READ),
    )
    return Page(f"balkansim {run.version}: rival theories of accession, {run.date}", lines, sections)


def _side_by_side(rivals: Rivals) -> Table:
    """Return each forecast's probability, interval and verdict under every theory."""
    head = ("id", "document's word", *(SHORT[theory] for theory in rivals.theories), "verdict")
    return Table(head, tuple(_forecast(contested) for contested in rivals.found))


def _forecast(contested: Contested) -> tuple[str, ...]:
    """Return one forecast as cells."""
    first = contested.entries[0]
    word = f"{first.term} {band(first.term_low, first.term_high)}" if first.term_low is not None else first.term
    verdicts = dict.fromkeys(verdict(entry) for entry in contested.entries)
    return first.id, word, *(_told(entry) for entry in contested.entries), " / ".join(verdicts)


def _told(entry: Entry) -> str:
    """Return a probability with its interval."""
    return f"{probability(entry)} ({band(entry.low, entry.high)})" if entry.hits is not None else NOTHING


def _disagreements(rivals: Rivals) -> tuple[str, ...]:
    """Tell the forecasts on which the theories differ by more than chance, or come to different verdicts."""
    contested = [one for one in rivals.found if one.disagrees]
    told = [_disagreement(one) for one in contested]
    rest = [one.entries[0].id for one in rivals.found if not one.disagrees]
    if rest:
        told.append(f"No difference beyond chance, and one verdict: {', '.join(rest)}.")
    return tuple(told)


def _disagreement(contested: Contested) -> str:
    """Tell one forecast's widest difference, and the verdicts where they differ."""
    first, widest = contested.entries[0], contested.widest
    parts = []
    if widest is not None:
        found = widest.paired
        parts.append(
            f"{widest.other} against {widest.one} {words.points(found.difference)} points (90% {words.interval(found)})"
        )
    if contested.verdicts_differ:
        parts.append("the verdict depends on the theory")
    return f"{first.id}, {first.proposition}: {'; '.join(parts)}."


def _switching(rivals: Rivals) -> tuple[str | Table, ...]:
    """Tell how far each state is from switching sides by landscape theory."""
    rows = tuple((one.state, f"{one.distance:+.4f}", one.side) for one in rivals.nearness)
    return (
        "Landscape theory on alignments and tensions at the start, every parameter at its median: by how much a "
        "state's own frustration rises if it alone changes sides at the lowest optimum (neither a probability nor a "
        "time).",
        Table(("state", "distance", "its side"), rows),
    )
