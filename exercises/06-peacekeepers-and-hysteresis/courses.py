"""Chance of an incident in northern Kosovo, and tension of Serbia and Kosovo, by half-years in three worlds."""

import sys
from pathlib import Path

import balkansim

SEED = 1

HERE = Path(__file__).parent
WORLDS = ("baseline", "away.toml", "away-and-back.toml")
HALF_YEAR = 6


def course(scenario, settings, seed, draws, histories):
    """Return the mean hazard and the mean tension of each half-year."""
    trajectories = balkansim.run_ensemble(
        scenario, set_=settings, draws=draws, histories=histories, seed=seed
    ).trajectories
    hazard = trajectories.monthly["hazard"][:, 1:, trajectories.flashpoints.index("northern-kosovo")].mean(axis=0)
    tension = trajectories.tension[:, 1:, trajectories.slots([("SRB", "XKX")])[0]].mean(axis=0)
    return [series.reshape(-1, HALF_YEAR).mean(axis=1) for series in (hazard, tension)]


def main(form=None, seed=SEED, draws=60, histories=10, folder=HERE):
    """Print both series of the three worlds, with standing grievance constant or evolving, or each by its weight."""
    settings = {} if form is None else {"theory.grievance": form}
    found = {}
    for name in WORLDS:
        scenario = str(Path(folder) / name) if name.endswith(".toml") else name
        found[name] = course(scenario, settings, seed, draws, histories)
    for place, what in enumerate(("chance of an incident a month, per cent", "tension of Serbia and Kosovo, per cent")):
        print(what)
        for name, series in found.items():
            print(f"  {name:22}" + "".join(f"{100 * value:7.1f}" for value in series[place]))
    return found


if __name__ == "__main__":
    main(*sys.argv[1:2])
