"""The documents' forecasts as a page: how each is resolved in the model and outside it, and its naive forecast."""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from collections import Counter
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from balkansim.analysis.rules import Input, RuleExplanation, explain_rule, readers_of, rules
from balkansim.errors import BalkansimError
from balkansim.evidence.coefficients import Parameter, load_parameters, shipped_path
from balkansim.files import data_root
from balkansim.forecasts.questions import Naive, Question, Questions, load_questions
from balkansim.forecasts.yardsticks import load_yardsticks
from balkansim.model.phases import PHASES, Phase
from balkansim.months import month_name
from balkansim.scenario.layers import history_names, shipped_names
from balkansim.scenario.resolve import resolve
from balkansim.scenario.scenario import Scenario
from generator.markdown import (
    bullets,
    code,
    heading,
    link,
    links,
    marked,
    number,
    page,
    plain,
    span,
    table,
    target_of,
)
from generator.sources import channels_of, sentence_of

INTRODUCTION = (
    "Rules, windows, readings and naive forecasts of version 1 were fixed before the first ensemble was run, those of "
    "a later version after its answers were known, each change with its reason; the hash of every version stands "
    "beside the file, and `--forecasts 1` answers with the first. Windows are calendar months, both ends included. A "
    "change counts from its minimum on. Words in brackets are no probability terms and are not scored."
)


def forecasts_page(path: Path | None = None) -> str:
    """Return the page of all forecasts.

    Parameters
    ----------
    path : pathlib.Path, optional
        The file of forecasts; by default what ships.
    """
    found = load_questions(path or data_root() / "seeds" / "forecasts.toml")
    rows = [
        (f"[{q.id}](#{target_of('forecast', q.id)})", plain(q.proposition), q.paragraph, plain(q.shown_term))
        for q in found.forecasts
    ]
    overview = table(("id", "proposition", "paragraph", "document's word"), rows)
    sections = [forecast_section(question) for question in found.forecasts]
    return page("Forecasts", INTRODUCTION, *changes(found), overview, *sections, untestable(found))


def changes(found: Questions) -> list[str]:
    """Return what this version reads otherwise than the one before, and why."""
    rows = [(", ".join(one.ids), plain(one.old), plain(one.new), plain(one.reason)) for one in found.changes]
    head = ("forecasts", f"version {found.version - 1}", f"version {found.version}", "why")
    return [heading(2, f"What version {found.version} changed"), table(head, rows)] if rows else []


def forecast_section(question: Question) -> str:
    """Return one forecast with its readings.

    Parameters
    ----------
    question : Question
        The forecast.
    """
    main, *others = question.all_readings()
    minimum = getattr(main.rule, "minimum", None)
    facts = [
        f"**In the model**: yes if {plain(main.rule.words(main.window or question.window))}.",
        *([f"**Minimum**: {minimum.value:g}, {minimum.scale}: {plain(minimum.reason)}."] if minimum else []),
        f"**Outside the model**: {plain(question.outside)}.",
        f"**Naive forecast**: {naive_told(question.naive)}.",
        *(
            f"**Reading \u201c{plain(other.name)}\u201d**: {plain(other.text)}; yes if "
            f"{plain(other.rule.words(other.window or question.window))}"
            f"{'; the ledger prints it beside the main one' if other.beside else ''}."
            for other in others
        ),
        *([f"**Caveat**: {plain(question.caveat)}"] if question.caveat else []),
    ]
    title = f"{question.id}: {plain(question.proposition)}"
    said = f"Paragraph {question.paragraph}, \u201c{plain(question.term)}\u201d; window {question.window}."
    return "\n\n".join((heading(2, title, target_of("forecast", question.id)), said, bullets(facts)))


def naive_told(naive: Naive) -> str:
    """Tell a naive forecast and its reason."""
    ends = naive.range()
    if ends is None:
        arm = "null world" if naive.same_rule_in == "null" else "plain scenario"
        return f"the same rule in the {arm} ({plain(naive.reason)})"
    low, high = (f"{100 * end:.3g}%" for end in ends)
    return f"{low if low == high else f'{low} to {high}'} ({plain(naive.reason)})"


def untestable(found: Questions) -> str:
    """Return what no rule can answer, and why."""
    rows = [(item.id, plain(item.proposition), item.paragraph, plain(item.reason)) for item in found.untestable]
    head = ("id", "proposition", "paragraph", "why no rule can answer it")
    return heading(2, "Untestable") + "\n\n" + (table(head, rows) if rows else "None.")


