"""The page as a file: whole, the same for the same input, asking nothing of a network, refused in sentences."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hostile import SIZE

from balkansim.analysis import drivers as screening
from balkansim.analysis import forecast_explained as building
from balkansim.analysis.swept import open_swept
from balkansim.errors import BalkansimError
from balkansim.evidence.evidence import Evidence
from balkansim.experiments.run import sweep
from balkansim.experiments.run_folder import RunFolder
from balkansim.forecasts.questions import load_questions
from balkansim.model.ensemble import Size
from balkansim.pages import Subheading, Text
from balkansim.viz.report import CHANGED, report
from balkansim.viz.report import _folder_question as _question
from balkansim.viz.report_parts import explained
from running import changed
from sweeping import sweep_file

LINKS = ("src", "srcset", "href", "action", "poster", "data")
PEACEFUL = """parent = "baseline"
question = "What if there were neither bloc nor flashpoint?"
expects = "Nothing."
horizon = 13
founding = false
[blocs.adriatic]
remove = true
[blocs.serbia-hungary]
remove = true
[flashpoints.northern-kosovo]
remove = true
[flashpoints.inter-entity-line]
remove = true
"""


def undated(page: Path) -> list[str]:
    """Return the lines of a page but the one that dates it."""
    return [line for line in page.read_text(encoding="utf-8").split("\n") if not line.startswith('<p class="date">')]


def links(text: str) -> list[str]:
    """Return everything that the tags of a page point to."""
    found: list[str] = []

    class Tags(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found.extend(value or "" for name, value in attrs if name in LINKS)

    Tags().feed(text)
    return found


def test_the_same_input_gives_the_same_bytes_but_for_the_date(made, tmp_path: Path) -> None:
    again = tmp_path / "again.html"
    found = report(str(made.scenario), out=again, evidence=made.evidence, **SIZE)
    assert undated(again) == undated(made.path)
    assert len(undated(again)) == len(again.read_text(encoding="utf-8").split("\n")) - 1
    assert found.bytes == again.stat().st_size and found.figures == 4


def test_nothing_is_asked_of_a_network(made) -> None:
    text = made.path.read_text(encoding="utf-8")
    asked = links(text)
    assert len(asked) > 8 and all(link.startswith(("data:image/svg+xml;base64,", "#")) for link in asked)
    style = text[text.index("<style>") : text.index("</style>")]
    assert "url(" not in style and "@import" not in style
    assert "default-src 'none'" in text and "<script" not in text


def test_the_page_names_its_run_and_the_command(made) -> None:
    text = made.path.read_text(encoding="utf-8")
    assert f"balkansim report {made.scenario} --draws 4 --histories 4 --seed 2 --evidence {made.evidence}" in text
    assert made.ledger.run.evidence.split()[1] in text
    assert "second-invitation" in text or "invit" in text


def test_a_forecast_is_explained_in_full(evidence: Evidence, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building, "EXAMINED", 1)
    monkeypatch.setattr(screening, "FEWEST", 24)
    monkeypatch.setattr(screening, "MOST", 24)
    question = load_questions(evidence.path("forecasts.toml")).get("F1")
    found = explained(question, changed("baseline", horizon=13, events=()), evidence, Size(4, 2, 1), "")
    texts = [block.text for block in found.blocks if isinstance(block, Text)]
    assert found.blocks[0] == Subheading("F1: more Balkan states join the Adriatic bloc")
    assert any(text.startswith("Resolved: yes if at least one of ") for text in texts)
    assert any(text.startswith("To quote: In ") for text in texts)


def test_a_world_without_flashpoint_or_bloc_has_a_page(tmp_path: Path, quick: None) -> None:
    scenario = tmp_path / "peaceful.toml"
    scenario.write_text(PEACEFUL, encoding="utf-8")
    report(str(scenario), out=tmp_path / "page.html", draws=4, histories=2)
    text = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "Fan chart of polarisation" in text and "not in this world" in text
    assert "the run gives no probability" in text


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a complete run folder over one factor."""
    home = tmp_path_factory.mktemp("swept")
    sweep(sweep_file(home, forecasts=("F1",), keys="[set]\nhorizon = 13"), home / "run", jobs=1)
    return home / "run"


