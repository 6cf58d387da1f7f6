"""Exercise 3: memory worked out by hand, and the replies of the three worlds in one figure."""

import sys

import numpy as np

import balkansim
from balkansim.scenario.resolve import load

SEED = 1

WORLDS = {
    "nobody answers": {"provoke_provoked": 0.0, "conciliate_conciliated": 0.0},
    "last month only": {"memory_rate": 1.0, "provoke_provoked": 2.8},
    "long memory": {"memory_rate": 0.08, "provoke_provoked": 2.8},
}
LAGS = range(1, 9)


def remembered(rate, months=6):
    """Return the memory of one provocation in month 1, month by month."""
    memory, kept = 0.0, []
    for month in range(1, months + 1):
        memory = (1 - rate) * memory + rate * (month == 1)
        kept.append(memory)
    return kept


def replies(settings, seed, draws):
    """Return, for each lag, how much likelier a reply is after a provocation than after none."""
    world, evidence = load("baseline", set_=settings)
    there, back = [], []
    for draw in range(draws):
        reel = balkansim.history(world, evidence=evidence, seed=seed, draw=draw).reel
        one, other = (reel.names.actors.index(code) for code in ("SRB", "XKX"))
        provokes = reel.film["provokes"][1:] > 0
        there.append(provokes[:, one, other])
        back.append(provokes[:, other, one])
    there, back = np.array(there), np.array(back)
    return [back[:, lag:][there[:, :-lag]].mean() - back[:, lag:][~there[:, :-lag]].mean() for lag in LAGS]


def main(seed=SEED, draws=60, histories=1):
    """Print the memories and the replies."""
    for rate in (1.0, 0.15, 0.08):
        print(f"r = {rate:4}: " + " ".join(f"{value:.3f}" for value in remembered(rate)))
    found = {name: replies(settings, seed, draws) for name, settings in WORLDS.items()}
    print(f"{'months later':18}" + "".join(f"{lag:6}" for lag in LAGS))
    for name, values in found.items():
        print(f"{name:18}" + "".join(f"{100 * value:+6.0f}" for value in values))
    return found


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
