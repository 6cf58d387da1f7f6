"""The site: builds without a warning, from files alone, and holds what its pages promise."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    """Build the site once."""
    out = tmp_path_factory.mktemp("site")
    words = ["-W", "--keep-going", "-q", "-j", "1", "-d", str(out / "doctrees"), str(ROOT / "docs"), str(out / "html")]
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", *words], capture_output=True, text=True, env={**os.environ, "PYTHONUTF8": "1"}
    )
    assert done.returncode == 0, done.stderr
    return out / "html"


def page(site: Path, name: str) -> str:
    return (site / name).read_text(encoding="utf-8")


def test_every_page_is_in_the_site(site):
    for path in (ROOT / "docs").rglob("*.md"):
        assert (site / path.relative_to(ROOT / "docs")).with_suffix(".html").is_file(), path


def test_python_pages_are_filled_from_docstrings(site):
    text = page(site, "reference/python.html")
    assert "balkansim.forecast" in text and "Parameter draws, histories in each" in text


def test_the_tutorial_shows_the_ledger_of_the_readme(site):
    assert "Monte-Carlo error (mc) in points" in page(site, "tutorial/first-forecast.html")


def test_links_lead_to_places_on_other_pages(site):
    text = page(site, "model/odd.html")
    assert '../reference/rules.html#rule-threat"' in text
    assert 'id="parameter-accession-base"' in page(site, "reference/parameters.html")


def test_no_markdown_is_left_over(site):
    for name in ("model/odd.html", "reference/parameters.html", "reference/rules.html", "exercises.html"):
        assert not re.search(r"\{#|\]\(#|\{\{|&lt;!--", page(site, name)), name


def test_nothing_is_fetched_when_the_site_is_read(site):
    for path in site.rglob("*.html"):
        fetched = re.findall(
            r"<(?:script|img|link)[^>]+(?:src|href)=\"https?://[^\"]+", path.read_text(encoding="utf-8")
        )
        assert not fetched, path