def test_a_run_folder_has_a_page(folder: Path, tmp_path: Path) -> None:
    pages = [tmp_path / "one.html", tmp_path / "two.html"]
    pages[1].write_text("an older page", encoding="utf-8")
    found = [report(folder, out=page, force=True) for page in pages]
    text = pages[0].read_text(encoding="utf-8")
    assert undated(pages[0]) == undated(pages[1])
    assert found[0].figures == 2 and 'id="figure-line-F1"' in text
    rows = (folder / "summary.csv").read_text(encoding="utf-8").splitlines()
    shares = [float(row.split(",")[rows[0].split(",").index("F1_probability")]) for row in rows[1:]]
    table = text[text.index('id="points-table"') :]
    shown = re.findall(r'data-label="F1"[^>]*><span>([\d.]+)', table)
    assert [float(share) for share in shown] == pytest.approx([100 * share for share in shares], abs=0.5)


def test_evidence_that_changed_since_the_sweep_is_told(folder: Path, tmp_path: Path) -> None:
    old = tmp_path / "old"
    shutil.copytree(folder, old)
    manifest = RunFolder(old).manifest
    manifest["identity"]["evidence"] = "0" * 64
    RunFolder(old).write_manifest(manifest)
    texts = [block.text for block in _question(open_swept(old)).blocks if isinstance(block, Text)]
    assert CHANGED in texts
    assert CHANGED not in [getattr(block, "text", "") for block in _question(open_swept(folder)).blocks]


def test_bad_input_is_refused_in_a_sentence(
    command: Callable[..., int], tmp_path: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    empty, taken, page = tmp_path / "empty", tmp_path / "taken.html", tmp_path / "page.html"
    empty.mkdir()
    taken.write_text("mine", encoding="utf-8")
    cases = (
        ((empty, "--out", page), "is no run folder"),
        (("baseline", "--out", taken), "exists already"),
        (("baseline", "--out", tmp_path / "none" / "page.html"), "there is no folder"),
        (("baseline", "--out", tmp_path / "page.txt"), "expected: .html or .htm"),
        (("baseline", "--out", page, "--forecast", "F99"), "unknown forecast 'F99'"),
        (("basline", "--out", page), "did you mean 'baseline'"),
        (("baseline", "--out", page, "--yardstick", "none"), "unknown yardstick"),
        (("baseline", "--out", page, "--draws", 0), "draws"),
        ((folder, "--out", page, "--set", "horizon=3"), "beside a run folder"),
        ((folder, "--out", page, "--forecast", "F6"), "unknown forecast of this sweep"),
    )
    for words, told in cases:
        assert command(*words) == 2, words
        said = capsys.readouterr().err
        assert told in said and "Traceback" not in said
    assert sorted(path.name for path in tmp_path.iterdir()) == ["empty", "taken.html"]
    assert taken.read_text(encoding="utf-8") == "mine"


def test_a_half_finished_folder_is_refused(folder: Path, tmp_path: Path) -> None:
    half = tmp_path / "half"
    shutil.copytree(folder, half)
    parts = sorted((half / "parts").glob("*.parquet"))
    parts[-1].unlink()
    with pytest.raises(BalkansimError, match=r"part-0000000.parquet is missing"):
        report(half, out=tmp_path / "page.html")
    assert not (tmp_path / "page.html").exists()


def test_the_command_says_what_it_wrote(
    command: Callable[..., int], folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    assert command(folder, "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert said["path"] == "run-report.html" and (tmp_path / "run-report.html").stat().st_size == said["bytes"]
    assert "Manifest" in said["sections"]
    assert command(folder) == 2


def test_a_missing_browser_skips_or_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    import browsing

    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv(browsing.REQUIRED, raising=False)
    with pytest.raises(pytest.skip.Exception, match="there is no chromium"):
        browsing.chromium()
    monkeypatch.setenv(browsing.REQUIRED, "required")
    with pytest.raises(pytest.fail.Exception, match=r"\.ci/browser"):
        browsing.chromium()
