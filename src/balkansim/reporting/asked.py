"""What is asked of a report: its target and every option, and the command lines that make it and its figures again."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from balkansim.errors import BalkansimError
from balkansim.plots.saving import check_file
from balkansim.storage.folder import RunFolder

if TYPE_CHECKING:
    from balkansim.evidence.evidence import Evidence
    from balkansim.experiments.ensemble import Size
    from balkansim.scenario.resolved import Scenario

ENDINGS = (".html", ".htm")
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Asked:
    """What is asked for.

    Parameters
    ----------
    target : str, path or Scenario
        A scenario, or a run folder.
    forecasts : sequence of str
        Ids of the forecasts that are explained in full.
    size : Size
        Draws, histories and seed of a scenario's ensemble.
    yardstick : str
        Of the probability words.
    with_, set_, evidence
        As in `balkansim.api.load`.
    progress : callable or None
        Told how much is done, in per cent, and 100.
    """

    target: str | Path | Scenario
    forecasts: Sequence[str]
    size: Size
    yardstick: str = ""
    with_: Sequence[str] = ()
    set_: Sequence[str] | Mapping[str, Any] = ()
    evidence: Evidence | Path | str | None = None
    progress: Progress | None = None

    @property
    def is_folder(self) -> bool:
        """Whether the target is a folder."""
        return isinstance(self.target, str | Path) and Path(self.target).is_dir()

    @property
    def named(self) -> str:
        """The target as it was named."""
        return str(self.target) if isinstance(self.target, str | Path) else self.target.name

    def folder(self) -> Path:
        """Return the run folder.

        Raises
        ------
        BalkansimError
            If the target is a folder but no run folder, or options are given that belong to scenarios.
        """
        place = Path(self.named)
        if not RunFolder(place).exists:
            todo = "name a scenario, or a folder that `balkansim sweep FILE --out DIR` wrote"
            raise BalkansimError(
                f"{place} is no run folder", expected="a complete run folder", where="report", todo=todo
            )
        if self.with_ or self.set_ or self.evidence is not None:
            found = "--with, --set or --evidence beside a run folder, which has its own worlds and evidence"
            raise BalkansimError(found, expected="a scenario, or a run folder alone", where="report")
        return place

    def command(self) -> str:
        """Return the command line that makes this page again."""
        words = ["balkansim", "report", self.named, *(word for name in self.forecasts for word in ("--forecast", name))]
        return shlex.join([*words, *([] if self.is_folder else self._run()), *self._words()])

    def plot_command(self, kind: str, *more: str) -> str:
        """Return the command line that draws one of its figures.

        Parameters
        ----------
        kind : str
            Of `balkansim plot`.
        *more : str
            Further words of the command.
        """
        run = [] if self.is_folder else self._run()
        return shlex.join(["balkansim", "plot", self.named, "--kind", kind, *more, *run, "--out", f"{kind}.png"])

    def agreement_command(self, evidence: Evidence) -> str:
        """Return the command line that draws how far the coders of the evidence agree."""
        words = ["balkansim", "plot", str(evidence.folder), "--kind", "agreement", "--out", "agreement.png"]
        return shlex.join(words)

    def _run(self) -> list[str]:
        settings = [f"{k}={v}" for k, v in self.set_.items()] if isinstance(self.set_, Mapping) else list(self.set_)
        size = (("--draws", self.size.draws), ("--histories", self.size.histories), ("--seed", self.size.seed))
        return [
            *(str(word) for option in size for word in option),
            *(word for name in self.with_ for word in ("--with", name)),
            *(word for setting in settings for word in ("--set", setting)),
            *(["--evidence", self._evidence] if self.evidence is not None else []),
        ]

    def _words(self) -> list[str]:
        return ["--yardstick", self.yardstick] if self.yardstick else []

    @property
    def _evidence(self) -> str:
        given = self.evidence
        return str(given) if isinstance(given, str | Path) else str(given.folder) if given is not None else ""

    def part_done(self, done: int, total: int, first: int, last: int) -> None:
        """Tell that so much of one stage is done, a stage from one per cent of the whole to another."""
        if self.progress:
            self.progress(first + (last - first) * done // max(total, 1), 100)


def place_for(out: Path | str | None, target: str | Path | Scenario, *, force: bool) -> Path:
    """Return where a report goes, or refuse the place before anything runs.

    Parameters
    ----------
    out : path or None
        As asked; by default ``NAME-report.html`` in the working directory.
    target : str, path or Scenario
        What the report is on.
    force : bool
        Whether an existing file may be replaced.

    Raises
    ------
    BalkansimError
        If the name does not end in .html, its folder does not exist, or the file does and `force` is not set.
    """
    name = Path(target).resolve().stem if isinstance(target, str | Path) else target.name
    usual = f"{re.sub(r'[^A-Za-z0-9._-]+', '-', name).strip('-.') or 'balkansim'}-report.html"
    return check_file(Path(out or usual), ENDINGS, "--out", force=force)
