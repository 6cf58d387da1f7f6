"""Whatever is done to a file that a user can bring: it is read, or refused in a sentence that names it."""

from __future__ import annotations

import csv
import json
import shutil
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

import mutating
from balkansim import forecast
from balkansim.cli.main import run
from balkansim.evidence.evidence import content_hash
from balkansim.files import data_root
from balkansim.months import last_day, month_index
from balkansim.scenario.resolve import resolve
from sweeping import sweep_file

ONE = ["--draws", "1", "--histories", "1"]
LONGEST = 10
"""Lines a message has at most."""


@dataclass(frozen=True)
class Kind:
    """A kind of file: where it stands in a copy of what ships, and the cheapest command that reads it whole.

    ``command``: from the file to the words of the command. ``times``: how many mutations are worth their time.
    ``codes``: exit codes by contract: 1 where a command tells of one bad file among several.
    """

    file: str
    command: Callable[[Path], list[str]]
    times: int = 65
    codes: tuple[int, ...] = (0, 2)
    write: Callable[[Path], object] = lambda path: None


def evidence(file: str, *words: str, times: int = 65) -> Kind:
    """Return the kind of a file of an evidence folder, read by a command with ``--evidence`` or by the check."""
    depth = len(Path(file).parts) - 1
    if words:
        return Kind(file, lambda path: [*words, "--evidence", str(path.parents[depth])], times)
    return Kind(file, lambda path: ["evidence", "check", str(path.parents[depth])], times)


SWEEP = """title = "Tiny"
question = "Does it run?"
scenario = "baseline"
method = "{method}"
forecasts = ["F1", "F6"]
draws = 2
histories = 2
seed = 3
{rest}
"""
SHEET = """paragraph,kind,subject,object,quantity,direction,intensity,paraphrase,note
A2,fact,SRB,XKX,tension,up,strong,protests sharply,
A3,fact,SRB,XKX,tension,up,slight,again,
A4,fact,,,,,,context,
"""


def a_sweep(path: Path) -> None:
    """Write a sweep that steps through two factors."""
    sweep_file(path.parent).replace(path)


def a_table(path: Path) -> None:
    """Write a sweep over a table of settings, and the table."""
    path.write_text("peacekeepers.northern-kosovo\n0.2\n0.5\n0.9\n", encoding="utf-8")
    text = SWEEP.format(method="table", rest=f'file = "{path.name}"')
    (path.parent / "of-table.toml").write_text(text, encoding="utf-8")


def a_scenario(path: Path) -> None:
    """Copy a scenario with events and settings."""
    shutil.copy(data_root() / "scenarios" / "kfor-drawdown.toml", path)


def a_sheet(path: Path) -> None:
    """Write a student's sheet of codings."""
    path.write_text(SHEET, encoding="utf-8")


def a_game(path: Path) -> None:
    """Save a game of one month."""
    script = path.parent / "answers.txt"
    script.write_text("go\nquit\n", encoding="utf-8")
    run(["play", "baseline", "--as", "SRB", "--months", "2", "--save", str(path), "--script", str(script)])
    script.write_text("quit\n", encoding="utf-8")
    assert path.exists()


def resolved(path: Path) -> None:
    """Write a file of resolutions that are all known."""
    assert run(["score", "--template", str(path), "--force"]) == 0
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        ends = last_day(month_index(row["window"].split()[-1]))
        row |= {"outcome": "no", "date": str(ends), "source": "a paper"}
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def a_ledger(path: Path) -> None:
    """Write a ledger as printed, and the resolutions to hold it against."""
    resolved(path.parent / "known.csv")
    path.write_text(forecast("baseline", draws=2, histories=2).to_json(), encoding="utf-8")


def a_run_folder(path: Path) -> None:
    """Write the folder of a small sweep."""
    path.unlink(missing_ok=True)
    shutil.rmtree(path.parent)
    file = sweep_file(path.parent.parent)
    assert run(["sweep", str(file), "--out", str(path.parent), "--jobs", "1"]) == 0


def a_theory(path: Path) -> None:
    """Copy a published table."""
    shutil.copy(Path(str(files("balkansim"))) / "validation" / "theories" / "published" / "landscape.csv", path)


