"""Every file that a user can bring, changed a hundred times: refused in a sentence, or read for what it says."""

from __future__ import annotations

import shutil
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import balkansim
import running
from balkansim.analysis.knockouts import load_mechanisms
from balkansim.cli.main import run
from balkansim.errors import BalkansimError
from balkansim.evidence.coefficients import load_parameters, load_priors, notes_of
from balkansim.evidence.evidence import load_evidence
from balkansim.experiments.sweep import _told, load_sweep
from balkansim.files import checked, data_root, read_toml
from balkansim.forecasts.questions import load_questions
from balkansim.forecasts.yardsticks import load_yardsticks
from balkansim.scenario.names import ActorsFile
from balkansim.scenario.resolve import resolve
from balkansim.teaching.codings import read_coding
from balkansim.teaching.exercises import practice, with_practice
from balkansim.teaching.play import load_saved
from balkansim.validation.examination import load_cases
from balkansim.validation.past import load_past
from balkansim.validation.resolutions import read_ledger, read_resolutions
from balkansim.validation.targets import load_targets
from balkansim.viz.checks import read_pairs
from mutating import mutated, plain

TIMES = 100
MOST_LINES = 10
COMMAND_EVERY = 4
"""Every so many times the command reads the file, else only what it reads it with, which is quicker."""
ROOT = data_root()


@dataclass(frozen=True)
class Kind:
    """A kind of file. ``read``: what it says, as the package reads it. ``words``: a command that reads it whole."""

    path: Path
    read: Callable[[Path], Any]
    words: Callable[[Path], list[str]] | None = None

    @property
    def form(self) -> str:
        """The form of the file, by its ending."""
        return self.path.suffix.removeprefix(".")


def _of_evidence(read: Callable[[Any], Any]) -> Callable[[Path], Any]:
    """Read a file as one of a folder of evidence: the nearest folder above that holds a codebook."""

    def found(path: Path) -> Any:
        folder = next(above for above in path.parents if (above / "documents.toml").exists())
        return read(load_evidence(folder))

    return found


def _checked(path: Path) -> list[str]:
    folder = next(above for above in path.parents if (above / "documents.toml").exists())
    return ["evidence", "check", str(folder)]


def _evidence(body: Any) -> str:
    return repr((body.claims, body.codebook, body.library, body.figures.rows))


def _questions(body: Any) -> str:
    return repr(load_questions(body.path("forecasts.toml")))


def _parameters(body: Any) -> str:
    return repr((load_parameters(body.path("parameters.toml")), notes_of(body.folder)))


def _targets(body: Any) -> str:
    return repr(load_targets(body.path("targets.toml"), body, load_priors(body.path("parameters.toml"))))


SEEDS = ROOT / "seeds"
FOLDER_FILES: dict[str, Callable[[Any], Any]] = {
    "claims/A.csv": _evidence,
    "codebook.toml": _evidence,
    "documents.toml": _evidence,
    "figures.csv": _evidence,
    "actors.toml": lambda body: repr(checked(ActorsFile, read_toml(body.path("actors.toml")), "actors.toml")),
    "parameters.toml": _parameters,
    "posterior.toml": _parameters,
    "posterior.csv": _parameters,
    "forecasts.toml": _questions,
    "yardsticks.toml": lambda body: repr(load_yardsticks(body.path("yardsticks.toml"))),
    "knockouts.toml": lambda body: repr(load_mechanisms(body)),
    "targets.toml": _targets,
    "examination.toml": lambda body: repr(load_cases(body.path("examination.toml"))),
    "hindcast.toml": lambda body: repr(load_past(body.path("hindcast.toml"))),
}


def refusal(mistake: BalkansimError) -> str:
    """Return what is printed of a mistake."""
    return f"balkansim: {mistake.told()}"


def said(kind: Kind, path: Path, capsys: pytest.CaptureFixture[str], *, command: bool = True) -> str | None:
    """Return what is said of a refused file, by a command or whoever reads it, or None where it is accepted."""
    if command and kind.words is not None:
        code = run(kind.words(path))
        err = capsys.readouterr().err
        assert code in (0, 2), err
        if code == 2 and "--out DIR is missing" not in err:
            return err
        return None
    try:
        kind.read(path)
    except BalkansimError as mistake:
        return refusal(mistake)
    return None


def hold(kind: Kind, path: Path, capsys: pytest.CaptureFixture[str], times: int = TIMES) -> None:
    """Change a file again and again; each time it is refused by name in a few lines, or read for what it says."""
    content = path.read_bytes()
    before = kind.read(path)
    assert said(kind, path, capsys) is None
    refused, wrong = 0, []
    for seed in range(times):
        path.write_bytes(mutated(content, kind.form, seed))
        try:
            found = said(kind, path, capsys, command=seed % COMMAND_EVERY == 0)
            if found is None:
                is_as_before = plain(path.read_bytes(), kind.form) == plain(content, kind.form)
                fault = "" if is_as_before or kind.read(path) != before else "accepted, and nothing came of it"
            else:
                refused += 1
                is_short = len(found.splitlines()) < MOST_LINES and found.startswith("balkansim: ")
                fault = "" if is_short else f"a message of another form: {found}"
        except Exception as mistake:
            fault = f"{type(mistake).__name__}: {mistake} ({traceback.extract_tb(mistake.__traceback__)[-1]})"
        if fault:
            wrong.append(f"{fault} (seed {seed}, {difference(content, path.read_bytes())})")
    path.write_bytes(content)
    assert not wrong, "\n".join([f"{len(wrong)} of {times}", *wrong])
    assert refused > times // 5


