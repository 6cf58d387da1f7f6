"""What a sweep file may say: one strict pydantic model a table."""

from __future__ import annotations

import csv
import io
import json
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, get_args

from pydantic import AfterValidator, ConfigDict, Field, WithJsonSchema

from balkansim.errors import BalkansimError, unknown
from balkansim.experiments.columns import chosen
from balkansim.experiments.design import MONTH, MOST_POINTS, SAMPLED, SCENARIO, size_of_sample
from balkansim.files import DELIMITERS, data_root, read_table, read_text
from balkansim.forecasts.questions import questions_of
from balkansim.model.ensemble import Size
from balkansim.months import month_index
from balkansim.scenario.events import Strict
from balkansim.scenario.schema import Distribution, is_finite_number

if TYPE_CHECKING:
    from balkansim.evidence.evidence import Evidence

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

    ``table``: as TOML reads ``[factors.peacekeepers.northern-kosovo]``; whatever else is there is left as it stands.
    """
    if not isinstance(table, dict):
        return table
    flat: dict[str, Any] = {}
    for key, value in table.items():
        inside = isinstance(value, dict) and value and all(isinstance(part, dict) for part in value.values())
        flat |= flat_factors(value, f"{prefix}{key}.") if inside else {prefix + key: value}
    return flat


NEEDED: dict[str, tuple[str, ...]] = {
    "latin-hypercube": ("points",),
    "sobol": ("base_samples",),
    "morris": ("trajectories",),
    "table": ("file",),
}
ALLOWED: dict[str, dict[str, Any]] = {"sobol": {"second_order": False}, "morris": {"levels": 4}}
KEYS = ("points", "base_samples", "second_order", "trajectories", "levels", "file")


def options_of(file: SweepFile, where: str) -> dict[str, Any]:
    """Return the keys of a sweep file's method, defaults filled in."""
    method = file.method
    needed, allowed = NEEDED.get(method, ()), ALLOWED.get(method, {})
    given = {key: getattr(file, key) for key in KEYS if getattr(file, key) is not None}
    for key in given:
        if key not in (*needed, *allowed):
            raise _foreign(key, method, where)
    for key in needed:
        if key not in given:
            expected = SweepFile.model_fields[key].description or ""
            raise BalkansimError(f"{key} is missing", expected=expected, where=where, todo=f"add a line {key} = ...")
    _check_table(file, where)
    _check_power(given.get("base_samples", 1), where)
    return {key: value for key, value in {**allowed, **given}.items() if key != "file"}


def _foreign(key: str, method: str, where: str) -> BalkansimError:
    owners = [owner for owner in METHODS if key in (*NEEDED.get(owner, ()), *ALLOWED.get(owner, {}))]
    return BalkansimError(
        f"{key} belongs to {' and '.join(owners)}, not to {method}",
        expected=f"the keys of {method}",
        where=f"{where}, key {key}",
        todo=f'remove the line, or write method = "{owners[0]}"',
    )


def _check_table(file: SweepFile, where: str) -> None:
    if file.method == "table" and file.factors:
        todo = f"put them into {file.file}, a column each, and remove the tables"
        raise BalkansimError("a table has its factors as columns", where=f"{where}, key factors", todo=todo)
    if file.method != "table" and not file.factors:
        raise BalkansimError(
            "nothing is varied", expected="at least one factor", where=where, todo="add a table [factors.NAME]"
        )


def _check_power(number: int, where: str) -> None:
    if number & (number - 1):
        below = 1 << (number.bit_length() - 1)
        raise BalkansimError(
            f"found {number}",
            expected=f"a power of two, as {below} or {2 * below}: the Sobol sequence is balanced only then",
            where=f"{where}, key base_samples",
        )


def check_number_of_points(method: str, options: dict[str, Any], lengths: Sequence[int], where: str) -> None:
    """Refuse a design that is larger than can be numbered and listed.

    ``lengths``: levels of each factor of a grid; for other methods only their number counts.
    """
    points = size_of_sample(method, options, len(lengths)) if method in SAMPLED else prod(lengths)
    if points > MOST_POINTS:
        raise BalkansimError(
            f"the design has {points:,} points",
            expected=f"at most {MOST_POINTS:,}",
            where=where,
            todo="take fewer values a factor, or sample: latin-hypercube spreads a few thousand points evenly",
        )


MEDIAN = "median"


def size_of(file: SweepFile, where: str) -> Size:
    """Return draws, histories and seed of one point."""
    usual = Size()
    if file.parameters == MEDIAN and file.draws not in (None, 1):
        raise BalkansimError(
            f"found {file.draws}",
            expected="1: with parameters at their medians all draws are the same",
            where=f"{where}, key draws",
            todo="remove the line, and say with histories how much is run at a point",
        )
    draws = 1 if file.parameters == MEDIAN else file.draws or usual.draws
    try:
        return Size(draws, file.histories or usual.histories, file.seed)
    except BalkansimError as mistake:
        key = mistake.where.removeprefix("--")
        raise BalkansimError(mistake.found, expected=mistake.expected, where=f"{where}, key {key}") from None


def asked(ids: Sequence[str], evidence: Evidence, where: str) -> list[str]:
    """Return the ids of the forecasts asked as the questions file writes them; none for all."""
    if not ids:
        return []
    try:
        questions = chosen(questions_of(evidence), ids)
    except BalkansimError as mistake:
        place = f"{where}, key forecasts"
        raise BalkansimError(mistake.found, expected=mistake.expected, where=place, todo=mistake.todo) from None
    return [question.id for question in questions.forecasts]


