# %% [markdown]
# # A first forecast
#
# Two analysts wrote forecasts in words. The model gives each a probability, with an interval over everything that is
# uncertain about the world, and says whether word and number agree.

# %%
import balkansim

ledger = balkansim.forecast("baseline", draws=60, histories=10)
frame = ledger.to_frame()
frame[["id", "term", "probability", "low", "high", "naive_low", "naive_high", "verdict"]]

# %% [markdown]
# The whole ledger, as the command line prints it: `balkansim forecast`.

# %%
print(ledger)

# %% [markdown]
# And as a picture: the band of the document's word, the model's interval, and the naive forecast that knows nothing
# but how often such things happen. `balkansim explain F1` says why.

# %%
plot = balkansim.plot("baseline", draws=60, histories=10)
figure = plot.figure
plot
