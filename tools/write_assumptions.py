"""Write the page of every assumption with what it moves; it runs the model for some minutes.

Run where balkansim is installed, whenever rules, coefficients, evidence or forecasts have changed::

    python tools/write_assumptions.py            # docs/model/assumptions.md
"""

from __future__ import annotations

import argparse
from pathlib import Path

from balkansim.cli.console import progress_bar
from balkansim.describing.assumptions import assumptions_page
from balkansim.describing.weighing import FEWEST_DRAWS, KNOCKOUT_SIZE, SIZE, weigh
from balkansim.experiments.ensemble import Size

PAGE = Path(__file__).resolve().parents[1] / "docs" / "model" / "assumptions.md"


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
