"""Exercise 6: the published loop, and how fast the region forgets that its peacekeepers were away."""

import sys
import tempfile
from pathlib import Path

import balkansim
from balkansim.validation.theories.escalation import Ladder, folds

SEED = 1

AWAY = '[events.away]\nmonth = "2025-07"\nkind = "peacekeepers"\nflashpoint = "northern-kosovo"\nvalue = 0.1\n'
BACK = AWAY.replace("away", "back").replace("2025", "2027").replace("0.1", "1.0")
HEAD = 'parent = "baseline"\nquestion = "Does calm come back?"\nexpects = "Sooner or later."\n'
MONTH_BACK = 27


def tension(scenario, form, size):
    """Return the mean tension of Serbia and Kosovo, month by month."""
    settings = {"theory.grievance": form} if form else {}
    trajectories = balkansim.run_ensemble(scenario, set_=settings, **size).trajectories
    return trajectories.tension[:, :, trajectories.slots([("SRB", "XKX")])[0]].mean(axis=0)


def main(seed=SEED, draws=60, histories=10):
    """Print the published folds, then what is left of the extra tension after the return."""
    bounds = folds(Ladder(1.6, 0.5, 6.0))
    print(f"published: conflict ends at {bounds.conflict_ends:.4f}, peace at {bounds.peace_ends:.4f}: a loop")
    size = {"draws": draws, "histories": histories, "seed": seed}
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "away-and-back.toml"
        path.write_text(HEAD + AWAY + BACK, encoding="utf-8")
        for form in ("constant", "evolving", ""):
            extra = tension(str(path), form, size) - tension("baseline", form, size)
            found[form] = extra
            points = " ".join(f"{100 * extra[MONTH_BACK + k]:+.2f}" for k in (0, 6, 12, 24, 33))
            told = f"{form or 'drawn'} grievance: extra tension in points, 0, 6, 12, 24 and 33 months after the return"
            print(f"{told}: {points}")
    return found


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
