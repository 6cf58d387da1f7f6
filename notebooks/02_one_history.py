# %% [markdown]
# # One history, month by month
#
# A forecast is a share of histories. Here is one of them: the first, of a small ensemble, in which a further Balkan
# state joins the Adriatic bloc.

# %%
from collections import Counter

import balkansim
from balkansim.analysis.search import find

found = find("F1=yes", draws=20, histories=5)
print(found)
history = balkansim.history(found.scenario, seed=found.key.seed, draw=found.key.draw, run=found.key.run)

# %% [markdown]
# Everything that happens is a sentence with a month, and with the reason that pushed the rule behind it most.
# Accessions and changes of government are rare; acts are not.

# %%
print(Counter(sentence.kind for sentence in history.sentences).most_common())
accessions = [s for s in history.sentences if "joins" in s.text]
for sentence in accessions:
    print(sentence.month, sentence)

# %% [markdown]
# The month of the first accession, told whole; then each rule that was asked for the state that joined, with what
# went in and what came out.

# %%
first = accessions[0]
print(history.told(month=first.month))

# %%
print(str(history.trace(first.month, first.actors[0]))[:2500])

# %% [markdown]
# The same history as a table: a row a number. Tension of Serbia with its neighbours, at the start and at the end.

# %%
frame = history.to_frame()
tension = frame[(frame["variable"] == "tension") & (frame["subject"] == "SRB")].pivot(
    index="month", columns="object", values="value"
)
tension.iloc[[0, -1]].round(2)

# %% [markdown]
# And as maps: at the start, in the month of the accession, and at the end. A history is one of thousands: it shows
# how something can come about, never that it will.

# %%
months = ["2025-04", f"{2025 + (3 + first.month) // 12}-{(3 + first.month) % 12 + 1:02}", "2030-04"]
plot = balkansim.plot(kind="strip", months=months, seed=found.key.seed, draw=found.key.draw, run=found.key.run)
figure = plot.figure
plot
