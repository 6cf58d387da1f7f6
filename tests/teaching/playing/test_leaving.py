"""What leaving a bloc would bring: its end is told only where it would have gone on and now would not."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from balkansim.teaching import turn


def choices(alive_if_stayed: int, alive_if_left: int) -> Any:
    """Return the outlook of a state whose bloc lives or not after it stays, and after it leaves."""

    def ahead(decisions: Any) -> Any:
        left = decisions.blocs["tiny"] == "leave"
        alive = alive_if_left if left else alive_if_stayed
        return SimpleNamespace(first=SimpleNamespace(alive=np.array([alive]), cooloff=np.array([[30]])))

    game = SimpleNamespace(names=SimpleNamespace(blocs=("tiny",)), slot=0)
    return SimpleNamespace(game=game, outlook=SimpleNamespace(ahead=ahead))


@pytest.mark.parametrize(("stayed", "left", "ends"), [(1, 0, True), (1, 1, False), (0, 0, False), (0, 1, False)])
def test_the_end_of_a_bloc_is_told_only_where_leaving_ends_it(
    monkeypatch: pytest.MonkeyPatch, stayed: int, left: int, ends: bool
) -> None:
    monkeypatch.setattr(turn, "effects", lambda *_: [])
    assert ("The bloc would end." in turn._leaving(choices(stayed, left), 0)) is ends
