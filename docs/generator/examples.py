"""The examples in tutorial and how-to pages: found, run in a folder of their own, and their output renewed."""

from __future__ import annotations

import os
import re
import shlex
import tempfile
from collections.abc import Callable, Iterator
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

from balkansim.errors import BalkansimError

Run = Callable[[list[str]], int]

FOLDERS = ("tutorial", "how-to")
SWEPT = ("cluster", "sweeps")
"""Pages whose sweeps take minutes: a test of their own runs what they say at a smaller size."""
BLOCK = re.compile(
    r"^(?:<!-- (?P<note>[^\n]*?) -->\n\n?)?```(?P<kind>\w+)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL
)
PROMPT, COMMAND, ANYTHING = "$ ", "balkansim ", "..."
FILE, SMALL, MISTAKE, NOT_RUN = "file: ", "run small", "a mistake", "not run"
SIZES = ("--draws", "4", "--histories", "2")
MISTAKEN = 2


@dataclass(frozen=True)
class Example:
    """One block of code of a page.

    Parameters
    ----------
    page : str
        The page it stands on.
    kind : str
        Its language: ``sh``, ``console``, ``python``; others are files or are only read.
    body : str
        Its text.
    note : str
        What the comment before it says: ``file: NAME`` (to be written under that name), ``run small`` (commands get
        smaller sizes), ``a mistake`` (exit code 2 is right), ``not run``, or nothing.
    start : int
        Where its text begins in the page.
    """

    page: str
    kind: str
    body: str
    note: str
    start: int


def pages(docs: Path) -> list[Path]:
    """Return the pages whose examples are run here.

    Parameters
    ----------
    docs : pathlib.Path
        The folder of the documentation.
    """
    found = (path for folder in FOLDERS for path in sorted((docs / folder).glob("*.md")))
    return [path for path in found if path.stem not in SWEPT]


def examples_of(page: Path) -> list[Example]:
    """Return the blocks of code of a page, in order.

    Parameters
    ----------
    page : pathlib.Path
        A page in Markdown.
    """
    text = page.read_text(encoding="utf-8")
    return [
        Example(page.name, found["kind"], found["body"], found["note"] or "", found.start("body"))
        for found in BLOCK.finditer(text)
    ]


def renew(docs: Path, run: Run) -> list[str]:
    """Run every example and write what has changed in the output shown; return the pages that did.

    Parameters
    ----------
    docs : pathlib.Path
        The folder of the documentation.
    run : callable
        The command line: takes words, returns an exit code.
    """
    changed = []
    for page in pages(docs):
        text = played(page, run)
        if text != page.read_text(encoding="utf-8"):
            page.write_bytes(text.encode())
            changed.append(page.relative_to(docs).as_posix())
    return changed


def played(page: Path, run: Run) -> str:
    """Run the examples of a page, in order and in one empty folder, and return its text with the output as it is now.

    Parameters
    ----------
    page : pathlib.Path
        A page in Markdown.
    run : callable
        The command line.

    Raises
    ------
    BalkansimError
        If a command ends with another exit code than it should.
    """
    text, examples = page.read_text(encoding="utf-8"), examples_of(page)
    names: dict[str, Any] = {"__name__": "page"}
    pieces: list[str] = []
    end = 0
    with tempfile.TemporaryDirectory() as folder, chdir(folder):
        for example in examples:
            pieces += [text[end : example.start], _played(example, run, names)]
            end = example.start + len(example.body)
    return "".join([*pieces, text[end:]])


def _played(example: Example, run: Run, names: dict[str, Any]) -> str:
    """Run one example and return its text as it should stand."""
    if example.note == NOT_RUN:
        return example.body
    if example.note.startswith(FILE):
        path = Path(example.note.removeprefix(FILE))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(example.body.encode())
    elif example.kind == "sh":
        for line in example.body.replace("\\\n", " ").splitlines():
            if line.startswith(COMMAND):
                _output_of(line, example, run)
    elif example.kind == "console":
        return "".join(_renewed(command, shown, example, run) for command, shown in _sessions(example.body))
    elif example.kind == "python":
        with redirect_stdout(StringIO()):
            exec(compile(example.body, example.page, "exec"), names)
    return example.body


def _sessions(body: str) -> Iterator[tuple[str, str]]:
    """Yield each command of a console block with the output shown beneath it."""
    for part in re.split(r"^(?=\$ )", body, flags=re.MULTILINE)[1:]:
        command, _, shown = part.removeprefix(PROMPT).partition("\n")
        yield command, shown


def _renewed(command: str, shown: str, example: Example, run: Run) -> str:
    """Return a command with its output: as shown, where that still fits what is printed."""
    printed = _output_of(command, example, run) + "\n"
    return f"{PROMPT}{command}\n{shown if fits(shown, printed) else printed}"


def _output_of(command: str, example: Example, run: Run) -> str:
    """Run a command and return what it prints."""
    words = shlex.split(command, comments=True)[1:]
    printed = StringIO()
    with redirect_stdout(printed), redirect_stderr(printed):
        code = run([*words, *(SIZES if example.note == SMALL else ())])
    if code != (MISTAKEN if example.note == MISTAKE else 0):
        raise BalkansimError(f"exit code {code}: {printed.getvalue().strip()}", where=f"{example.page}: {command}")
    return "\n".join(line.rstrip() for line in printed.getvalue().strip("\n").split("\n"))


def fits(shown: str, printed: str) -> bool:
    """Tell whether what is printed is what a page shows, three dots standing for anything.

    Parameters
    ----------
    shown, printed : str
        Both with their line ends.
    """
    parts = (re.escape(part) for part in shown.strip().split(ANYTHING))
    return re.fullmatch(".*?".join(parts), printed.strip().replace(os.sep, "/"), re.DOTALL) is not None


OPEN, CLOSE = "<!-- forecast -->", "<!-- /forecast -->"
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
DAY_SHOWN = "(day of the run)"


def shown(ledger: str) -> str:
    """Return a ledger's text with the day of the run left out of its first line.

    Parameters
    ----------
    ledger : str
        As printed by `balkansim forecast`.
    """
    first, _, rest = ledger.partition("\n")
    return f"{DAY.sub(DAY_SHOWN, first)}\n{rest}".rstrip()


def between_marks(readme: str) -> str:
    """Return what stands between the marks of a README, without the fence around it."""
    block = readme.split(OPEN, 1)[1].split(CLOSE, 1)[0].strip()
    return block.removeprefix("```text").removesuffix("```").strip()


def with_ledger(readme: str, ledger: str) -> str:
    """Return a README with a fresh ledger between its marks.

    Parameters
    ----------
    readme : str
        The README's text, holding both marks.
    ledger : str
        As printed by `balkansim forecast`.
    """
    before, rest = readme.split(OPEN, 1)
    after = rest.split(CLOSE, 1)[1]
    return f"{before}{OPEN}\n```text\n{shown(ledger)}\n```\n{CLOSE}{after}"
