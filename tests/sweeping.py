"""Tiny sweeps that tests share, and what of a run folder must be the same in every byte."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from balkansim.experiments.run_folder import RunFolder

FACTOR = "peacekeepers.northern-kosovo"


def sweep_file(
    folder: Path,
    *,
    draws: int = 4,
    histories: int = 2,
    forecasts: Sequence[str] = ("F1", "F6"),
    values: Sequence[float] = (0.2, 0.5, 0.9),
    keys: str = "",
    factors: str = "",
) -> Path:
    """Write a small sweep over the peacekeepers of northern Kosovo."""
    path = folder / "tiny.toml"
    path.write_text(
        f"""title = "Tiny"
question = "Does it run?"
scenario = "baseline"
method = "grid"
forecasts = {list(forecasts)}
draws = {draws}
histories = {histories}
seed = 3
{keys}
[factors."{FACTOR}"]
values = {list(values)}
{factors}
""",
        encoding="utf-8",
    )
    return path


def kept(folder: Path) -> dict[str, bytes]:
    """Return the files that must be the same in every byte, by their place in the folder."""
    names = ("summary.csv", "columns.csv", "failures.csv", "bands.parquet")
    found = [path for path in folder.rglob("*.parquet")] + [folder / name for name in names]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(set(found)) if path.exists()}


def rewritten(folder: Path, chunk: int, part: bytes) -> None:
    """Put another part in the place of one, as if the sweep had written it so."""
    found = RunFolder(folder)
    bands = found.bands(chunk)
    found.write_chunk(chunk, part, bands.read_bytes() if bands.exists() else None, None)
    found.end()
