"""Ensembles: sizes refused, chunks that make no difference, and what happens when nothing can be kept on disk."""

import errno

import numpy as np
import pytest

import balkansim
from balkansim.errors import BalkansimError
from balkansim.evidence.evidence import new
from balkansim.forecasts.forecast import evidence_told
from balkansim.model.compiling import call, rules_hash
from balkansim.model.ensemble import Ensemble, Size
from balkansim.model.rulebook.threat import threat
from balkansim.scenario.resolve import load


@pytest.mark.parametrize("wrong", [{"draws": 0}, {"histories": 0}, {"seed": -1}, {"draws": True}, {"histories": 2**32}])
def test_a_size_that_cannot_be_run_is_refused(wrong):
    with pytest.raises(BalkansimError, match=next(iter(wrong))):
        Size(**wrong)


@pytest.mark.parametrize("draws", [1, 19, 20, 21, 203])
def test_chunks_are_whole_draws_that_begin_at_multiples_of_four(draws):
    chunks = list(Ensemble(None, Size(draws, 20)).chunks())
    assert [first for first, _ in chunks] == list(np.cumsum([0, *(count for _, count in chunks)])[:-1])
    assert sum(count for _, count in chunks) == draws
    assert all(first % 4 == 0 for first, _ in chunks)


def test_few_draws_are_shared_among_the_cores_and_many_histories_go_in_small_chunks(monkeypatch):
    monkeypatch.setattr("balkansim.model.ensemble.os.cpu_count", lambda: 4)
    assert list(Ensemble(None, Size(50, 8)).chunks()) == [(0, 16), (16, 16), (32, 16), (48, 2)]
    assert max(count for _, count in Ensemble(None, Size(2000, 20)).chunks()) == 52
    assert max(count for _, count in Ensemble(None, Size(2000, 5000)).chunks()) == 4


def test_the_number_of_threads_makes_no_difference(evidence):
    from balkansim.scenario.resolve import resolve

    scenario, an_ensemble = resolve("baseline", evidence=evidence), Ensemble(evidence, Size(24, 2, 3))
    one, two = (
        an_ensemble.over_chunks(lambda first, draws: an_ensemble.run_arm(scenario, first, draws).tension, jobs=jobs)
        for jobs in (1, 2)
    )
    np.testing.assert_array_equal(np.concatenate(one), np.concatenate(two))


def test_a_full_disk_is_said_and_done_without(capsys):
    calls = []

    def entry(*arguments):
        calls.append(arguments)
        if len(calls) == 1:
            raise OSError(errno.ENOSPC, "No space left on device")
        return "ran"

    assert call(entry, 1, 2) == "ran"
    assert calls == [(1, 2), (1, 2)]
    assert "No space left" in capsys.readouterr().err


def test_the_rulebook_hash_names_stand_ins():
    assert rules_hash({}) == rules_hash({})
    assert rules_hash({threat: lambda c, *inputs: 0.5}) != rules_hash({})
    assert balkansim.run_ensemble("baseline", draws=1, histories=1).rulebook == rules_hash({})


def test_changed_coefficients_are_read_again_and_changed_forecasts_are_told(tmp_path):
    from balkansim.evidence.evidence import load_evidence

    folder = new(tmp_path / "mine")
    before = balkansim.run_ensemble("baseline", draws=1, histories=2, evidence=folder)
    parameters = folder / "parameters.toml"
    text = parameters.read_text(encoding="utf-8")
    parameters.write_text(
        text.replace("tension_noise = { value = 0.09", "tension_noise = { value = 0.1"),
        encoding="utf-8",
    )
    after = balkansim.run_ensemble("baseline", draws=1, histories=2, evidence=folder)
    assert not np.array_equal(before.trajectories.tension, after.trajectories.tension)
    forecasts = folder / "forecasts.toml"
    forecasts.write_text(forecasts.read_text(encoding="utf-8") + "\n# changed\n", encoding="utf-8")
    assert "changed after they had been fixed" in evidence_told(load_evidence(folder))


def test_luck_reaches_every_vetoer_whatever_the_first_draw_has(evidence):
    uncertain = ["pfp_vetoers=0..8", "pfp_attempts=3", "pfp_consent=-0.5"]
    scenario, known = load("baseline", set_=uncertain, evidence=evidence)
    an_ensemble = Ensemble(known, Size(8, 20, 1))
    assert (
        an_ensemble.start(scenario, 0, 8).worlds["vetoers"].max()
        > an_ensemble.start(scenario, 0, 1).worlds["vetoers"][0]
    )
    alone = an_ensemble.run_arm(scenario, 4, 4).ends["pfp"]
    assert (an_ensemble.run_arm(scenario, 0, 8).ends["pfp"][80:] == alone).all()
    assert (alone > -1000).any()
