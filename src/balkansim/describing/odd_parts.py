"""Parts of the ODD+D protocol that are read off code and data: scales, decisions, starting world, data, submodels."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from balkansim.describing.markdown import heading, link, links, plain, table, target_of
from balkansim.describing.moves import channels_of, rules_of
from balkansim.describing.rules import told_of
from balkansim.evidence.audit import audit
from balkansim.evidence.evidence import load_evidence
from balkansim.evidence.variables import VARIABLES
from balkansim.explaining.readers import rules
from balkansim.parameters import load_parameters, shipped_path
from balkansim.scenario.calendar import last_day, month_name
from balkansim.scenario.happenings import EVENT_KINDS
from balkansim.scenario.inheritance import resolve
from balkansim.world import CAPACITY

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
