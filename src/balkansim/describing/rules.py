"""The rulebook as a page: each rule with its inputs, answer, formula, source and reading."""

from __future__ import annotations

import ast
import inspect
import textwrap
from functools import cache

from balkansim.describing.markdown import bullets, code, heading, link, links, page, plain, span, table, target_of
from balkansim.explaining.readers import rules
from balkansim.explaining.rule import Input, RuleExplanation, explain_rule

INTRODUCTION = (
    "A rule is a pure function of numbers: it looks at nothing but its inputs and the coefficients, and it draws "
    "no luck. Moves gather the inputs from the world and compose the rules ([the month](phases.md)). Each rule "
    "says where it comes from (*source*) and what the source left open and was chosen (*reading*). *Rises* and "
    "*falls* are declared and tested: such an input never pushes the answer the other way. `balkansim explain "
    "RULE` prints the same."
)


def rules_page() -> str:
    """Return the page of all rules, family by family."""
    parts = [plain_count(), INTRODUCTION]
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
    """Return what a rule reckons: the body of its function without the docstring.

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
