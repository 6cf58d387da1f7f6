"""The ODD+D protocol of the model: a text whose marked places are filled from phases, rules, fields, luck and data."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files

from balkansim.analysis.rules import rules
from balkansim.errors import BalkansimError, unknown
from balkansim.evidence.checks import audit
from balkansim.evidence.coefficients import load_parameters, shipped_path
from balkansim.evidence.evidence import load_evidence
from balkansim.evidence.figures import VARIABLES
from balkansim.model.luck import CHANNELS
from balkansim.model.world import CAPACITY, FIELDS
from balkansim.months import last_day, month_name
from balkansim.scenario.events import EVENT_KINDS
from balkansim.scenario.resolve import resolve
from generator.markdown import heading, link, links, page, plain, table, target_of
from generator.reference import overview, told_of
from generator.sources import channels_of, movers_of, phases_setting, rules_of

ROOT = "baseline"
PLACES = {"actor": "states", "patron": "patrons", "bloc": "blocs", "flashpoint": "flashpoints", "entity": "entities"}
WHO = {
    "election": "each state",
    "conduct": "each ordered pair of states",
    "incident": "each flashpoint",
    "severity": "each flashpoint",
    "descent": "each flashpoint",
    "application": "each state and bloc",
    "consent": "each state and bloc, all members together",
    "founding": "each state",
    "exit": "each state",
    "exercise": "each bloc",
    "lapse": "each bloc",
    "tension": "each dyad",
    "pressure": "each state",
    "line": "each state, along the axis of patrons",
    "cohesion": "each bloc",
    "secession": "each entity",
    "partnership": "each state",
    "conversion": "each state",
    "pfp_attempt": "each state",
    "pfp_consent": "each ally that does not recognise the state",
}


@dataclass(frozen=True)
class Decision:
    """One decision of the model: who takes it, between what, how it is settled, in which moves."""

    who: str
    options: str
    how: str
    moves: tuple[str, ...]


DECISIONS = (
    Decision(
        "a state, toward each other state",
        "provoke, conciliate or hold",
        "random utility: a conditional logit of two urges against holding",
        ("signal",),
    ),
    Decision(
        "an outsider, toward each bloc open to it",
        "apply, decline or ignore",
        "competing rates, which rise and fall with the propensity to join",
        ("consider",),
    ),
    Decision(
        "each member of a bloc, on each application",
        "consent or refuse",
        "a logit each; every member must consent",
        ("consent",),
    ),
    Decision(
        "a state accepted by blocs that exclude each other",
        "which to join",
        "the greater propensity; no chance",
        ("accede",),
    ),
    Decision(
        "a state in no bloc, with another",
        "found a bloc against the one that menaces both most, or not",
        "each seeks its best partner; a pair that chose each other founds at a rate",
        ("court", "seek", "found"),
    ),
    Decision("a member of a bloc", "leave or stay", "a rate, which rises as cohesion falls", ("leave",)),
    Decision(
        "a state, in January",
        "how much its military expenditure grows",
        "a linear response within a yearly limit; no chance",
        ("arm",),
    ),
    Decision(
        "an electorate",
        "keep or change the government",
        "a logit of domestic pressure",
        ("hold_election",),
    ),
    Decision(
        "each ally that does not recognise an applicant",
        "let it into the Partnership for Peace or not",
        "a logit each; one refusal is enough",
        ("approach_pfp",),
    ),
)


def scales() -> str:
    """Say how many of each kind there are in the root scenario, and how many there may be."""
    found = resolve(ROOT)
    have = {
        "actor": len(found.roster),
        "patron": len(found.patrons),
        "bloc": len(found.blocs),
        "flashpoint": len(found.flashpoints),
        "entity": len(found.entities),
    }
    rows = [(PLACES[kind], str(have[kind]), str(CAPACITY[kind])) for kind in PLACES]
    return table(("", "in the baseline", "at most"), rows)


def decisions() -> str:
    """Return every decision with who takes it, how, by which rules and on which luck."""
    rows = []
    for found in DECISIONS:
        used = dict.fromkeys(name for move in found.moves for name in rules_of(move))
        luck = dict.fromkeys(f"`{name}`" for move in found.moves for name in channels_of(move))
        rows.append((found.who, found.options, found.how, links("rule", used), ", ".join(luck) or "none"))
    return table(("who", "between what", "how", "rules", "luck"), rows)


def initial_world() -> str:
    """Say who is in the root scenario's world and when it begins."""
    found = resolve(ROOT)
    rows = [
        ("begins", f"{month_name(found.start)}, which is month 0; {found.horizon} months"),
        ("states", ", ".join(f"{found.label(code)} ({code})" for code in found.roster)),
        ("patrons", ", ".join(found.patrons)),
        *((f"bloc `{name}`", f"{', '.join(b.members)}; since {b.founded}") for name, b in found.blocs.items()),
        *((f"flashpoint `{name}`", f"{' and '.join(f.parties)}") for name, f in found.flashpoints.items()),
        *((f"entity `{name}`", f"in {e.inside}, backed by {e.backer}") for name, e in found.entities.items()),
    ]
    return table(("", "baseline"), rows)


