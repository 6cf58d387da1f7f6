# %% [markdown]
# # From a sentence to a number
#
# An article says that relations are bad. The model needs to know how bad, between whom, and how sure one may be.
# Between the two stands a coding rule, and coders who apply it.

# %%
import csv
import tempfile
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from scipy.stats import beta

import balkansim
from balkansim.evidence.checks import agreement
from balkansim.evidence.coding import value_of, weight_of
from balkansim.evidence.evidence import add, load_evidence, new

NUMBER = ("cohesion", "serbia-hungary")
shipped = load_evidence()
day = shipped.library.known_by
start = shipped.estimates(day).start(*NUMBER).mean
claims = [claim for claim in shipped.claims if any(key[:2] == NUMBER for key in claim.keys)]
for claim in claims:
    value, weight = value_of(claim, shipped.codebook, start), weight_of(claim, shipped.codebook)
    word = f"{claim.direction} {claim.intensity}"
    print(f"{claim.id:8} coder {claim.coder} {claim.kind:10} {word:12} {value:.2f} x {weight:.2f}  {claim.paraphrase}")

# %% [markdown]
# Each claim pulls the number from its default, up or down by its word's share of the way, and has a weight. Claims that
# assert the same count once; the default counts for one assertion at most. Their weighted mean, and the disagreement
# between assertions and coders, give mean and spread.

# %%
estimate = shipped.estimates(day).get(*NUMBER)
print(f"{' '.join(NUMBER)}: mean {estimate.mean:.2f}, sd {estimate.sd:.2f}, from {estimate.assertions} assertions")
for found in agreement(shipped):
    print(found.told())

# %% [markdown]
# What if one had read it otherwise? Copy the evidence, and turn every positive word about this number into a negative
# one.

# %%
folder = Path(tempfile.mkdtemp(prefix="balkansim-notebook-"))


def rewrite(path, change):
    """Change rows of a claims file."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(change(row) for row in rows)


def gloomier(row):
    """Return a row with the direction turned, if it is about the number."""
    about = row["quantity"] == NUMBER[0] and NUMBER[1] in row["subject"].split()
    return row | {"direction": "-"} if about and row["direction"] == "+" else row


recoded = new(folder / "recoded")
for path in (recoded / "claims").glob("*.csv"):
    rewrite(path, gloomier)

# %% [markdown]
# And what if a third author spoke? A document is entered by its paragraphs' fingerprints, and coded like the others.

# %%
third = new(folder / "third")
(folder / "column.txt").write_text(
    "A column\nThe two governments quarrel in public, and their pact has not met since spring.\n", encoding="utf-8"
)
entered = add(third, folder / "column.txt", id="C", author="A columnist", date="2025-04-04")
with entered.claims_file.open("a", encoding="utf-8", newline="") as file:
    csv.writer(file).writerow(
        ["C1", 2, "1", "2025-04-04", "no-meeting", "fact", NUMBER[1], "", NUMBER[0], "-", "strong", "they quarrel", ""]
    )

# %%
bodies = {"as shipped": shipped, "recoded": load_evidence(recoded), "with a third document": load_evidence(third)}
for name, body in bodies.items():
    found = body.estimates(day).get(*NUMBER)
    print(f"{name:22} mean {found.mean:.2f}, sd {found.sd:.2f}, {found.assertions} assertions")

# %% [markdown]
# The number moves, and the third document widens it, since it disagrees. Do the forecasts? Each body of evidence runs
# on the same draws and luck.

# %%
SIZE = {"draws": 30, "histories": 5}
moved = {
    name: balkansim.compare(evidence=(shipped, body), **SIZE).to_frame().set_index("id")
    for name, body in bodies.items()
    if body is not shipped
}

# %%
COLOURS = dict(zip(bodies, ("#0b4f8a", "#d98300", "#7a1f5c"), strict=True))
figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4.5), width_ratios=[1, 1.2])
grid = np.linspace(0.002, 0.998, 400)
for name, body in bodies.items():
    found = body.estimates(day).get(*NUMBER)
    left.plot(grid, beta.pdf(grid, found.alpha, found.beta), color=COLOURS[name], lw=2, label=name)
left.set_xlabel("cohesion of the Serbia-Hungary bloc (0-1)")
left.set_ylabel("density")
left.legend(frameon=False, fontsize=8)
left.set_title("What the coding says of one number", loc="left", fontsize=10)
for shift, (name, frame) in zip((-0.15, 0.15), moved.items(), strict=True):
    places = np.arange(len(frame)) + shift
    right.hlines(places, 100 * frame["low"], 100 * frame["high"], color=COLOURS[name], lw=1.5)
    right.plot(100 * frame["difference"], places, "o", color=COLOURS[name], ms=4)
right.set_yticks(np.arange(len(frame)), frame.index)
right.invert_yaxis()
right.axvline(0, color="0.6", lw=0.8)
right.set_xlabel("change of the forecast, percentage points (90%)")
right.set_title("What it does to the forecasts", loc="left", fontsize=10)
for axes in (left, right):
    axes.spines[["top", "right"]].set_visible(False)
figure.tight_layout()
