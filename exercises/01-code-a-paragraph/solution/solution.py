"""Exercise 1: a careful coding and a rougher one of the same article, gathered as a class of two."""

import csv
import sys
import tempfile
from pathlib import Path

import balkansim.teaching.gathered as gathering

SEED = 1

HERE = Path(__file__).parent
STEPS = ["none", "faint", "slight", "hedged", "moderate", "stated", "marked", "strong", "very-strong", "extreme"]


def rougher(row, place):
    """Return a coding one word stronger or weaker, in turn; hedges stay, since everybody sees them."""
    word = row["intensity"]
    if word in ("", "hedged"):
        return row
    step = STEPS.index(word) + (1 if place % 2 else -1)
    return row | {"intensity": STEPS[min(max(step, 0), len(STEPS) - 1)]}


def main(seed=SEED, draws=20, histories=5):
    """Gather both codings and print what they agree on."""
    with (HERE / "key.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    with tempfile.TemporaryDirectory() as folder:
        for name, coded in (("careful", rows), ("rougher", [rougher(r, k) for k, r in enumerate(rows)])):
            with (Path(folder) / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, list(rows[0]))
                writer.writeheader()
                writer.writerows(coded)
        found = gathering.gather(folder, seed=seed, draws=draws, histories=histories)
    print(found)
    return found


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
