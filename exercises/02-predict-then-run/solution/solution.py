"""Exercise 2: both worlds, over several seeds, for the forecasts that the students predict."""

import sys

import balkansim

SEED = 1

ASKED = ("F1", "F2-N", "F4", "F6", "F8", "F12")


def main(seed=SEED, draws=60, histories=20, seeds=3):
    """Print probability and effect of halving KFOR for several seeds."""
    found = {}
    for k in range(seed, seed + seeds):
        frame = balkansim.compare("baseline", "kfor-drawdown", draws=draws, histories=histories, seed=k).to_frame()
        found[k] = frame.set_index("id").loc[list(ASKED)]
    print(f"{'id':8}" + "".join(f"{f'seed {k}':>26}" for k in found))
    for name in ASKED:
        cells = []
        for frame in found.values():
            row = frame.loc[name]
            cells.append(f"{row.reference_probability:.0%} {row.difference:+.1%} ({row.low:+.1%}..{row.high:+.1%})")
        print(f"{name:8}" + "".join(f"{cell:>26}" for cell in cells))
    return found


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