SUFFIX = ".toml"


def shipped_sweeps() -> Path:
    """Return the folder of the sweeps that ship."""
    return data_root() / "sweeps"


def sweep_names() -> list[str]:
    """List the sweeps that ship, by name."""
    return sorted(path.stem for path in shipped_sweeps().glob(f"*{SUFFIX}"))


def sweep_questions() -> dict[str, str]:
    """Return the question of each sweep that ships, by name."""
    return {
        name: str(tomllib.loads((shipped_sweeps() / f"{name}{SUFFIX}").read_text(encoding="utf-8"))["question"])
        for name in sweep_names()
    }


def find_sweep(file: Path | str) -> Path:
    """Find a sweep's file."""
    path = Path(file).expanduser()
    if path.is_file():
        return path.resolve()
    if str(file) in sweep_names():
        return (shipped_sweeps() / f"{file}{SUFFIX}").resolve()
    if path.suffix == SUFFIX or len(path.parts) > 1:
        raise BalkansimError(f"no sweep file {str(file)!r}", expected="a TOML file", todo=f"looked at {path.resolve()}")
    raise unknown("sweep", str(file), sweep_names(), todo="or name a file of your own, as ./mine.toml")


FILE = "sweep.schema.json"


def schema_text() -> str:
    """Return the schema as the text of ``sweeps/sweep.schema.json``.

    Examples
    --------
    Bring the shipped file up to date after changing the models:

    >>> from balkansim.experiments.sweep_file import shipped_sweeps
    >>> _ = (shipped_sweeps() / FILE).write_text(schema_text(), encoding="utf-8")  # doctest: +SKIP
    """
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **SweepFile.model_json_schema(by_alias=True)}
    schema["$defs"]["Factors"] = {
        "type": "object",
        "description": "Factors by name; the dots of a name may also be those of a table's heading.",
        "additionalProperties": {"anyOf": [{"$ref": "#/$defs/FactorTable"}, {"$ref": "#/$defs/Factors"}]},
    }
    schema["properties"]["factors"] = {"$ref": "#/$defs/Factors"}
    return json.dumps(schema, indent=2, ensure_ascii=True) + "\n"


def code_of(kind: str, value: Any, choices: Sequence[str], where: str) -> float:
    """Return the code of a value.

    ``kind``: ``number``, ``month`` or ``scenario``. ``value``: as written: a number, a month as ``2025-10`` or in
    months since April 2025, or a scenario. ``where``: where it stands, for the error.
    """
    if kind == SCENARIO:
        if value not in choices:
            raise unknown("scenario", str(value), choices, where=where)
        return float(choices.index(value))
    if kind == MONTH:
        return float(_month(value, where))
    if not is_finite_number(value):
        raise BalkansimError(f"found {value!r}", expected="a finite number", where=where)
    return float(value)


def _month(value: Any, where: str) -> int:
    if isinstance(value, str):
        return month_index(value, where=where)
    if not is_finite_number(value) or value != int(value):
        raise BalkansimError(f"found {value!r}", expected="a whole month, as 2025-10", where=where)
    return int(value)


def cell_value(kind: str, cell: str, where: str, *, comma: bool = False) -> float | str:
    """Return what a cell of a table says. ``kind``: ``number``, ``month`` or ``scenario``."""
    if kind == SCENARIO or (kind == MONTH and "-" in cell[1:]):
        return cell
    try:
        return float(cell.replace(",", ".") if comma else cell)
    except ValueError:
        expected = "a month, as 2025-10" if kind == MONTH else "a number"
        raise BalkansimError(f"found {cell!r}", expected=expected, where=where) from None


SEMICOLON = ";"


@dataclass(frozen=True)
class Table:
    """A table of design points as read.

    ``rows`` (list of (int, dict)): line number and cells by factor. ``comma``: whether decimal commas are read, as
    where semicolons part the cells.
    """

    where: str
    names: list[str]
    rows: list[tuple[int, dict[str, str]]]
    comma: bool

    def place(self, word: str, line: int = 0) -> str:
        """Tell where a column is, or a cell of it."""
        return f"{self.where}, {f'row {line}, ' if line else ''}column {word}"

    def words(self, word: str) -> tuple[str, ...]:
        """Return the different cells of a column, in the order in which they come."""
        return tuple(dict.fromkeys(cells[word] for _, cells in self.rows))

    def codes(self, word: str, kind: str, choices: Sequence[str]) -> list[tuple[float, str]]:
        """Return the codes of a column, each with its place. ``kind``: ``number``, ``month`` or ``scenario``."""
        found = []
        for line, cells in self.rows:
            place = self.place(word, line)
            value = cell_value(kind, cells[word], place, comma=self.comma)
            found.append((code_of(kind, value, choices, place), place))
        return found


def read_design(path: Path, where: str) -> Table:
    """Read a table of design points.

    ``path``: A CSV with commas, semicolons or tabs, with or without a byte-order mark.
    """
    first = read_text(path).partition("\n")[0]
    sign = max(DELIMITERS, key=first.count)
    names = [cell.strip() for cell in next(csv.reader(io.StringIO(first), delimiter=sign), [])]
    if not names or not all(names):
        raise BalkansimError("a column has no name", expected="a factor a column", where=f"{where}, row 1")
    rows = read_table(path, names)
    if not rows:
        raise BalkansimError("the design is empty", expected="a row a design point", where=where)
    return Table(where, names, rows, sign == SEMICOLON)
