"""Run histories as an experiment of agentpy and print what came of it as JSON; started by `peers.py`."""

from __future__ import annotations

import json
import sys
from importlib.metadata import version

import agentpy  # type: ignore[import-not-found]
from peer_model import AnsweringModel
from timing import seconds

PROCESSES = 2


class Wrapped(agentpy.Model):
    """The Mesa face as an agentpy model."""

    def setup(self) -> None:
        """Set out."""
        self.inner = AnsweringModel(run=self.p.run, draw=self.p.draw)

    def step(self) -> None:
        """Let a month pass."""
        self.inner.step()
        if not self.inner.running:
            self.stop()

    def end(self) -> None:
        """Report the answers."""
        for name, value in self.inner.answers.items():
            self.report(name, value)


def main() -> None:
    """Run draws x histories, as the command line says."""
    draws, runs = map(int, sys.argv[1:])
    sample = [{"draw": draw, "run": run} for draw in range(draws) for run in range(runs)]
    experiment = agentpy.Experiment(Wrapped, sample, record=False)
    took = seconds(lambda: experiment.run(n_jobs=PROCESSES, display=False))
    rows = len(experiment.output.reporters)
    if rows != len(sample):
        raise SystemExit(f"{rows} rows for {len(sample)} histories")
    print(json.dumps({"version": version("agentpy"), "histories": rows, "seconds": took}))


if __name__ == "__main__":
    main()
