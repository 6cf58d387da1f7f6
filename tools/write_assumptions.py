"""Write the page of every assumption with what it moves; it runs the model for some minutes.

Run where balkansim is installed, whenever rules, coefficients, evidence or forecasts have changed::

    python tools/write_assumptions.py            # docs/model/assumptions.md
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from balkansim.cli.console import progress_bar
from balkansim.model.ensemble import Size

DOCS = Path(__file__).resolve().parents[1] / "docs"
PAGE = DOCS / "model" / "assumptions.md"
sys.path.insert(0, str(DOCS))

from generator.assumptions import FEWEST_DRAWS, KNOCKOUT_SIZE, SIZE, assumptions_page, weigh  # noqa: E402


def main() -> None:
    """Run the model and write the page."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    asked.add_argument("--draws", type=int, default=SIZE.draws, help=f"parameter draws, at least {FEWEST_DRAWS}")
    chosen = asked.parse_args()
    if chosen.draws < FEWEST_DRAWS:
        asked.error(f"--draws {chosen.draws}: at least {FEWEST_DRAWS}")
    with progress_bar("weighing") as progress:
        found = weigh(Size(chosen.draws, SIZE.histories, SIZE.seed), KNOCKOUT_SIZE, progress=progress)
    PAGE.write_bytes(assumptions_page(found).encode())


if __name__ == "__main__":
    main()