SECTION = re.compile(r"^# -{2,} (.+?) -{2,}$")
NAME = re.compile(r'^(?:\["?)?"?([A-Za-z_][\w.-]*?)"?\]? *(?:=|$)')
ELSEWHERE = "others"
INTRODUCTION_PARAMETERS = (
    "A coefficient is drawn once a parameter draw, flat on either side of its median (on its logarithm where the range "
    "is marked *log*): half of the mass lies below the value, half above. What is marked *fixed* is not drawn. Where "
    "*posterior* stands, history was fitted: the range is the 5% to 95% of the posterior, whose rows are drawn "
    "together, and the reason gives the prior. Only a posterior clearly narrower than its prior makes a coefficient "
    "*calibrated*.\n\n"
    "`balkansim explain NAME` tells more of one; `--set NAME=VALUE` sets it. What documents say of states, patrons, "
    "blocs and entities is not here but in the evidence: `balkansim factors` lists it beside these, and `balkansim "
    "explain tension SRB XKX` shows the claims behind a number."
)


def parameters_page() -> str:
    """Return the page of all coefficients, in the sections of the file."""
    known = load_parameters(shipped_path())
    sections = sections_of(shipped_path(), known)
    parts = [counts(known), INTRODUCTION_PARAMETERS]
    for title in dict.fromkeys(sections.values()):
        rows = [_row(known[name]) for name, section in sections.items() if section == title]
        parts += [heading(2, title.capitalize()), table(("coefficient", "value", "origin and reason", "read by"), rows)]
    return page("Parameters", *parts)


def counts(known: Mapping[str, Parameter]) -> str:
    """Say how many coefficients there are of each origin."""
    of = Counter(parameter.origin for parameter in known.values())
    return f"{len(known)} coefficients: {', '.join(f'{count} {origin}' for origin, count in of.most_common())}."


def sections_of(path: Path, known: Mapping[str, Parameter]) -> dict[str, str]:
    """Return the section of the file that each coefficient stands in, by its comment heads.

    Parameters
    ----------
    path : pathlib.Path
        A file of coefficients.
    known : mapping of str to Parameter
        What it holds, which gives the order.
    """
    title = ELSEWHERE
    found: dict[str, str] = {}
    for line in path.read_text(encoding="utf-8-sig").splitlines():
        head, name = SECTION.match(line), NAME.match(line)
        if head:
            title = head[1]
        elif name:
            found.setdefault(name[1], title)
    return {name: found.get(name, ELSEWHERE) for name in known}


def _row(parameter: Parameter) -> tuple[str, str, str, str]:
    value = f"**{number(parameter.value)}** ({_spread(parameter)})<br>{plain(parameter.unit)}"
    readers = ", ".join(link("rule", name) if name in rules() else f"`{name}`" for name in readers_of(parameter.name))
    return (
        f"{marked('parameter', parameter.name)}<br>{plain(parameter.meaning)}",
        value,
        f"*{parameter.origin}*: {plain(parameter.reason)}",
        readers or "the start of a run",
    )


def _spread(parameter: Parameter) -> str:
    """Tell from what range a coefficient is drawn, and how."""
    if parameter.shape == "fixed" or parameter.low == parameter.high:
        return "fixed"
    how = ", posterior" if parameter.posterior else ", log" if parameter.shape == "log" else ""
    return span(parameter.low, parameter.high) + how


EACH = {
    "world": "once",
    "actor": "each\u00a0state",
    "bloc": "each\u00a0bloc",
    "flashpoint": "each\u00a0flashpoint",
    "entity": "each\u00a0entity",
}
INTRODUCTION_PHASES = (
    "A month has these phases, in this order. Within a phase everybody decides on the same world; the next phase "
    "sees what came of it. A move goes over all of its kind in the order of the roster before the next move "
    "begins. Both engines read this table: the compiled kernel writes it out, the Mesa model walks through it."
)


def phases_page() -> str:
    """Return the page of the month."""
    return page("The month", INTRODUCTION_PHASES, overview(), *(phase_section(phase, 2) for phase in PHASES))


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


INTRODUCTION_RULES = (
    "A rule is a pure function of numbers: it looks at nothing but its inputs and the coefficients, and it draws "
    "no luck. Moves gather the inputs from the world and compose the rules ([the month](phases.md)). Each rule "
    "says where it comes from (*source*) and what the source left open and was chosen (*reading*). *Rises* and "
    "*falls* are declared and tested: such an input never pushes the answer the other way. `balkansim explain "
    "RULE` prints the same."
)


