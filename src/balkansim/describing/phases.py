"""The month as a page: its phases in order, the moves in each, and the luck each move draws."""

from __future__ import annotations

from balkansim.describing.markdown import bullets, heading, links, page, plain, table, target_of
from balkansim.describing.moves import channels_of, sentence_of
from balkansim.phases import PHASES, Phase

EACH = {
    "world": "once",
    "actor": "each\u00a0state",
    "bloc": "each\u00a0bloc",
    "flashpoint": "each\u00a0flashpoint",
    "entity": "each\u00a0entity",
}
INTRODUCTION = (
    "A month has these phases, in this order. Within a phase everybody decides on the same world; the next phase "
    "sees what came of it. A move goes over all of its kind in the order of the roster before the next move "
    "begins. Both engines read this table: the compiled kernel writes it out, the Mesa model walks through it."
)


def phases_page() -> str:
    """Return the page of the month."""
    return page("The month", INTRODUCTION, overview(), *(phase_section(phase, 2) for phase in PHASES))


def overview() -> str:
    """Return the phases as one table."""
    rows = [(str(p.order), f"[{p.name}](#{target_of('phase', p.name)})", plain(p.sentence)) for p in PHASES]
    return table(("", "phase", "what happens"), rows)


def phase_section(phase: Phase, level: int) -> str:
    """Return one phase: its moves, its rules and the paragraphs behind it.

    Parameters
    ----------
    phase : Phase
        One of the month's.
    level : int
        Level of its heading.
    """
    rows = [(f"`{move.name}`", EACH[move.each], sentence_of(move.name), _luck(move.name)) for move in phase.moves]
    facts = [f"**Rules**: {links('rule', phase.rules)}.", f"**Paragraphs**: {', '.join(phase.sources) or 'none'}."]
    return "\n\n".join(
        (
            heading(level, f"{phase.order}. {phase.name.capitalize()}", target_of("phase", phase.name)),
            plain(phase.sentence),
            table(("move", "over", "what it does", "luck"), rows),
            bullets(facts),
        )
    )


def _luck(move: str) -> str:
    return ", ".join(f"`{channel}`" for channel in channels_of(move)) or "none"
