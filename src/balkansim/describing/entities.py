"""The entities of the model with their variables, as tables from the record of the world."""

from __future__ import annotations

from balkansim.describing.markdown import heading, plain, table, target_of
from balkansim.describing.moves import phases_setting
from balkansim.world import FIELDS

ENTITIES: dict[str, tuple[str, tuple[str, ...]]] = {
    "State": ("A state of the roster, which decides.", ("actor", "actor month")),
    "Pair of states": (
        "What one state holds of, or does to, another. Tension, grievance, ties and nearness are the same both ways; "
        "threat, conduct and memory are not.",
        ("actor actor",),
    ),
    "State and patron": ("A state's relation to an outside power.", ("actor patron", "patron actor")),
    "Patron": ("An outside power or organisation. It does not decide: scenarios set its posture.", ("patron",)),
    "Bloc": (
        "A grouping of states, a collective with a condition of its own; it is founded, holds together, and ends.",
        ("bloc", "bloc bloc", "bloc patron"),
    ),
    "Bloc and state": (
        "Membership, applications and what a bloc and a state are to one another.",
        ("bloc actor", "actor bloc"),
    ),
    "Flashpoint": (
        "A place where incidents happen, with an escalation ladder of rungs 0 to 4.",
        ("flashpoint", "flashpoint side"),
    ),
    "Entity": ("A sub-state entity that may press for secession, with a backer.", ("entity",)),
    "Region": ("What all have in common.", ("one",)),
    "Dated event": ("What a scenario says will happen.", ("event",)),
    "Veto player of the Partnership for Peace": ("An ally whose consent an entry needs.", ("vetoer",)),
    "Sizes and switches": ("Fixed during a history.", ("",)),
}
FIXED = "-"


def entity_tables() -> str:
    """Return each kind of entity with its variables: meaning, unit or range, and the phases that set it."""
    parts = []
    for name, (sentence, axes) in ENTITIES.items():
        rows = [_row(field) for field, (axis, *_) in FIELDS.items() if axis in axes]
        head = ("variable", "meaning", "unit or range", "set in")
        parts += [heading(3, name, target_of("entity", name)), sentence, table(head, rows)]
    return "\n\n".join(parts)


def _row(field: str) -> tuple[str, str, str, str]:
    _, _, unit, meaning = FIELDS[field]
    phases = ", ".join(f"[{phase}](#{target_of('phase', phase)})" for phase in phases_setting()[field])
    return f"`{field}`", plain(meaning), plain(unit), phases or FIXED