def rules_page() -> str:
    """Return the page of all rules, family by family."""
    parts = [plain_count(), INTRODUCTION_RULES]
    for family in dict.fromkeys(rule.family for rule in rules().values()):
        parts.append(heading(2, family.capitalize().replace("-", " "), target_of("family", family)))
        parts += [rule_section(rule.name, 3) for rule in rules().values() if rule.family == family]
    return page("Rules", *parts)


def plain_count() -> str:
    """Say how many rules there are, and in how many families."""
    families = {rule.family for rule in rules().values()}
    return f"{len(rules())} rules in {len(families)} families."


def rule_section(name: str, level: int) -> str:
    """Return one rule: sentence, inputs, answer, formula, source, reading and where it is used.

    Parameters
    ----------
    name : str
        A registered rule.
    level : int
        Level of its heading.
    """
    told = told_of(name)
    parts = [
        heading(level, f"`{name}`", target_of("rule", name)),
        f"Returns {plain(told.sentence)}",
        table(("input", "range", "answer", "meaning"), [_input(found) for found in told.inputs]) if told.inputs else "",
        code(formula_of(name), "python"),
        bullets(_facts(told)),
    ]
    return "\n\n".join(part for part in parts if part)


@cache
def told_of(name: str) -> RuleExplanation:
    """Return what stands behind a rule; its source is read once."""
    return explain_rule(name)


def _input(found: Input) -> tuple[str, str, str, str]:
    spread = "-" if found.low is None or found.high is None else span(found.low, found.high)
    return f"`{found.name}`", spread, found.direction, plain(found.meaning)


def _facts(told: RuleExplanation) -> list[str]:
    phases = ", ".join(part.split(":")[0].removeprefix("phase ") for part in told.phases)
    used = f"phase {phases}" if phases else "month zero, when bearings are taken, or by other rules"
    callers = ", ".join(link("rule", name) if name in rules() else f"`{name}`" for name in told.callers)
    return [
        f"**Answer**: {plain(told.returns)} Between {span(told.low, told.high).replace(' to ', ' and ')}.",
        f"**Coefficients**: {links('parameter', told.coefficients)}.",
        f"**Used in**: {used}; called by {callers or 'nothing'}.",
        f"**Source**: {plain(told.source)}",
        f"**Reading**: {plain(told.reading)}",
    ]


def formula_of(name: str) -> str:
    """Return what a rule computes: the body of its function without the docstring.

    Parameters
    ----------
    name : str
        A registered rule.
    """
    source = textwrap.dedent(inspect.getsource(rules()[name].function))
    function = next(node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef))
    lines = source.splitlines()
    first = function.body[1].lineno if len(function.body) > 1 else function.body[0].lineno
    return textwrap.dedent("\n".join(lines[first - 1 : function.end_lineno]))


INTRODUCTION_SCENARIOS = (
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
        "Scenarios",
        f"{len(found)} scenarios.",
        INTRODUCTION_SCENARIOS,
        table(("scenario", "question"), rows),
        *sections,
        past,
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


INTRODUCTION_YARDSTICKS = (
    "A yardstick says which band of probability each word stands for, both ends included. Gaps and overlaps are "
    "those of the source. A word that a yardstick does not list is not scored under it: synonyms are never "
    "mapped. A forecast is held against another yardstick with `--yardstick NAME`."
)


def yardsticks_page() -> str:
    """Return the page of all yardsticks that ship."""
    known = load_yardsticks(data_root() / "seeds" / "yardsticks.toml")
    other = next(name for name in known.by_name if name != known.default)
    parts = [INTRODUCTION_YARDSTICKS, code(f"balkansim forecast --yardstick {other}", "sh")]
    for name, found in known.by_name.items():
        rows = [(plain(entry.word), f"{100 * entry.low:.0f}-{100 * entry.high:.0f}%") for entry in found.words]
        usual = " (the default)" if name == known.default else ""
        title = heading(2, f"`{name}`{usual}", target_of("yardstick", name))
        parts += [title, f"{plain(found.title)}. Source: {plain(found.source)}.", table(("word", "band"), rows)]
    return page("Yardsticks", *parts)


NONE = "This checkout holds no exercises."
HEAD = ("", "exercise", "level", "minutes", "goal")


def exercises_table() -> str:
    """Return the exercises at hand, or a sentence where there are none."""
    from balkansim.teaching.exercises import exercises

    try:
        found = exercises()
    except BalkansimError:
        return NONE
    return table(
        HEAD,
        [
            (str(e.number), plain(e.about.title), e.about.level, str(e.about.minutes), plain(e.about.goal))
            for e in found
        ],
    )
