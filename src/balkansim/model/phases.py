"""The month as a table: order, name, what happens, which moves over what, which rules, from where."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Move:
    """One move of a phase.

    Parameters
    ----------
    name : str
        Name of the function in `balkansim.moves`.
    each : str
        Over what it goes: ``world``, ``actor``, ``bloc``, ``flashpoint`` or ``entity``.
    """

    name: str
    each: str


@dataclass(frozen=True)
class Phase:
    """One phase of the month: everybody decides on the same world, then the next phase sees what came of it.

    Parameters
    ----------
    order : int
        Place in the month.
    name : str
        Its name.
    sentence : str
        What happens in it.
    moves : tuple of Move
        In order.
    rules : tuple of str
        Rules the moves compose.
    sources : tuple of str
        Paragraphs of the documents.
    """

    order: int
    name: str
    sentence: str
    moves: tuple[Move, ...]
    rules: tuple[str, ...]
    sources: tuple[str, ...]


def _moves(each: str, *names: str) -> tuple[Move, ...]:
    """Return moves that go over the same kind of thing."""
    return tuple(Move(name, each) for name in names)


PHASES: tuple[Phase, ...] = (
    Phase(
        1,
        "calendar",
        "Dated events happen, states vote; a new government moves its line, patrons take their posture.",
        (*_moves("world", "happenings"), *_moves("actor", "hold_election")),
        ("turnover_chance", "line_after_turnover", "lost_with_leader", "pact_impulse"),
        ("A9", "A10", "B32", "B33", "B35", "B37"),
    ),
    Phase(
        2,
        "perceive",
        "Everybody weighs how alike, how strong and how threatening every other actor looks.",
        (
            *_moves("world", "weigh_patrons"),
            *_moves("actor", "align_line", "compare", "pool", "befriend", "regard", "perceive", "fear"),
            *_moves("bloc", "weigh_bloc"),
        ),
        ("acceptance", "similarity", "threat"),
        ("A8", "B21", "B24", "B36"),
    ),
    Phase(
        3,
        "signal",
        "Each state provokes, holds or conciliates toward each partner; allies condemn at most.",
        _moves("actor", "signal"),
        ("provoke_urge", "conciliate_urge", "chance_of"),
        ("A8", "A15", "B16", "B17", "B37"),
    ),
    Phase(
        4,
        "confront",
        "Incidents arrive at the flashpoints with a severity; the ladder is climbed at once and left slowly.",
        _moves("flashpoint", "confront"),
        ("flashpoint_heat", "relative_change", "incident_chance", "severity", "severity_chance", "descent_chance"),
        ("A15", "B18"),
    ),
    Phase(
        5,
        "align",
        "Outsiders apply, decline or ignore; every member must consent; pairs found blocs; members leave; blocs lapse.",
        (
            *_moves("actor", "consider", "consent", "accede", "court", "seek", "found"),
            *_moves("bloc", "exercise"),
            *_moves("actor", "leave"),
            *_moves("bloc", "lapse"),
        ),
        (
            "accession_propensity",
            "landscape_propensity",
            "balance_propensity",
            "application_rate",
            "decline_rate",
            "consent_chance",
            "founding_propensity",
            "founding_rate",
            "pact_impulse",
            "exercise_chance",
            "exit_rate",
            "lapse_rate",
        ),
        ("A7", "A11", "A14", "B21", "B26", "B35"),
    ),
    Phase(
        6,
        "arm",
        "Aid arrives and is passed on; in January budgets move on the mean threat of the past twelve months.",
        _moves("actor", "receive", "arm", "budget", "alarm"),
        ("aid_received", "expenditure_growth", "prior_claims", "budget_stretch"),
        ("A8", "A9", "A10", "B35"),
    ),
    Phase(
        7,
        "settle",
        "Tension, cohesion, partnership, secession and domestic pressure and government lines settle; conduct is "
        "remembered; Kosovo's roads to an army and to the Partnership for Peace go on; in January grievances learn.",
        (
            *_moves("actor", "settle_tension"),
            *_moves("bloc", "settle_cohesion"),
            *_moves("actor", "settle_partnership"),
            *_moves("entity", "settle_secession"),
            *_moves("actor", "settle_pressure", "settle_line", "remember", "convert", "approach_pfp"),
            *_moves("world", "close_year"),
        ),
        (
            "flare_next",
            "strain_next",
            "incident_impulse",
            "cohesion_next",
            "partnership_next",
            "secession_next",
            "relative_change",
            "pressure_next",
            "government_next",
            "remembered",
            "conversion_chance",
            "pfp_attempt_rate",
            "pfp_consent_chance",
            "grievance_next",
        ),
        ("A9", "A11", "A15", "B18", "B30", "B35"),
    ),
    Phase(
        8,
        "record",
        "What is kept of the month is measured.",
        _moves("world", "record"),
        (),
        (),
    ),
)


def table() -> str:
    """Return the month as text: a line a phase with its sentence, and its rules beneath."""
    lines: list[str] = []
    for phase in PHASES:
        lines.append(f"{phase.order} {phase.name}: {phase.sentence}")
        if phase.rules:
            lines.append(f"    rules: {', '.join(phase.rules)}; from {', '.join(phase.sources) or '-'}")
    return "\n".join(lines)
