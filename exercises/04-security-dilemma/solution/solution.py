"""Exercise 4: Richardson's two states by hand, and what others' arming and the reaction to threat add in the region."""

import sys

import numpy as np

import balkansim
from balkansim.scenario.resolve import load

SEED = 1

SHOWN = ("SRB", "HRV", "HUN", "BGR", "BIH", "XKX")


def race(k, a, years=3):
    """Return the arms of two like states, year by year."""
    x = y = 1.0
    path = []
    for _ in range(years):
        x, y = x + k * y - a * x, y + k * x - a * y
        path.append(x)
    return path


def growth(scenario, reaction, seed, draws):
    """Return each state's mean growth over the whole run in per cent."""
    world, evidence = load(scenario, set_={} if reaction else {"arms_threat": 0.0})
    logs = []
    for draw in range(draws):
        reel = balkansim.history(world, evidence=evidence, seed=seed, draw=draw).reel
        slots = [reel.names.actors.index(code) for code in SHOWN]
        spent = reel.film["expenditure"][:, slots]
        logs.append(np.log(spent[-1] / spent[0]))
    return 100 * np.expm1(np.mean(logs, axis=0))


def main(seed=SEED, draws=60, histories=1):
    """Print the race, and who arms because of threat and because of others."""
    for k, a in ((0.2, 0.3), (0.3, 0.2)):
        print(f"k {k}, a {a}: " + " ".join(f"{value:.2f}" for value in race(k, a)))
    base = growth("baseline", True, seed, draws)
    found = {
        "the reaction to threat adds": base - growth("baseline", False, seed, draws),
        "others' surge adds": growth("rearm-europe-surge", True, seed, draws) - base,
    }
    print(f"{'per cent in five years':30}" + "".join(f"{code:>7}" for code in SHOWN))
    for name, values in found.items():
        print(f"{name:30}" + "".join(f"{value:+7.1f}" for value in values))
    return found


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
