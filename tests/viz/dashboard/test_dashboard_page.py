"""The dashboard as somebody uses it, in a real browser."""

from __future__ import annotations

from typing import Any

from watching import Watched

MAP, TENSIONS, LOG = "img[data-kind=map]", "img[data-kind=tensions]", ".log"


def press(page: Any, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def await_month(page: Any, month: int) -> None:
    """Wait until everything on the page is of a month."""
    for what in (f"{MAP}[data-month='{month}']", f"{TENSIONS}[data-month='{month}']", f"{LOG}[data-months='{month}']"):
        page.wait_for_selector(what)


def shown(page: Any) -> tuple[str, str, str, str]:
    """Return map, tensions, blocs and log as they are shown."""
    pictures = [page.get_attribute(what, "src") for what in (MAP, TENSIONS)]
    return (*pictures, page.inner_text("table.blocs"), page.inner_text(LOG))


def choose(page: Any, label: str, value: str) -> None:
    """Choose from a list."""
    page.get_by_role("button", name=label).click()
    page.get_by_role("option", name=value, exact=True).click()


def test_months_are_stepped_and_played_and_a_reset_lives_the_same_again(watched: Watched, served: Any) -> None:
    page = watched.page
    await_month(page, 0)
    seen = [shown(page)]
    assert page.locator("img[src=x]").count() == page.locator("img[onerror]").count() == 0
    assert "<script>alert(2)</script>" in page.inner_text(".question")
    assert served.scenario.name in page.inner_text("body")
    press(page, "Step")
    await_month(page, 1)
    seen.append(shown(page))
    press(page, "▶")
    await_month(page, 2)
    seen.append(shown(page))
    assert "month 2 of 2 (the end)" in page.inner_text(".far")
    assert len({picture for picture, *_ in seen}) == len({tensions for _, tensions, *_ in seen}) == 3
    assert "There is an armed clash at northern Kosovo" in seen[1][3]
    assert "as the scenario dates it" in seen[1][3]
    press(page, "Reset")
    await_month(page, 0)
    assert shown(page) == seen[0]
    for month in (1, 2):
        press(page, "Step")
        await_month(page, month)
        assert shown(page) == seen[month]


def test_another_scenario_and_another_seed_begin_other_histories(watched: Watched) -> None:
    page = watched.page
    await_month(page, 0)
    before = shown(page)
    choose(page, "Scenario", "no-blocs")
    page.wait_for_selector(f"{MAP}[data-scenario=no-blocs][data-month='0']")
    assert "none" in page.inner_text("table.blocs")
    assert shown(page)[0] != before[0]
    press(page, "Step")
    await_month(page, 1)
    first = shown(page)
    seed = page.get_by_label("Seed of all luck")
    seed.fill("seven")
    page.keyboard.press("Tab")
    page.get_by_text("'seven' is no seed").wait_for()
    assert shown(page) == first
    seed.fill("7")
    page.keyboard.press("Tab")
    await_month(page, 0)
    press(page, "Step")
    await_month(page, 1)
    assert shown(page)[0] != first[0]


def test_a_factor_changes_the_ledger_and_the_history(watched: Watched) -> None:
    page = watched.page
    page.get_by_role("tab", name="Ledger of an ensemble").click()
    choose(page, "Scenario", "kfor-drawdown")
    page.wait_for_selector("table.ledger[data-scenario=kfor-drawdown][data-factors='']")
    before = page.locator("td.model").all_inner_texts()
    assert "50 parameter draws x 8 histories" in page.inner_text(".bs-page")
    dialogue = page.get_by_role("slider").nth(2)
    dialogue.focus()
    page.keyboard.press("End")
    page.wait_for_selector("table.ledger[data-factors='dialogue=1']")
    after = page.locator("td.model").all_inner_texts()
    assert len(before) == len(after) > 5
    assert before != after
    assert "--set dialogue=1" in page.inner_text("p.ran")
    assert "set from 0.3" in page.inner_text("body")
    page.get_by_role("tab", name="One history").click()
    page.get_by_text("--set dialogue=1").wait_for()
