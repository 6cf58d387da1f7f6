"""Score the quiz: the Brier score, how sure you were, and a table for the calibration plot."""

import csv
import sys
from pathlib import Path

HERE = Path(__file__).parent


def read(path):
    """Return the rows of a table saved with commas or semicolons."""
    text = path.read_text(encoding="utf-8-sig")
    return list(csv.DictReader(text.splitlines(), delimiter=";" if text.count(";") > text.count(",") else ","))


def main(folder=HERE):
    """Print the score and write scored.csv."""
    if not (folder / "answers.csv").is_file():
        sys.exit("answers.csv is not here yet: the teacher has it (balkansim exercises solution 7 DIR)")
    truth = {row["number"]: int(row["outcome"]) for row in read(folder / "answers.csv")}
    given = [(float(row["probability"].replace(",", ".")), truth[row["number"]])
             for row in read(folder / "quiz.csv") if row["probability"].strip()]  # fmt: skip
    if not given:
        sys.exit("quiz.csv has no probability yet: fill its last column, save it as CSV, and try again")
    brier = sum((chance - outcome) ** 2 for chance, outcome in given) / len(given)
    sure = sum(max(chance, 1 - chance) for chance, _ in given) / len(given)
    right = sum((chance > 0.5) == bool(outcome) for chance, outcome in given if chance != 0.5)
    decided = sum(chance != 0.5 for chance, _ in given)
    print(f"Brier score {brier:.3f} over {len(given)} answers; 50% for everything earns 0.250")
    print(f"on average {sure:.0%} sure; right in {right} of {decided} answers other than 50%")
    with (folder / "scored.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["probability", "outcome"])
        writer.writerows(given)
    return brier


if __name__ == "__main__":
    main()
