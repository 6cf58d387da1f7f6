# %% [markdown]
# # A first forecast
#
# Two analysts wrote forecasts in words. The model gives each a probability, with an interval over everything that is
# uncertain about the world, and says whether word and number agree.

# %%
import matplotlib.pyplot as plt

import balkansim

ledger = balkansim.forecast("baseline", draws=60, histories=10)
frame = ledger.to_frame()
frame[["id", "term", "probability", "low", "high", "naive_low", "naive_high", "verdict"]]

# %% [markdown]
# Each row again as a picture: the document's band in grey, the model's interval as a line, the naive forecast as a
# cross.

# %%
figure, axes = plt.subplots(figsize=(7, 5))
for place, row in enumerate(frame.itertuples()):
    if row.term_low is not None and row.term_low == row.term_low:
        axes.barh(place, row.term_high - row.term_low, left=row.term_low, color="0.85", height=0.8)
    axes.plot([row.low, row.high], [place, place], color="black", lw=1)
    axes.plot(row.probability, place, "o", color="black", ms=4)
    axes.plot((row.naive_low + row.naive_high) / 2, place, "x", color="0.4")
axes.set_yticks(range(len(frame)), frame["id"])
axes.invert_yaxis()
axes.set_xlim(0, 1)
axes.set_xlabel("probability")
axes.set_title("Document (grey), model (dot and 90% interval), naive forecast (cross)")
figure.tight_layout()
