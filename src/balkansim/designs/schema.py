"""What a sweep file may say: one strict pydantic model a table."""

from __future__ import annotations

from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, ConfigDict, Field, WithJsonSchema

from balkansim.designs.points import MOST_POINTS
from balkansim.scenario.happenings import Strict
from balkansim.scenario.schema import Distribution, is_finite_number

Method = Literal["grid", "latin-hypercube", "sobol", "morris", "table"]
METHODS: tuple[str, ...] = get_args(Method)


def _level(value: Any) -> Any:
    if not isinstance(value, str) and not is_finite_number(value):
        raise ValueError("a finite number, a month as 2025-10, or a scenario's name")
    return value


Level = Annotated[Any, AfterValidator(_level), WithJsonSchema({"type": ["number", "string"]})]
Text = Annotated[str, Field(min_length=1)]
Count = Annotated[int, Field(ge=1)]


class FactorTable(Strict):
    """What values a factor takes: listed, or between two ends."""

    values: Annotated[list[Level], Field(min_length=1)] | None = Field(
        default=None, description="Values of a grid: numbers, months as 2025-10, or scenarios (these for any method)."
    )
    low: Level | None = Field(default=None, description="Low end; by default the catalogue's own range is sampled.")
    high: Level | None = Field(default=None, description="High end.")
    steps: Annotated[int, Field(ge=2, le=MOST_POINTS)] | None = Field(
        default=None, description="How many evenly spaced values a grid takes from low to high; months: all of them."
    )
    along: list[Text] = Field(default_factory=list, description="Events that keep their distance from a month's event.")


class SweepFile(Strict):
    """A sweep: the question it asks, its base scenario, its factors, and how much is run at each design point."""

    model_config = ConfigDict(title="A balkansim sweep")

    title: Text = Field(description="A few words.")
    question: Text = Field(description="What the sweep asks, in words.")
    scenario: Text = Field(default="baseline", description="Base: a shipped scenario, or a path such as ./mine.toml.")
    with_: list[Text] = Field(default_factory=list, alias="with", description="Scenarios laid over the base.")
    set: dict[str, bool | int | float | str | Distribution] = Field(
        default_factory=dict, description="Factors set alike at all points: a value or a distribution."
    )
    forecasts: list[Text] = Field(default_factory=list, description="Ids of the forecasts asked; by default all.")
    method: Method = Field(
        description="grid: every combination; latin-hypercube, sobol, morris: sampled; table: a CSV of one's own."
    )
    parameters: Literal["drawn", "median"] = Field(
        default="drawn", description="Whether parameters that are no factors are drawn or stand at their medians."
    )
    draws: Count | None = Field(default=None, description="Parameter draws at each point; with the median only 1.")
    histories: Count | None = Field(default=None, description="Histories in each parameter draw.")
    seed: Annotated[int, Field(ge=0)] = Field(default=1, description="Seed of the design and of all luck.")
    common_random_numbers: bool = Field(default=True, description="Whether all points use the same random numbers.")
    points: Count | None = Field(default=None, description="latin-hypercube: number of points.")
    base_samples: Count | None = Field(default=None, description="sobol: N, a power of two.")
    second_order: bool | None = Field(default=None, description="sobol: also for second-order indices; twice the runs.")
    trajectories: Annotated[int, Field(ge=2)] | None = Field(default=None, description="morris: number of paths.")
    levels: Annotated[int, Field(ge=2, multiple_of=2)] | None = Field(
        default=None, description="morris: levels of each factor, an even number; by default 4."
    )
    file: Text | None = Field(default=None, description="table: a CSV beside this file, a column a factor.")
    factors: dict[str, FactorTable] = Field(default_factory=dict, description="What is varied, by name.")


def flat_factors(table: Any, prefix: str = "") -> Any:
    """Return tables of factors with ``peacekeepers.northern-kosovo`` read as one name.

    Parameters
    ----------
    table : dict
        As TOML reads ``[factors.peacekeepers.northern-kosovo]``; whatever else is there is left as it stands.
    """
    if not isinstance(table, dict):
        return table
    flat: dict[str, Any] = {}
    for key, value in table.items():
        inside = isinstance(value, dict) and value and all(isinstance(part, dict) for part in value.values())
        flat |= flat_factors(value, f"{prefix}{key}.") if inside else {prefix + key: value}
    return flat
