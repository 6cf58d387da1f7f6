"""The README's commands and output are those of the project."""

import re
from pathlib import Path

import balkansim
from generator.examples import between_marks, shown

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_ledger_in_the_readme_is_what_the_command_prints():
    assert between_marks(README) == shown(str(balkansim.forecast()))


def test_ci_calls_exactly_the_readmes_test_command():
    command = next(line for line in README.splitlines() if line.startswith("python3 -m venv") and "pytest" in line)
    assert command in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()


def test_every_folder_of_the_map_exists():
    table = README.split("## Where things are", 1)[1]
    named = re.findall(
        r"`((?:src/balkansim/)?[\w./-]+)`",
        "".join(row.split("|")[1] for row in table.splitlines() if row.startswith("| `")),
    )
    assert len(named) > 15
    for name in named:
        places = (ROOT / name, ROOT / "src" / "balkansim" / name)
        assert any(place.exists() for place in places), name


def test_the_scenario_of_the_readme_runs(tmp_path):
    text = README.split("```toml\n", 1)[1].split("```", 1)[0]
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    ledger = balkansim.forecast(str(path), draws=4, histories=2)
    assert ledger.entries[0].draws == 4


def test_the_locks_hold_hashes_and_no_address():
    for name in ("core.txt", "dev.txt"):
        text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
        pinned = [line for line in text.splitlines() if "==" in line and not line.lstrip().startswith("--hash")]
        assert len(pinned) > 15
        assert text.count("--hash=sha256:") >= len(pinned)
        assert "://" not in text and "--index-url" not in text
