"""Write the page that examines the world on dated cases, misses first; it runs the model for half a minute.

Run where balkansim is installed, whenever rules, coefficients, scenarios of the past or cases have changed::

    python tools/write_examination.py            # docs/model/examination.md
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import balkansim
from balkansim.cli.console import progress_bar

PAGE = Path(__file__).resolve().parents[1] / "docs" / "model" / "examination.md"
HEAD = "<!-- Written by `python tools/write_examination.py`: changes made here are lost. -->\n\n"
TITLE = "What the world misses: history as an examination"
LEAD = (
    "What `balkansim examine` prints: dated things that did, or did not, happen, each asked of a world that is frozen "
    "before it, the least expected first. No number was fitted to any of them."
)


def main() -> None:
    """Run the model and write the page."""
    with progress_bar("cases") as progress:
        found = balkansim.examine(progress=progress)
    page = found.page(in_full=True)
    PAGE.write_bytes((HEAD + replace(page, title=TITLE, lines=(LEAD, page.title, *page.lines)).markdown()).encode())


if __name__ == "__main__":
    main()