def origins() -> str:
    """Count the starting numbers of the evidence and the coefficients by where they come from."""
    evidence, parameters = load_evidence(), load_parameters(shipped_path())
    numbers = audit(evidence, last_day(resolve(ROOT).start)).numbers
    coefficients = Counter(parameter.origin for parameter in parameters.values())
    rows = [("starting numbers", origin, str(count)) for origin, count in numbers.items()]
    rows += [("coefficients", origin, str(count)) for origin, count in coefficients.most_common()]
    return table(("what", "origin", "how many"), rows)


def input_data() -> str:
    """Return the variables of the figures with their meanings, and how many of each there are."""
    evidence = load_evidence()
    count = Counter(row.variable for row in evidence.figures.rows)
    rows = [(f"`{name}`", plain(variable.meaning), str(count[name])) for name, variable in VARIABLES.items()]
    return table(("variable", "meaning", "figures"), rows)


def event_kinds() -> str:
    """Return the kinds of dated events with what happens, and the factors each needs."""
    rows = []
    for name, model in EVENT_KINDS.items():
        keys = ", ".join(f"`{key}`" for key in model.model_fields if key not in ("kind", "month", "note"))
        rows.append((f"`{name}`", plain((model.__doc__ or "").partition("\n")[0]), keys or "none"))
    return table(("kind", "what happens", "keys beside the month"), rows)


def submodels() -> str:
    """Return the rules, family by family, with what each returns, its source and its reading."""
    parts = []
    for family in dict.fromkeys(rule.family for rule in rules().values()):
        rows = []
        for rule in (found for found in rules().values() if found.family == family):
            told = told_of(rule.name)
            rows.append((link("rule", rule.name), plain(told.sentence), plain(told.source), plain(told.reading)))
        title = heading(3, family.capitalize().replace("-", " "), target_of("submodel", family))
        parts += [title, table(("rule", "returns", "source", "reading"), rows)]
    return "\n\n".join(parts)


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


TITLE = "The model described: ODD+D"
MARK = re.compile(r"^<!-- fill: ([a-z-]+) -->$", re.MULTILINE)
TEMPLATE = "odd.txt"


def channels() -> str:
    """Return the channels of luck with the moves that draw from each."""
    rows = [(f"`{name}`", ", ".join(f"`{move}`" for move in movers_of(name)), WHO[name]) for name in CHANNELS]
    return table(("channel", "move", "one draw a month for"), rows)


PARTS: dict[str, Callable[[], str]] = {
    "entities": entity_tables,
    "scales": scales,
    "phases": overview,
    "decisions": decisions,
    "channels": channels,
    "initial-world": initial_world,
    "origins": origins,
    "input-data": input_data,
    "event-kinds": event_kinds,
    "submodels": submodels,
}


def odd_page() -> str:
    """Return the page of the protocol."""
    text = files("generator").joinpath(TEMPLATE).read_text(encoding="utf-8")
    return page(TITLE, filled(text.strip()))


def filled(text: str) -> str:
    """Fill the marked places of a text.

    Parameters
    ----------
    text : str
        With lines such as ``<!-- fill: phases -->``.

    Raises
    ------
    BalkansimError
        If a mark names no part, or a part has no mark.
    """
    named = MARK.findall(text)
    for name in named:
        if name not in PARTS:
            raise unknown("part", name, PARTS, where=TEMPLATE)
    for name in PARTS:
        if name not in named:
            raise BalkansimError(f"no mark for {name!r}", expected=f"a line <!-- fill: {name} -->", where=TEMPLATE)
    return MARK.sub(lambda mark: PARTS[mark[1]](), text)
