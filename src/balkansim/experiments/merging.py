"""Merging the shards of a sweep, run on different machines, into the folder of the whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from balkansim.errors import BalkansimError
from balkansim.experiments.chunks import Cut, Shard, shard_of
from balkansim.experiments.desk import Desk, Job
from balkansim.experiments.folders import sweep_of
from balkansim.experiments.sweep_run import WHOLE, SweepRun
from balkansim.experiments.sweeps import about
from balkansim.storage.columns import columns_csv
from balkansim.storage.files import write_whole
from balkansim.storage.folder import COLUMNS, RunFolder
from balkansim.storage.manifest import differences, told
from balkansim.storage.parts import Note


def merge(
    *folders: Path | str, out: Path | str, force: bool = False, progress: Callable[[int, int], None] | None = None
) -> SweepRun:
    """Merge all shards of one sweep into one folder, equal to that of the sweep run whole.

    Parameters
    ----------
    *folders : path
        The shards' folders, in any order.
    out : path
        The folder of the whole; a new one.
    force : bool
        Whether to start over where ``out`` holds a run.
    progress : callable, optional
        Told how many histories are merged, and of how many.

    Returns
    -------
    SweepRun
        The whole.

    Raises
    ------
    BalkansimError
        If they are not shards of one sweep, one is missing, twice there or not complete, or ``out`` is one of them.
    """
    shards = [RunFolder(Path(folder)) for folder in folders]
    manifests = [shard.manifest for shard in shards]
    _refuse_other_sweeps(shards, manifests)
    if Path(out).resolve() in [shard.path.resolve() for shard in shards]:
        raise BalkansimError("is one of the shards", where=f"--out {out}", expected="another folder")
    identity = {**manifests[0]["identity"], "shard": WHOLE}
    loaded = sweep_of(shards[0])
    cut = Cut(loaded.points, loaded.size.draws, loaded.size.histories, identity["histories_a_chunk"])
    homes = _homes(shards, manifests, len(cut))
    whole = RunFolder(Path(out))
    with whole.locked():
        whole.open(identity, {**about(loaded, Shard(), cut), "merged": [str(s.path) for s in shards]}, force=force)
        job = Job(loaded, whole, cut, Shard())
        write_whole(whole.path / COLUMNS, columns_csv(job.columns))
        desk = Desk(job, progress)
        for chunk in sorted(desk.open):
            desk.copy(homes[chunk][0], homes[chunk][1])
        nans = desk.finish()
        desk.say("done")
        return replace(desk.told(nans), new=0, joined=True)


def _refuse_other_sweeps(shards: Sequence[RunFolder], manifests: Sequence[Mapping[str, Any]]) -> None:
    """Refuse folders that are not all shards of one sweep, each once."""
    if not shards:
        raise BalkansimError("no folder is named", expected="all shards of a sweep", where="merge")
    first, of = {**manifests[0]["identity"], "shard": ""}, shard_of(manifests[0]["shard"]).of
    seen: dict[str, Path] = {}
    for shard, manifest in zip(shards, manifests, strict=True):
        found = differences(first, {**manifest["identity"], "shard": ""})
        if found:
            where = f"{shard.path} against {shards[0].path}"
            raise BalkansimError(f"another sweep ({told(found)})", where=where, expected="shards of one sweep")
        number = manifest["shard"]
        if number in seen:
            raise BalkansimError(f"shard {number} is there twice: {seen[number]} and {shard.path}", where="merge")
        seen[number] = shard.path
    missing = [name for k in range(of) if (name := f"{k + 1}/{of}") not in seen]
    strange = [name for name in seen if shard_of(name).of != of]
    if missing or strange:
        what = f"shard {missing[0]} is missing" if missing else f"shard {strange[0]} is not one of {of}"
        raise BalkansimError(what, expected=f"all {of} shards of one split", where="merge", todo="run it, then merge")


def _homes(
    shards: Sequence[RunFolder], manifests: Sequence[Mapping[str, Any]], chunks: int
) -> dict[int, tuple[RunFolder, Note]]:
    """Return in which folder each chunk stands; refuse a shard that is not complete."""
    homes: dict[int, tuple[RunFolder, Note]] = {}
    for shard, manifest in zip(shards, manifests, strict=True):
        notes, mine = shard.notes(), shard_of(manifest["shard"])
        missing = [chunk for chunk in range(chunks) if chunk in mine and chunk not in notes]
        if missing:
            found = f"shard {mine} is not complete: {len(missing)} of its chunks are missing"
            todo = "give its `balkansim sweep` command again, then merge"
            raise BalkansimError(found, where=str(shard.path), todo=todo)
        homes |= {chunk: (shard, note) for chunk, note in notes.items() if chunk in mine}
    return homes
