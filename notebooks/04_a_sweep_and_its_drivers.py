# %% [markdown]
# # A sweep and its drivers
#
# How strong must the peacekeepers in northern Kosovo be for serious incidents to stay unlikely? The answer hangs on
# an assumption: how much peacekeepers take off the hazard. So both are varied, and the answer is a map, not a number.

# %%
import tempfile
from pathlib import Path

import balkansim

folder = Path(tempfile.mkdtemp(prefix="balkansim-notebook-"))
(folder / "peacekeepers.toml").write_text(
    """
title = "Peacekeepers"
question = "How strong must they be, and how much hangs on what they are assumed to do?"
scenario = "baseline"
forecasts = ["F2-N"]
method = "grid"
draws = 12
histories = 5
seed = 1

[set]
horizon = 12

[factors.peacekeepers.northern-kosovo]
values = [0.1, 0.25, 0.5, 1.0, 2.0, 3.0]

[factors.hazard_peacekeepers]
low = 0.2
high = 1.2
steps = 4
""",
    encoding="utf-8",
)
run = balkansim.sweep(folder / "peacekeepers.toml", folder / "peacekeepers")
results = balkansim.results(folder / "peacekeepers")
print(results)

# %% [markdown]
# A run folder holds a row a history, and a summary with a row a design point. The same command given again would go
# on where it was stopped; here all is done.

# %%
summary = results.summary()
OUTCOME = "serious_incidents_northern-kosovo"
columns = [name for name in summary.columns if OUTCOME in name]
summary[["point", *results.factors, *columns]].head().round(3)

# %%
balkansim.plot(folder / "peacekeepers", kind="surface", outcome=OUTCOME)

# %% [markdown]
# Which of many assumptions drives the outcome? A second sweep screens eight of them at once (Morris: each factor is
# moved along random paths through the space; a large effect says that it matters, a large spread that it interacts).

# %%
(folder / "drivers.toml").write_text(
    """
title = "Drivers"
question = "What drives serious incidents in northern Kosovo?"
scenario = "baseline"
forecasts = ["F2-N"]
method = "morris"
trajectories = 6
parameters = "median"
histories = 40
seed = 1

[set]
horizon = 12

[factors.peacekeepers.northern-kosovo]
low = 0.5
high = 2.0

[factors.hazard_base.northern-kosovo]
[factors.hazard_peacekeepers]
[factors.hazard_heat]
[factors.hazard_provocation]
[factors.grievance.SRB.XKX]
[factors.strain_threat]
[factors.provoke_base]
""",
    encoding="utf-8",
)
balkansim.sweep(folder / "drivers.toml", folder / "drivers")
drivers = balkansim.sensitivity(folder / "drivers", OUTCOME)
print(drivers)

# %% [markdown]
# What nobody has measured, the base rate of incidents, matters more than the lever that a policy can pull. And
# grievance works the other way round: incidents follow tension *above its usual level*, and where relations are
# always bad there is less room above.

# %%
plot = balkansim.plot(folder / "drivers", kind="sensitivity", outcome=OUTCOME)
figure = plot.figure
plot
