"""Who may import whom, and what importing the package costs."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

import balkansim

PACKAGE = Path(balkansim.__file__).parent
HEAVY = {
    "mesa", "numba", "pandas", "scipy", "matplotlib", "krippendorff", "networkx", "pyarrow", "SALib", "ema_workbench",
    "xarray", "distributed", "scoringrules", "solara", "uvicorn", "jinja2", "playwright",
}  # fmt: skip
# The rooms from left to right: a room imports only rooms to its left, and those of one place do not import each other.
ORDER = (
    {"errors", "months", "files", "pages"},
    {"evidence"},
    {"scenario"},
    {"model"},
    {"forecasts"},
    {"experiments"},
    {"analysis"},
    {"validation", "viz", "teaching"},
    {"cli", "app"},
)
PLACE = {room: place for place, rooms in enumerate(ORDER) for room in rooms}
# Either engine, and what only one of them may import.
MESA_FACE = {"mesa_model.py", "app.py"}
# Imported by the browser page alone, whose components are decorated by Solara.
PAGE = {"dashboard.py", "dashboard_parts.py"}


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


def modules_of(path: Path) -> set[str]:
    """Return the modules of the package that a file imports, at any depth of its code, the type checker's left out."""
    tree = tree_of(path)
    names = {name for name in set(imported(tree)) - typing_only(tree) if name.split(".")[0] == "balkansim"}
    return {found for name in names if (found := module_of(name)) is not None}


def module_of(name: str) -> str | None:
    """Return the longest part of a dotted name that is a file or folder of the package."""
    words = name.split(".")
    for end in range(len(words), 1, -1):
        place = PACKAGE.joinpath(*words[1:end])
        if place.with_suffix(".py").is_file() or (place / "__init__.py").is_file():
            return ".".join(words[:end])
    return None


def name_of(path: Path) -> str:
    """Return the dotted name of a file."""
    return ".".join(("balkansim", *path.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(".__init__")


def test_every_part_of_the_package_has_its_place() -> None:
    assert {part_of(path) for path in files()} - {"__init__", "__main__"} == set(PLACE)


@pytest.mark.parametrize("room", sorted(PLACE))
def test_a_room_imports_only_to_its_left(room: str) -> None:
    wrong = []
    for path in files():
        if part_of(path) == room:
            for name in modules_of(path):
                other = name.split(".")[1]
                if other != room and PLACE[other] >= PLACE[room] and PLACE[room] > 0:
                    wrong.append(f"{path.relative_to(PACKAGE)}: {name}")
                if PLACE[room] == 0 and PLACE[other] > 0:
                    wrong.append(f"{path.relative_to(PACKAGE)}: {name}")
    assert not wrong


def test_no_files_import_each_other_in_a_circle() -> None:
    graph = {name_of(path): modules_of(path) - {name_of(path)} for path in files()}
    with pytest.raises(CycleError) as found:
        TopologicalSorter({"a": {"b"}, "b": {"a"}}).prepare()
    assert found.value.args[1]
    TopologicalSorter(graph).prepare()


def test_no_room_hides_a_public_name() -> None:
    rooms = {path.name for path in PACKAGE.iterdir() if path.is_dir()} | {path.stem for path in PACKAGE.glob("*.py")}
    assert not rooms & set(balkansim.__all__)


def test_the_rulebook_imports_only_maths_and_itself() -> None:
    allowed = ("__future__", "math", "typing", "collections", "dataclasses", "numba", "balkansim.model.rulebook")
    for path in files():
        if path.parent.name == "rulebook":
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