KINDS = {
    "claims": evidence("claims/B.csv"),
    "documents": evidence("documents.toml"),
    "codebook": evidence("codebook.toml"),
    "figures": evidence("figures.csv"),
    "parameters": evidence("parameters.toml", times=52),
    "posterior": evidence("posterior.toml", times=52),
    "draws of the posterior": evidence("posterior.csv", times=52),
    "forecasts": evidence("forecasts.toml", "score", "--force", "--template", "TEMPLATE"),
    "yardsticks": evidence("yardsticks.toml", "forecast", *ONE, times=13),
    "mechanisms": evidence("knockouts.toml", "knockout", "--list"),
    "targets": evidence("targets.toml", "calibrate", "--simulations", "20", "--accept", "1", times=14),
    "hindcast": Kind("hindcast.toml", lambda path: ["hindcast", str(path), "--freeze", "2015-04", *ONE], 14),
    "scenario": Kind("mine.toml", lambda path: ["scenarios", str(path)], write=a_scenario),
    "sweep": Kind("mine.toml", lambda path: ["sweep", str(path), "--plan"], 40, write=a_sweep),
    "table of a sweep": Kind(
        "table.csv", lambda path: ["sweep", str(path.parent / "of-table.toml"), "--plan"], 40, write=a_table
    ),
    "codings": Kind("ana.csv", lambda path: ["exercises", "gather", str(path), *ONE], 13, (0, 1, 2), a_sheet),
    "saved game": Kind(
        "game.json",
        lambda path: ["play", "--resume", str(path), "--script", str(path.parent / "answers.txt")],
        60,
        write=a_game,
    ),
    "ledger": Kind(
        "ledger.json",
        lambda path: ["score", str(path.parent / "known.csv"), "--ledger", str(path)],
        60,
        write=a_ledger,
    ),
    "resolutions": Kind(
        "known.csv",
        lambda path: ["score", str(path), "--ledger", str(path.parent / "ledger.json")],
        60,
        write=lambda path: a_ledger(path.parent / "ledger.json"),
    ),
    "table of a theory": Kind(
        "landscape.csv", lambda path: ["replicate", "landscape", "--table", str(path)], 40, (0, 1, 2), a_theory
    ),
    "manifest": Kind("run/manifest.json", lambda path: ["status", str(path.parent)], write=a_run_folder),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of the evidence that ships, to damage."""
    return Path(shutil.copytree(data_root() / "seeds", tmp_path / "mine"))


def parsed(data: bytes) -> Any:
    """Return what a TOML file says, or None where it is none."""
    try:
        return tomllib.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None


def accepted(path: Path, folder: Path, name: str, said: str) -> str:
    """Return the hash under which an accepted file is known; for a scenario, with what was said of its words."""
    if name == "scenario":
        return resolve(str(path)).digest + said
    return content_hash(folder) if path.suffix in (".toml", ".csv") else ""


def failures(kind: Kind, name: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[str]:
    """Damage a file of a kind many times and yield what was answered otherwise than promised."""
    path = folder / kind.file
    path.parent.mkdir(exist_ok=True)
    kind.write(path)
    whole = path.read_bytes()
    words = [word.replace("TEMPLATE", str(folder.parent / "out.csv")) for word in kind.command(path)]
    capsys.readouterr()
    assert run(words) in kind.codes[:1], capsys.readouterr().err
    before = accepted(path, folder, name, capsys.readouterr().out)
    for what, data in mutating.mutated(whole, kind.times):
        path.write_bytes(data)
        capsys.readouterr()
        try:
            code = run(words)
        except Exception as mistake:
            yield f"{what}: {type(mistake).__name__}: {mistake}"
            continue
        said = capsys.readouterr()
        if code not in kind.codes:
            yield f"{what}: exit code {code}"
        elif code == 2:
            message = said.err.strip()
            if not 0 < len(message.splitlines()) < LONGEST:
                yield f"{what}: a message of {len(message.splitlines())} lines"
            if path.name not in message and str(path.parent) not in message:
                yield f"{what}: the file is not named: {message!r}"
        elif code == 0 and parsed(data) != parsed(whole) and accepted(path, folder, name, said.out) == before:
            yield f"{what}: another value, and the same hash"
    path.write_bytes(whole)


@pytest.mark.parametrize("name", KINDS)
def test_a_damaged_file_is_read_or_refused_in_a_sentence_that_names_it(
    name: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = list(failures(KINDS[name], name, folder, capsys))
    assert not found, "\n".join(found)


def test_mutations_are_the_same_each_time_and_change_something() -> None:
    whole = (data_root() / "seeds" / "posterior.toml").read_bytes()
    once, again = list(mutating.mutated(whole, 50)), list(mutating.mutated(whole, 50))
    assert once == again
    assert sum(data != whole for _, data in once) > 45
    assert json.dumps([what for what, _ in once])
