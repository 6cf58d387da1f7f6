"""Every declared dependency is imported, and every import of others' code is declared."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
# Not imported by name, with the reason.
SILENT = {
    "altair": "drawn with by the charts of mesa.visualization, which does not declare it",
    "ipyvue": "held below 2, with which solara does not work yet",
    "ipyvuetify": "held below 2, with which solara does not work yet",
    "solara-assets": "the page's own files, so that nothing is fetched from the network",
}


def canonical(name: str) -> str:
    """Return the name of a distribution as registries compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def imported() -> set[str]:
    """Return the modules of others that the package imports, at any depth of its code."""
    names: set[str] = set()
    for path in (ROOT / "src").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                names.add(node.module.partition(".")[0])
    return names - set(sys.stdlib_module_names) - {"balkansim"}


def declared() -> set[str]:
    """Return the distributions that users are asked to install, those of extras too, without the developers'."""
    extras = (asked for name, asked in PROJECT["optional-dependencies"].items() if name != "dev")
    asked = [*PROJECT["dependencies"], *(one for extra in extras for one in extra)]
    return {canonical(re.split(r"[\[<>=!~; ]", one)[0]) for one in asked}


def owners(module: str) -> set[str]:
    """Return the distributions that hold a module; that of solara's user interface is asked for as solara."""
    found = {canonical(name) for name in packages_distributions()[module]}
    return found | ({"solara"} if "solara-ui" in found else set())


def test_every_import_is_declared() -> None:
    assert not [module for module in sorted(imported()) if not owners(module) & declared()]


def test_every_declared_dependency_is_imported_or_says_why_not() -> None:
    used = set[str]().union(*(owners(module) for module in imported()))
    assert declared() - used == set(SILENT)