def difference(one: bytes, other: bytes) -> str:
    """Return where two contents begin to differ."""
    at = next((k for k, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return f"at byte {at}: {one[max(0, at - 40) : at + 60]!r} became {other[max(0, at - 40) : at + 60]!r}"


@pytest.mark.parametrize("name", FOLDER_FILES)
def test_files_of_an_evidence_folder(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(SEEDS, tmp_path / "mine")
    hold(Kind(SEEDS / name, _of_evidence(FOLDER_FILES[name]), _checked), tmp_path / "mine" / name, capsys)


def _scenario(path: Path) -> str:
    found = resolve(str(path), evidence=running.evidence())
    return repr((found, found.title, found.question, found.expects, found.digest))


SCENARIO_FILES = ("rs-secession-crisis.toml", "history/craiova-2015.toml", "wider-region.toml")


@pytest.mark.parametrize("name", SCENARIO_FILES)
def test_scenarios(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(ROOT / "scenarios", tmp_path / "scenarios")
    hold(
        Kind(ROOT / "scenarios" / name, _scenario, lambda path: ["scenarios", str(path)]),
        tmp_path / "scenarios" / name,
        capsys,
    )


def _sweep(path: Path) -> str:
    return repr((load_sweep(path, evidence=running.evidence()).spec, _told(path, running.evidence(), (), ()).file))


@pytest.mark.parametrize("name", ["border-escalation.toml", "bulgaria-openness-and-threat.toml"])
def test_sweep_files(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(ROOT / "sweeps", tmp_path / "sweeps")
    kind = Kind(ROOT / "sweeps" / name, _sweep, lambda path: ["sweep", str(path)])
    hold(kind, tmp_path / "sweeps" / name, capsys)


TABLE_SWEEP = """title = "Table"
question = "Is the table read?"
method = "table"
file = "table.csv"
forecasts = ["F1"]
draws = 4
histories = 2
seed = 1
"""
TABLE = """scenario,peacekeepers.northern-kosovo,hazard_peacekeepers
baseline,0.5,0.2
baseline,1.0,0.7
kfor-drawdown,1.5,1.2
"""


def test_tables_of_a_sweep(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "sweep.toml").write_text(TABLE_SWEEP, encoding="utf-8")
    (tmp_path / "table.csv").write_text(TABLE, encoding="utf-8")
    kind = Kind(
        tmp_path / "table.csv",
        lambda path: _sweep(path.with_name("sweep.toml")),
        lambda path: ["sweep", str(path.with_name("sweep.toml"))],
    )
    hold(kind, tmp_path / "table.csv", capsys)


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a small ledger as `forecast --json` prints it."""
    path = tmp_path_factory.mktemp("ledger") / "ledger.json"
    path.write_text(balkansim.forecast(draws=4, histories=4).to_json(), encoding="utf-8")
    return path


def test_resolutions(tmp_path: Path, ledger: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from balkansim.validation.score import template

    path = tmp_path / "resolutions.csv"
    template(path)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(",unknown,,", ",yes,2026-01-15,an invented newspaper"), encoding="utf-8")
    questions = load_questions(SEEDS / "forecasts.toml")
    kind = Kind(
        path,
        lambda path: (read_resolutions(path, questions), path.read_bytes()),
        lambda path: ["score", str(path), "--ledger", str(ledger)],
    )
    hold(kind, path, capsys)


def test_ledgers_to_be_scored(tmp_path: Path, ledger: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "ledger.json"
    shutil.copy(ledger, path)
    hold(Kind(path, lambda path: repr(read_ledger(path))), path, capsys)


def test_coding_sheets_of_a_class(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copy(ROOT / "exercises" / "01-code-a-paragraph" / "solution" / "key.csv", tmp_path / "sheet.csv")
    article = practice(running.evidence().library)
    known = with_practice(running.evidence(), article)
    kind = Kind(tmp_path / "sheet.csv", lambda path: repr(read_coding(path, known, article)))
    hold(kind, tmp_path / "sheet.csv", capsys)


def test_saved_games(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, script = tmp_path / "game.json", tmp_path / "script.txt"
    script.write_text("go\ngo\nend\n", encoding="utf-8")
    words = ["play", "--as", "MKD", "--months", "2", "--save", str(path), "--script", str(script)]
    assert run(words) == 0
    capsys.readouterr()
    again = ["play", "--resume", str(path), "--script", str(script), "--save", str(tmp_path / "other.json")]
    hold(Kind(path, lambda path: repr(load_saved(path)), lambda path: again), path, capsys)


def _table_of(theory: str) -> Callable[[Path], str]:
    return lambda path: repr(balkansim.replicate(theory, path).to_json())


THEORIES = ("balance", "landscape", "arms-race", "escalation")


@pytest.mark.parametrize("theory", THEORIES)
def test_tables_of_theories(theory: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from balkansim.validation.theories.replicate import example

    path = tmp_path / "table.csv"
    path.write_text(example(theory), encoding="utf-8")
    hold(Kind(path, _table_of(theory)), path, capsys)


def test_pairs_of_probability_and_outcome(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "pairs.csv"
    path.write_text("probability,outcome\n0.2,0\n0.7,1\n0.9,1\n0.05,0\n", encoding="utf-8")
    hold(Kind(path, lambda path: repr(read_pairs(path))), path, capsys)


def test_manifests_of_run_folders(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from sweeping import sweep_file

    balkansim.sweep(sweep_file(tmp_path, draws=1, histories=1), tmp_path / "run")
    kind = Kind(
        tmp_path / "run" / "manifest.json",
        lambda path: balkansim.results(path.parent).manifest,
        lambda path: ["status", str(path.parent)],
    )
    hold(kind, kind.path, capsys)
