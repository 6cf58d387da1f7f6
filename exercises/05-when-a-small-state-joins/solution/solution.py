"""Exercise 5: one change at a time on the way of North Macedonia into a bloc."""

import sys

import balkansim

SEED = 1

WORLDS = {
    "baseline": ("baseline", {}),
    "invited": ("north-macedonia-invited", {}),
    "invited, bloc open": ("north-macedonia-invited", {"openness.adriatic": 0.95}),
    "invited, not neutral": ("north-macedonia-invited", {"neutrality.MKD": 0.02}),
    "invited, NATO no cover": ("north-macedonia-invited", {"accession_cover": 0.0}),
    "invited, all consent": ("north-macedonia-invited", {"consent_base": 20.0}),
}


def main(seed=SEED, draws=60, histories=20):
    """Print how often North Macedonia stays out within a year, and joins within five."""
    found = {}
    print(f"{'world':26}{'joins in a year (F12)':>22}{'joins in five years':>22}")
    for name, (scenario, settings) in WORLDS.items():
        size = {"draws": draws, "histories": histories, "seed": seed}
        ledger = balkansim.forecast(scenario, set_=settings, **size).to_frame().set_index("id")
        trajectories = balkansim.run_ensemble(scenario, set_=settings, **size).trajectories
        member = trajectories.ends["member"][:, trajectories.actors.index("MKD")].any(axis=1)
        found[name] = 1 - ledger.loc["F12", "probability"], float(member.mean())
        print(f"{name:26}{found[name][0]:22.1%}{found[name][1]:22.1%}")
    return found


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
