"""The page in a real browser: it opens offline, has the ledger's numbers, shows hostile words as text, and prints."""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import pairwise

import pytest
from hostile import HOSTILE

from balkansim.forecasts import ledger as told
from browsing import Visit, browsing

PHONE = 390
CELLS = "rows => rows.map(row => [...row.cells].map(cell => cell.innerText.split(/\\s+/).filter(Boolean).join(' ')))"
HEADINGS = "found => found.map(heading => Number(heading.tagName[1]))"


@pytest.fixture(scope="module")
def visit(made) -> Iterator[Visit]:
    with browsing() as found:
        found.page.goto(made.path.as_uri())
        yield found


def test_it_opens_offline_without_an_error(visit: Visit) -> None:
    assert (visit.errors, visit.failed, visit.asked_of_the_network) == ([], [], [])
    widths = visit.page.eval_on_selector_all("img", "found => found.map(image => image.naturalWidth)")
    assert len(widths) == 4 and min(widths) > 0


def test_the_table_has_the_ledgers_numbers(visit: Visit, made) -> None:
    shown = visit.page.eval_on_selector_all("#ledger-table tbody tr", CELLS)
    assert shown == [[" ".join(" ".join(cell).split()) for cell in told.cells(entry)] for entry in made.ledger.entries]


def test_hostile_words_are_text(visit: Visit, made) -> None:
    page = visit.page
    assert page.title() == "balkansim report: hostile"
    assert f"Is it {HOSTILE}?" in page.inner_text("main")
    assert f"claim {HOSTILE}" in page.inner_text("#claims-grievance-SRB-XKX")
    assert page.query_selector_all("script, img[onerror]") == []


def test_it_can_be_read_without_seeing_it(visit: Visit) -> None:
    page = visit.page
    assert page.get_attribute("html", "lang") == "en"
    levels = page.eval_on_selector_all("h1, h2, h3", HEADINGS)
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))
    assert all(len(image.get_attribute("alt")) > 40 for image in page.query_selector_all("img"))
    tables = page.query_selector_all("table")
    assert tables and all(table.query_selector("caption").inner_text() for table in tables)
    assert page.query_selector_all("table thead th:not([scope=col]), tbody th:not([scope=row])") == []
    ids = page.eval_on_selector_all("[id]", "found => found.map(each => each.id)")
    assert len(ids) == len(set(ids))


def test_it_prints(visit: Visit) -> None:
    from pypdf import PdfReader

    printed = PdfReader(io.BytesIO(visit.page.pdf(prefer_css_page_size=True)))
    words = " ".join(page.extract_text() for page in printed.pages).split()
    text = " ".join(words)
    assert 4 <= len(printed.pages) <= 30
    assert "The forecasts and the model" in text and "How to make this page again" in text
    assert "more Balkan states join the Adriatic bloc" in text
    assert {round(float(page.mediabox.width)) for page in printed.pages} <= {594, 595, 596}


def test_a_phone_shows_the_narrow_figures_and_nothing_sticks_out(made) -> None:
    with browsing(PHONE, 844) as phone:
        phone.page.goto(made.path.as_uri())
        assert phone.page.evaluate("document.documentElement.scrollWidth") == PHONE
        shown = phone.page.eval_on_selector_all(
            "picture", "found => found.map(p => p.querySelector('img').currentSrc === p.querySelector('source').srcset)"
        )
        assert shown and all(shown)
        assert phone.page.is_visible("#ledger-table tbody td")
