"""Every coefficient as a page: value, range, unit, origin and reason, and who reads it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from balkansim.describing.markdown import heading, link, marked, number, page, plain, span, table
from balkansim.explaining.readers import readers_of, rules
from balkansim.parameters import Parameter, load_parameters, shipped_path

SECTION = re.compile(r"^# -{2,} (.+?) -{2,}$")
NAME = re.compile(r'^(?:\["?)?"?([A-Za-z_][\w.-]*?)"?\]? *(?:=|$)')
ELSEWHERE = "others"
INTRODUCTION = (
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
    parts = [counts(known), INTRODUCTION]
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
