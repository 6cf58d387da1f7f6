"""The Python interface as a page: a directive for each public name, which the site fills from its docstring."""

from __future__ import annotations

import balkansim
from balkansim.describing.markdown import code, heading, page, target_of

INTRODUCTION = (
    "Everything public is imported from `balkansim`; functions have the names and options of the commands. "
    "Results print as text, show as HTML in a notebook, and give data frames with `.to_frame()`. A mistake raises "
    "`BalkansimError`, which says what was found, what was expected, where, and what to do."
)


def python_page() -> str:
    """Return the page of the public names."""
    parts = [INTRODUCTION]
    for name in balkansim.__all__:
        kind = "autoclass" if name[0].isupper() else "autofunction"
        members = "\n   :members: step\n" if kind == "autoclass" else "\n"
        parts += [
            heading(2, f"`{name}`", target_of("python", name)),
            code(f".. {kind}:: balkansim.{name}{members}", "{eval-rst}"),
        ]
    return page("Python", *parts)
