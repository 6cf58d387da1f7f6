"""Hold the predictions in predictions.csv against the model."""

import csv
import sys
from pathlib import Path

import balkansim

SEED = 1
PREDICTIONS = Path(__file__).with_name("predictions.csv")


def read(path):
    """Return the rows with a probability; a comma in place of the decimal point is understood."""
    text = Path(path).read_text(encoding="utf-8-sig")
    rows = csv.DictReader(text.splitlines(), delimiter=";" if text.count(";") > text.count(",") else ",")
    return {row["id"]: row for row in rows if row["probability"].strip()}


def main(seed=SEED, draws=60, histories=20, path=PREDICTIONS):
    """Print each prediction beside the model's answer and the effect of halving KFOR."""
    mine = read(path)
    if not mine:
        sys.exit("predictions.csv has no probability yet: fill its third column, save it as CSV, and try again")
    found = balkansim.compare("baseline", "kfor-drawdown", draws=draws, histories=histories, seed=seed).to_frame()
    print(f"{'id':8}{'you':>6}{'model':>7}{'gap':>7}   if KFOR is halved: you, model")
    gaps = []
    for row in found.itertuples():
        if row.id not in mine:
            continue
        given = float(mine[row.id]["probability"].replace(",", "."))
        gaps.append(abs(given - row.reference_probability))
        clear = row.low > 0 or row.high < 0
        effect = ("up" if row.difference > 0 else "down") if clear else "same"
        said = mine[row.id]["if_kfor_is_halved"].strip() or "-"
        print(f"{row.id:8}{given:6.0%}{row.reference_probability:7.0%}{gaps[-1]:7.0%}   {said}, {effect}")
    print(f"mean gap {sum(gaps) / len(gaps):.0%}. Agreeing with the model is not the same as being right.")
    return gaps


if __name__ == "__main__":
    main()
