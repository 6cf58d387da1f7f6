"""How much likelier Kosovo is to provoke some months after a Serbian provocation than after a quiet month."""

from pathlib import Path

import numpy as np

import balkansim
from balkansim.scenario.resolve import load

SEED = 1

HERE = Path(__file__).parent
WORLDS = ("no-answer.toml", "no-memory.toml", "long-memory.toml")
LAGS = range(1, 9)


def acts(scenario, seed, draws):
    """Return who provoked whom in each month of one history a draw: Serbia Kosovo, and Kosovo Serbia."""
    world, evidence = load(str(scenario))
    there, back = [], []
    for draw in range(draws):
        reel = balkansim.history(world, evidence=evidence, seed=seed, draw=draw).reel
        one, other = (reel.names.actors.index(code) for code in ("SRB", "XKX"))
        provokes = reel.film["provokes"][1:] > 0
        there.append(provokes[:, one, other])
        back.append(provokes[:, other, one])
    return np.array(there), np.array(back)


def replies(there, back):
    """Return, for each lag, how much likelier a reply is after a provocation than after none."""
    return [back[:, lag:][there[:, :-lag]].mean() - back[:, lag:][~there[:, :-lag]].mean() for lag in LAGS]


def main(seed=SEED, draws=60, folder=HERE):
    """Print the replies of each world, lag by lag, in percentage points."""
    print(f"{'months later':20}" + "".join(f"{lag:6}" for lag in LAGS))
    found = {}
    for name in WORLDS:
        found[name] = replies(*acts(Path(folder) / name, seed, draws))
        print(f"{name:20}" + "".join(f"{100 * value:+6.0f}" for value in found[name]))
    return found


if __name__ == "__main__":
    main()
