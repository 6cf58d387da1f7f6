"""A page says the same as text, Markdown and HTML, and its text keeps to 100 columns."""

from __future__ import annotations

from balkansim.pages import Page, Section, Table

TABLE = Table(("state", "joined", "why"), (("BGR", 12, "a & b"), ("MKD", 3, "x | y " + "word " * 40)))
PAGE = Page("F0: a title", ("what was run",), (Section("counts", ("A sentence.", TABLE)), Section("empty", ())))


def test_text_keeps_to_the_page_and_aligns_numbers():
    lines = PAGE.text().splitlines()
    assert max(map(len, lines)) <= 100
    assert lines[:4] == ["F0: a title", "what was run", "", "counts     A sentence."]
    assert lines[5].index("12") + 2 == lines[6].index("3") + 1


def test_sections_without_a_body_are_left_out():
    assert "empty" not in PAGE.text() + PAGE.markdown() + PAGE.html()


def test_markdown_has_headings_and_escaped_tables():
    found = PAGE.markdown()
    assert found.startswith("# F0: a title\n")
    assert "## counts" in found
    assert "| state | joined | why |\n| --- | --- | --- |\n| BGR | 12 | a & b |" in found
    assert "x \\| y" in found


def test_html_is_escaped():
    found = PAGE.html()
    assert "<th>state</th>" in found
    assert "<td>a &amp; b</td>" in found
