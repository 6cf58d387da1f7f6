"""The page of the examination as it ships: every case as the file has it, misses first."""

from __future__ import annotations

import re
from pathlib import Path

from balkansim.validation.examination import MISS_BELOW, load_cases

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "model" / "examination.md"
REMEDY = "python tools/write_examination.py"
ROW = re.compile(r"^\| ([\w-]+) \| (yes|no) \| ([\d.]+%|\d+ of \d+) \| .* \| [\d.]+% \| (MISS|hit) \|$", re.MULTILINE)


def test_every_case_stands_on_the_page_as_the_file_has_it() -> None:
    page = PAGE.read_text(encoding="utf-8")
    rows = {name: happened for name, happened, _, _ in ROW.findall(page)}
    cases = load_cases(ROOT / "seeds" / "examination.toml").cases
    assert rows == {case.id: case.happened for case in cases}, REMEDY
    for case in cases:
        for told in (case.asked, str(case.window), case.account, case.base.reason, case.source, *case.given):
            assert told in page, f"{case.id}: {REMEDY}"


def share(told: str) -> float:
    """Return a share as the page tells it, ``34%`` or ``0 of 4000``."""
    number, _, total = told.rstrip("%").partition(" of ")
    return float(number) / float(total or 100)


def test_misses_stand_first_on_the_page() -> None:
    rows = [(share(given), verdict) for _, _, given, verdict in ROW.findall(PAGE.read_text(encoding="utf-8"))]
    assert [given for given, _ in rows] == sorted(given for given, _ in rows)
    assert all((verdict == "MISS") == (given < MISS_BELOW) for given, verdict in rows if given != MISS_BELOW)


def test_the_page_is_linked_where_a_reader_begins() -> None:
    assert "docs/model/examination.md" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert "model/examination.md" in (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
