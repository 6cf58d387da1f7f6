"""How a sweep is cut: every row once, whole draws where they fit, and shards that are disjoint."""

from __future__ import annotations

from collections import Counter

import pytest

from balkansim.errors import BalkansimError
from balkansim.experiments.chunks import Cut, Shard, shard_of


@pytest.mark.parametrize(
    ("points", "draws", "histories", "at_once"),
    [(1, 1, 1, 1040), (7, 4, 5, 60), (7, 4, 5, 1040), (3, 50, 20, 240), (2, 9, 100, 150), (2, 1, 5000, 1040)],
)
def test_every_row_of_every_point_is_in_one_chunk(points: int, draws: int, histories: int, at_once: int) -> None:
    cut = Cut(points, draws, histories, at_once)
    chunks = list(cut)
    rows = Counter((point, row) for c in chunks for point in c.points for row in range(c.first, c.last))
    assert set(rows) == {(point, row) for point in range(points) for row in range(draws * histories)}
    assert set(rows.values()) == {1}
    assert [chunk.index for chunk in chunks] == list(range(len(cut)))
    assert sum(chunk.rows for chunk in chunks) == points * draws * histories


def test_small_points_go_together_and_large_ones_are_cut_at_multiples_of_four_draws() -> None:
    assert [list(chunk.points) for chunk in Cut(5, 4, 5, 45)] == [[0, 1], [2, 3], [4]]
    assert [(chunk.first, chunk.last) for chunk in Cut(1, 50, 20, 250)] == [
        (0, 240),
        (240, 480),
        (480, 720),
        (720, 960),
        (960, 1000),
    ]
    assert all(chunk.whole for chunk in Cut(5, 4, 5, 45))
    assert not any(chunk.whole for chunk in Cut(1, 50, 20, 250))


def test_one_draw_of_very_many_histories_is_cut_too() -> None:
    assert [(chunk.first, chunk.last) for chunk in Cut(1, 1, 2500, 1000)] == [(0, 1000), (1000, 2000), (2000, 2500)]


def test_shares_are_disjoint_and_complete() -> None:
    shards = [shard_of(f"{k}/3") for k in (1, 2, 3)]
    assert [[chunk in shard for shard in shards].count(True) for chunk in range(10)] == [1] * 10
    assert 0 in shards[0]
    assert shard_of(None) == Shard(1, 1)


@pytest.mark.parametrize("text", ["0/3", "4/3", "1/0", "3", "a/b", "1/", "-1/3", "1/2/3"])
def test_a_share_that_there_is_not_is_refused(text: str) -> None:
    with pytest.raises(BalkansimError, match="is no shard"):
        shard_of(text)
