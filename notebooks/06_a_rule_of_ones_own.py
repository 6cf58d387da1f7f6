# %% [markdown]
# # A rule of one's own
#
# A rule is a plain function: coefficients and inputs in, a number out. Here is the one that says how much a state
# wants to join a bloc.

# %%
import inspect

import matplotlib.pyplot as plt
import numpy as np

import balkansim
from balkansim.model.rulebook.accession import accession_propensity
from balkansim.scenario.resolve import load

print(inspect.signature(accession_propensity))
print(inspect.getsource(accession_propensity).split('"""')[2])

# %% [markdown]
# Suppose that you do not believe in it. States, you say, go along: what counts is who is asked and how close the ties
# are, while threat, stretched budgets and policies of neutrality are things that are said afterwards. Written down,
# with the same arguments in the same order (0.08 is what a state has that nobody named or invited):


# %%
def going_along(
    c,
    similarity_dev,
    shared_threat_dev,
    encouragement_dev,
    exposure,
    stretch_dev,
    cover,
    rival_line,
    invitation,
    neutrality,
    tie_dev,
):
    """Return the propensity to join of a state that goes along with whoever asks."""
    return 3.0 * c.accession_invitation * (invitation - 0.08) + c.accession_tie * tie_dev


# %% [markdown]
# The model that Mesa runs takes any function in place of a rule. Two small ensembles, a history a parameter draw, on
# the same draws and luck: one with the rule that ships, one with yours. Each lives the year that F1 asks about: does
# a further Balkan state join the Adriatic bloc by April 2026?
#
# (In the compiled kernel, `balkansim.run_ensemble(rules={"accession_propensity": going_along})` runs thousands of
# histories, after half a minute of compiling.)

# %%
DRAWS, MONTHS = 24, 12
scenario, evidence = load("baseline", set_={"horizon": MONTHS})
BALKAN = ["BGR", "MKD", "BIH", "MNE"]


def lived(rules):
    """Return the month of the first accession in each draw (0 for none), and who wants to join in the first month."""
    first, wants = [], []
    for draw in range(DRAWS):
        model = balkansim.BalkanModel(scenario, rng=1, draw=draw, evidence=evidence, rules=rules)
        bloc = model.names.blocs.index("adriatic")
        slots = [model.names.actors.index(code) for code in BALKAN]
        joined = 0
        while model.running:
            model.step()
            if model.month == 1:
                wants.append([float(model.world.propensity[slot, bloc]) for slot in slots])
            if not joined and any(model.world.member[bloc, slot] for slot in slots):
                joined = model.month
        first.append(joined)
    return np.array(first), np.array(wants)


shipped, shipped_wants = lived({})
mine, my_wants = lived({"accession_propensity": going_along})

# %%
for name, found in (("the rule that ships", shipped), ("a rule of one's own", mine)):
    print(f"{name}: an accession in {np.count_nonzero(found)} of {DRAWS} histories")
print(f"histories that differ: {np.count_nonzero((shipped > 0) != (mine > 0))}")

# %% [markdown]
# Left: who wants to join, under either rule, in the first month. Right: the share of histories with an accession,
# month by month. A rule moves a forecast where it changes who is near a decision; whether it should be believed is
# for evidence to say: here the base rate of accessions is the same under both, and five earlier formats are all there
# is to hold it against.

# %%
figure, (left, right) = plt.subplots(1, 2, figsize=(9.5, 4))
months = np.arange(MONTHS + 1)
for shift, name, colour, wants, found in (
    (-0.14, "the rule that ships", "#0b4f8a", shipped_wants, shipped),
    (0.14, "a rule of one's own", "#d98300", my_wants, mine),
):
    places = np.arange(len(BALKAN)) + shift
    low, middle, high = np.quantile(wants, (0.05, 0.5, 0.95), axis=0)
    left.hlines(places, low, high, color=colour, lw=2)
    left.plot(middle, places, "o", color=colour)
    share = [100 * np.mean((found > 0) & (found <= month)) for month in months]
    right.step(months, share, where="post", color=colour, lw=2, label=name)
left.set_yticks(np.arange(len(BALKAN)), BALKAN)
left.invert_yaxis()
left.axvline(0, color="0.6", lw=0.8)
left.set_xlabel("propensity to join (log of the rate, 0: average candidate)")
left.set_title("Who wants to join: median and 90% of draws", loc="left", fontsize=10)
right.set_xlabel("months since April 2025")
right.set_ylabel("histories with an accession, per cent")
right.set_ylim(0, None)
right.set_title("A further Balkan state in the Adriatic bloc", loc="left", fontsize=10)
right.legend(frameon=False, fontsize=9)
for axes in (left, right):
    axes.spines[["top", "right"]].set_visible(False)
figure.tight_layout()
