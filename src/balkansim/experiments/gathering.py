"""What the points of a chunk gave: rows, histograms, failures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from balkansim.experiments.answering import joined
from balkansim.scenario.calendar import month_iso
from balkansim.storage.bands import Counts, Histogram


@dataclass
class Gathered:
    """What the points of a chunk gave.

    Parameters
    ----------
    batches : list of mapping
        Rows of the record, as `balkansim.experiments.answering.rows_of` gives them.
    counts : dict
        Histograms by point and series: the calendar month of the first, and counts of shape (months, bins).
    failed : dict of int to str
        Points that failed, and why.
    """

    batches: list[Mapping[str, Any]] = field(default_factory=list)
    counts: dict[tuple[int, str], tuple[int, Counts]] = field(default_factory=dict)
    failed: dict[int, str] = field(default_factory=dict)

    def rows(self) -> dict[str, Any]:
        """Return the rows of all points that did not fail, by column."""
        if not self.batches:
            return {}
        rows = joined(self.batches)
        kept = ~np.isin(rows["point"], list(self.failed))
        return rows if kept.all() else {name: values[kept] for name, values in rows.items()}

    def bands(self) -> list[Histogram]:
        """Return the histograms of all points that did not fail, point by point, with their months."""
        by_point = sorted(self.counts.items(), key=lambda item: item[0][0])
        return [
            Histogram(point, name, [month_iso(start + t) for t in range(len(counts))], counts)
            for (point, name), (start, counts) in by_point
            if point not in self.failed
        ]
