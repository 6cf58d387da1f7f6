"""The yardsticks of probability words as a page."""

from __future__ import annotations

from balkansim.describing.markdown import code, heading, page, plain, table, target_of
from balkansim.forecasting.words import load_yardsticks
from balkansim.places import data_root

INTRODUCTION = (
    "A yardstick says which band of probability each word stands for, both ends included. Gaps and overlaps are "
    "those of the source. A word that a yardstick does not list is not scored under it: synonyms are never "
    "mapped. A forecast is held against another yardstick with `--yardstick NAME`."
)


def yardsticks_page() -> str:
    """Return the page of all yardsticks that ship."""
    known = load_yardsticks(data_root() / "seeds" / "yardsticks.toml")
    other = next(name for name in known.by_name if name != known.default)
    parts = [INTRODUCTION, code(f"balkansim forecast --yardstick {other}", "sh")]
    for name, found in known.by_name.items():
        rows = [(plain(entry.word), f"{100 * entry.low:.0f}-{100 * entry.high:.0f}%") for entry in found.words]
        usual = " (the default)" if name == known.default else ""
        title = heading(2, f"`{name}`{usual}", target_of("yardstick", name))
        parts += [title, f"{plain(found.title)}. Source: {plain(found.source)}.", table(("word", "band"), rows)]
    return page("Yardsticks", *parts)
