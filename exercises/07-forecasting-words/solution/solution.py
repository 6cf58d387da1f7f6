"""Exercise 7: a quiz answered by one too sure and by one calibrated, and the verdicts under each yardstick."""

import csv
import sys
from pathlib import Path

import numpy as np

import balkansim

SEED = 1

HERE = Path(__file__).parent
YARDSTICKS = ("phia-2025", "icd-203", "kent-1964", "ipcc")


def brier(chances, outcomes):
    """Return the Brier score."""
    return float(np.mean((np.asarray(chances) - np.asarray(outcomes)) ** 2))


def quiz(seed):
    """Return the scores of two who know the same, right in three answers of four, and say 75% or 95%."""
    with (HERE / "answers.csv").open(encoding="utf-8-sig", newline="") as file:
        outcomes = np.array([int(row["outcome"]) for row in csv.DictReader(file)])
    knows = np.arange(len(outcomes)) % 4 != seed % 4
    said = np.where(knows, outcomes, 1 - outcomes)
    return {sure: brier(np.where(said, sure, 1 - sure), outcomes) for sure in (0.75, 0.95)}


def verdicts(seed, draws, histories):
    """Return each forecast's verdict under each yardstick, from the same run."""
    found = {}
    for name in YARDSTICKS:
        ledger = balkansim.forecast(draws=draws, histories=histories, seed=seed, yardstick=name)
        rows = ledger.to_frame()
        found[name] = rows[rows["reading"] == "main"].set_index("id")["verdict"]
    return found


def main(seed=SEED, draws=60, histories=10):
    """Print both."""
    scores = quiz(seed)
    print(
        "right in three of four: " + ", ".join(f"says {sure:.0%}: Brier {value:.3f}" for sure, value in scores.items())
    )
    found = verdicts(seed, draws, histories)
    for name in next(iter(found.values())).index:
        row = {yardstick: column[name] for yardstick, column in found.items()}
        if len(set(row.values())) > 1:
            print(f"{name:8}" + "  ".join(f"{yardstick}: {verdict}" for yardstick, verdict in row.items()))
    return scores, found


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
