"""Growth of military expenditure over five years, with and without reaction to threat, in two scenarios."""

import numpy as np

import balkansim
from balkansim.scenario.resolve import load

SEED = 1

SHOWN = ("SRB", "HRV", "HUN", "BGR", "BIH", "XKX")


def growth(scenario, reaction, seed, draws):
    """Return each state's mean growth in per cent; without `reaction` no budget heeds threat."""
    world, evidence = load(scenario, set_={} if reaction else {"arms_threat": 0.0})
    logs = []
    for draw in range(draws):
        reel = balkansim.history(world, evidence=evidence, seed=seed, draw=draw).reel
        slots = [reel.names.actors.index(code) for code in SHOWN]
        spent = reel.film["expenditure"][:, slots]
        logs.append(np.log(spent[-1] / spent[0]))
    return dict(zip(SHOWN, 100 * np.expm1(np.mean(logs, axis=0)), strict=True))


def main(seed=SEED, draws=60):
    """Print the four worlds."""
    print(f"{'growth in per cent':36}" + "".join(f"{code:>7}" for code in SHOWN))
    found = {}
    for scenario in ("baseline", "rearm-europe-surge"):
        for reaction in (True, False):
            found[scenario, reaction] = growth(scenario, reaction, seed, draws)
            name = scenario + ("" if reaction else ", no reaction")
            print(f"{name:36}" + "".join(f"{value:7.1f}" for value in found[scenario, reaction].values()))
    return found


if __name__ == "__main__":
    main()
