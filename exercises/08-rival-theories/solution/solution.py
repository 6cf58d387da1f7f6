"""Exercise 8: camps of landscape theory as Serbia and Croatia make up, balance of threat, and its rivals."""

import sys

import balkansim
from balkansim.scenario.resolve import load
from balkansim.validation.theories.landscape import landscape_of

SEED = 1

TENSIONS = (0.82, 0.6, 0.4, 0.2)


def camps(tension):
    """Return the smaller side of the lowest optimum."""
    found = landscape_of(*load("baseline", set_={"tension.SRB.HRV": tension}))
    return found.smaller(found.optima.sides[0])


def main(seed=SEED, draws=60, histories=10):
    """Print the camps, then what balance of threat adds to the forecasts of joining, then its rivals' answers."""
    print(balkansim.replicate("landscape", scenario="baseline"))
    print()
    sides = {tension: camps(tension) for tension in TENSIONS}
    for tension, smaller in sides.items():
        print(f"tension of Serbia and Croatia {tension}: set apart {smaller}")
    added = balkansim.knockout(
        mechanisms=["balance-of-threat"], forecasts=["F1", "F9", "F12"], draws=draws, histories=histories, seed=seed
    )
    print(added)
    print()
    asked = balkansim.rivals(forecasts=["F1", "F9", "F12"], draws=draws, histories=histories, seed=seed)
    print(asked)
    return sides, added, asked


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
