"""What a plan says follows from its numbers, and making one leaves nothing behind."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from balkansim.experiments.plan import BETWEEN_DRAWS, Plan, bytes_of, monte_carlo_error, plan, seconds_a_history
from balkansim.experiments.run import sweep
from balkansim.experiments.sweep import Sweep
from balkansim.forecasts.intervals import between_draws, spread
from balkansim.model.ensemble import Size

Load = Callable[..., Sweep]
TINY = 'method = "grid"\ndraws = 4\nhistories = 2\n[set]\nhorizon = 12\n[factors]\nnoise = { values = [0.5, 1] }\n'


def a_plan(**changed: Any) -> Plan:
    told: dict[str, Any] = {
        "name": "trial",
        "question": "What if?",
        "method": "grid",
        "points": 400,
        "factors": (("dialogue", "0 to 1, 20 values"), ("noise", "0 to 1, 20 values")),
        "size": Size(50, 10, 3),
        "at_median": False,
        "common": True,
        "forecasts": ("F1",),
        "arms": ("scenario",),
        "seconds": 0.003,
        "cores": 2,
        "disk": 2.5e6,
    }
    return Plan(**{**told, **changed})


def test_histories_and_minutes_multiply() -> None:
    found = a_plan()
    assert (found.histories_a_point, found.histories) == (500, 200_000)
    assert found.minutes == pytest.approx(200_000 * 0.003 / 2 / 60)
    assert found.shards == 1
    assert a_plan(seconds=0.3).shards == math.ceil(500 / 60)
    assert a_plan(seconds=0.3, points=3, size=Size(5000, 20, 1)).shards == 3


def test_chance_alone_gives_the_binomial_error_and_draws_that_differ_more() -> None:
    assert a_plan().error_of_chance == pytest.approx(math.sqrt(0.25 / 500))
    expected = math.sqrt(0.25 * (BETWEEN_DRAWS + (1 - BETWEEN_DRAWS) / 10) / 50)
    assert a_plan().error == pytest.approx(expected)
    assert a_plan(at_median=True, size=Size(1, 500, 1)).error == pytest.approx(math.sqrt(0.25 / 500))


def test_the_error_is_the_ledgers_where_draws_differ_as_assumed() -> None:
    """Hits drawn from a beta-binomial whose variance between draws is a quarter of the whole."""
    size, shape = Size(4000, 20, 1), 1.5
    rng = np.random.default_rng(4)
    hits = rng.binomial(20, rng.beta(shape, shape, size=4000))
    assert between_draws(hits, 20) / 0.25 == pytest.approx(0.25, abs=0.02)
    assert spread(hits, 20).mc_error == pytest.approx(monte_carlo_error(size, 0.25), rel=0.03)


def test_it_prints_within_a_hundred_columns_and_gives_frames() -> None:
    text = str(a_plan(seconds=0.3, forecasts=tuple(f"F{k}" for k in range(40))))
    assert max(map(len, text.splitlines())) <= 100
    for said in ("400 points", "200,000 histories", "50 parameter draws x 10", "8.3 hours", "2.5 MB", "--shard 1/9"):
        assert said in text
    assert text.isascii()
    assert a_plan().to_frame().values.tolist() == [["dialogue", "0 to 1, 20 values"], ["noise", "0 to 1, 20 values"]]
    assert a_plan().as_dict()["histories"] == 200_000
    assert "<table>" in a_plan()._repr_html_()


def test_a_plan_times_a_few_histories_and_writes_nothing(
    load: Load, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    loaded = load('forecasts = ["F2-N", "F6"]\n' + TINY)
    before = sorted(tmp_path.iterdir())
    found = plan(loaded)
    assert sorted(tmp_path.iterdir()) == before
    assert found.arms == ("scenario", "no-blocs")
    assert found.forecasts == ("F2-N", "F6")
    assert found.seconds > 0
    assert re.search(r"16 histories; seed 1", str(found))


def test_time_is_what_many_histories_take_beyond_a_few(load: Load) -> None:
    """A clock by which few histories take 7 seconds and many 43, at either point: 36 histories take 36 seconds."""
    ticks = iter([0, 9, 9, 16, 16, 59] * 2)
    loaded = load('forecasts = ["F1"]\n' + TINY)
    assert seconds_a_history(loaded, lambda: float(next(ticks))) == pytest.approx(1.0)


@pytest.mark.parametrize(("draws", "points"), [(8, "[0.5, 0.75, 1]"), (100, "[0.5, 1]")])
def test_disk_is_about_what_a_run_takes(load: Load, tmp_path: Path, draws: int, points: str) -> None:
    """In one piece a point, and in two."""
    body = TINY.replace("draws = 4\nhistories = 2", f"draws = {draws}\nhistories = 20").replace("[0.5, 1]", points)
    body = body.replace("horizon = 12", "horizon = 36")
    loaded = load('forecasts = ["F1"]\n' + body)
    sweep(loaded, tmp_path / "out", jobs=1)
    found = sum(path.stat().st_size for path in (tmp_path / "out").rglob("*") if path.is_file())
    assert bytes_of(loaded) == pytest.approx(found, rel=0.25)
