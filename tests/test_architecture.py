"""Who may import whom, and what importing the package costs."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import balkansim

PACKAGE = Path(balkansim.__file__).parent
HEAVY = {
    "mesa", "numba", "pandas", "scipy", "matplotlib", "krippendorff", "networkx", "pyarrow", "SALib", "ema_workbench",
    "xarray", "distributed", "scoringrules", "solara", "uvicorn", "jinja2", "playwright",
}  # fmt: skip
# part of the package: what it must not import, at any depth of its code
FORBIDDEN = {
    "rulebook": ("agents", "model", "kernel", "moves", "world", "draws", "parameters", "experiments", "forecasting"),
    "moves": ("agents", "model", "kernel", "experiments", "forecasting", "scenario", "evidence", "draws", "start"),
    "world": ("agents", "model", "kernel"),
    "phases": ("agents", "model", "kernel"),
    "draws": ("agents", "model", "kernel"),
    "parameters": ("agents", "model", "kernel"),
    "kernel": ("agents", "model", "mesa"),
    "compiling": ("agents", "model", "mesa"),
    "agents": ("kernel", "compiling", "experiments"),
    "model": ("kernel", "compiling", "experiments"),
    "start": ("agents", "model", "kernel", "experiments", "forecasting"),
    "evidence": ("agents", "model", "kernel", "experiments", "forecasting", "moves"),
    "scenario": ("agents", "model", "kernel", "experiments", "forecasting", "moves"),
    "forecasting": ("agents", "model", "kernel", "experiments"),
    "experiments": ("agents", "model", "mesa"),
    "storage": ("agents", "model", "mesa", "kernel", "compiling", "experiments", "designs"),
    "designs": ("agents", "model", "mesa", "asking", "comparing"),
    "comparing": ("agents", "model", "mesa", "kernel", "asking"),
    "scoring": ("agents", "model", "mesa", "kernel", "asking"),
    "plots": ("agents", "model", "mesa", "kernel"),
    "asking": ("agents", "model", "mesa", "kernel"),
    "theories": ("agents", "model", "mesa", "kernel"),
    "playing": ("agents", "model", "mesa", "compiling"),
    "calibrating": ("agents", "model", "mesa", "kernel", "asking"),
    "hindcasting": ("agents", "model", "mesa", "kernel", "asking"),
    "describing": ("agents", "model", "mesa", "kernel"),
    "teaching": ("agents", "model", "mesa", "kernel"),
    "dashboard": ("agents", "model", "mesa", "kernel"),
    "reporting": ("agents", "model", "mesa", "kernel"),
}
MESA_FACE = {"agents.py", "model.py", "app.py"}
# Imported by the browser page alone, whose components are decorated by Solara.
PAGE = {"views.py"}


def files() -> list[Path]:
    """Return the package's source files."""
    return sorted(PACKAGE.rglob("*.py"))


def part_of(path: Path) -> str:
    """Return the top-level part of the package a file belongs to."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(tree: ast.AST, *, running_only: bool = False) -> Iterator[str]:
    """Yield the modules a file imports; names imported from the package itself are parts of it."""
    for node in tree.body if running_only and isinstance(tree, ast.Module) else ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{name.name}" for name in node.names)


def typing_only(tree: ast.Module) -> set[str]:
    """Return what a file imports for the type checker alone."""
    blocks = [node for node in ast.walk(tree) if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"]
    return {name for block in blocks for name in imported(block)}


def tree_of(path: Path) -> ast.Module:
    """Parse a source file."""
    return ast.parse(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("part", FORBIDDEN)
def test_parts_import_only_downwards(part: str) -> None:
    found = []
    for path in files():
        if part_of(path) == part:
            tree = tree_of(path)
            for name in set(imported(tree)) - typing_only(tree):
                words = name.split(".")
                target = words[1] if words[0] == "balkansim" and len(words) > 1 else words[0]
                if target in FORBIDDEN[part]:
                    found.append(f"{path.name}: {name}")
    assert not found


def test_the_rulebook_imports_only_maths_and_itself() -> None:
    allowed = ("__future__", "math", "typing", "collections", "dataclasses", "numba", "balkansim.rulebook")
    for path in files():
        if part_of(path) == "rulebook":
            wrong = [name for name in imported(tree_of(path)) if not name.startswith(allowed)]
            assert not wrong, path.name


def test_nothing_imports_the_command_line() -> None:
    for path in files():
        if part_of(path) != "cli" and path.name != "__main__.py":
            assert not [name for name in imported(tree_of(path)) if name.startswith("balkansim.cli")], path.name


def test_mesa_is_imported_by_the_mesa_face_only() -> None:
    for path in files():
        if path.name not in MESA_FACE:
            assert not [name for name in imported(tree_of(path)) if name.split(".")[0] == "mesa"], path.name


def test_heavy_libraries_are_imported_where_they_are_used() -> None:
    for path in files():
        if path.name not in MESA_FACE | PAGE:
            top = {name.split(".")[0] for name in imported(tree_of(path), running_only=True)}
            assert not top & HEAVY, path.name


@pytest.mark.parametrize(
    "code",
    [
        "import balkansim",
        "from balkansim.cli.main import run; run(['--help'])",
        "from balkansim.cli.main import run; run([])",
        "from balkansim.cli.main import run; run(['--version'])",
    ],
)
def test_what_should_cost_nothing_loads_nothing_heavy(code: str) -> None:
    names = sorted({*HEAVY, "numpy"})
    script = f"import sys; {code}; print('loaded', [name for name in {names!r} if name in sys.modules])"
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert found.stdout.splitlines()[-1] == "loaded []"
