"""The directions of the design, on the whole model: in expectation, on common random numbers, all else equal."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np
import pytest

import running
from balkansim.model.ensemble import Record
from balkansim.model.mesa_model import BalkanModel
from balkansim.scenario.scenario import Event

DRAWS, RUNS = 40, 10
SRB, XKX, ALB, HRV, HUN, SVK, BGR, MKD, BIH, MNE = range(10)
KOSOVO, LINE = 0, 1
ADRIATIC, SERBIAN = 0, 1
SERIOUS = 3
WATCHED = (
    "threat",
    "expenditure",
    "tension",
    "cohesion",
    "cohesion_dev",
    "pressure_dev",
    "secession_dev",
    "provokes",
    "encouragement",
    "mediation",
    "stretch",
    "propensity",
)
JULY = 3


@cache
def kept(name: str) -> Record:
    """Return what is kept of a shipped scenario's ensemble."""
    return running.ensemble(name, DRAWS, RUNS)


@cache
def baseline() -> dict[str, Any]:
    """Return films of the baseline."""
    return films("baseline")


def films(world: Any) -> dict[str, Any]:
    """Return films of a world: 24 draws times two histories, three years."""
    return running.films(world, WATCHED, 24, 2, months=36)


def shocked(*events: Event, settings: Mapping[str, float] | None = None) -> dict[str, Any]:
    """Return films of the baseline with dated events."""
    return films(running.changed(running.with_events("baseline", *events), settings or {}))


def serious(name: str, flashpoint: int) -> float:
    """Return the share of months with a serious incident after July 2025."""
    return float((kept(name).monthly["severity"][:, JULY + 1 :, flashpoint] >= SERIOUS).mean())


def test_a_smaller_kfor_makes_serious_incidents_in_the_north_likelier() -> None:
    assert serious("kfor-drawdown", KOSOVO) > serious("baseline", KOSOVO)
    hazard = [kept(name).monthly["hazard"][:, JULY + 1 :, KOSOVO].mean() for name in ("kfor-drawdown", "baseline")]
    assert hazard[0] > 1.1 * hazard[1]


def test_an_inclusive_dialogue_makes_them_rarer() -> None:
    assert serious("inclusive-dialogue", KOSOVO) < serious("baseline", KOSOVO)


def test_kosovos_army_raises_serbias_threat() -> None:
    early = films("kosovo-army-early")["threat"][:, 12:, SRB, XKX].mean()
    assert early > baseline()["threat"][:, 12:, SRB, XKX].mean()


def test_us_retrenchment_lowers_encouragement_and_mediation_and_what_hangs_on_them() -> None:
    gone = films("us-retrenchment")
    usa = list(running.scenario("baseline").patrons).index("USA")
    for lever in ("encouragement", "mediation"):
        assert (gone[lever][:, JULY:, usa] < baseline()[lever][:, JULY:, usa]).mean() > 0.9
    assert gone["provokes"][:, JULY + 1 :].mean() > baseline()["provokes"][:, JULY + 1 :].mean()
    outside = baseline()["propensity"][:, JULY + 1, BGR, ADRIATIC] - gone["propensity"][:, JULY + 1, BGR, ADRIATIC]
    assert outside.mean() > 0.0


def test_a_serbian_counter_bloc_can_form_by_itself() -> None:
    ends = running.ensemble("march-2025", 100, 20).ends
    made = ends["founded"][:, 1] > running.scenario("march-2025").start
    serbian = made & (ends["member"][:, SRB, 1] == 1)
    assert serbian.any(), f"a second bloc forms in {made.mean():.1%} of histories, never with Serbia in it at the end"


@pytest.mark.parametrize("name", ["no-blocs", "null-world"])
def test_without_blocs_none_is_ever_founded(name: str) -> None:
    world = running.changed(name, {"founding_base": 1000.0})
    assert running.films(world, ["opened"], 8, 5)["opened"].sum() == 0


def eager_world() -> Any:
    """Return a world in which everybody joins, founds and leaves in haste."""
    return running.changed(
        "baseline",
        {"accession_base": 20.0, "consent_base": 9.0, "founding_base": 5.0, "exit_base": 1.0, "cooloff_months": 1.0},
    )


def test_nobody_is_ever_in_two_opposed_blocs() -> None:
    found = running.films(eager_world(), ["member", "opposed", "alive", "declined", "opened"], 20, 3)
    member, living = found["member"].astype(float), found["alive"].astype(float)
    together = np.einsum("htbi,htci->htbc", member * living[..., None], member * living[..., None])
    assert ((together > 0.0) & (found["opposed"] == 1)).sum() == 0
    assert (member.sum(axis=2).max(axis=1) >= 1.0).any()
    assert found["opened"][:, -1].max() > 2


def test_a_bloc_founded_this_month_has_luck_of_its_own() -> None:
    """Its first exercise, lapse and noise in cohesion come from draws of this month, never from a slot left undrawn."""
    model = BalkanModel(running.changed("march-2025", {"founding_base": 5.0}), rng=7, evidence=running.evidence())
    opened = 1
    while model.running and opened < 3:
        model.step()
        for b in range(opened, int(model.world.opened[0])):
            assert model.luck.lapse[b] > 0.0, f"bloc {b}, founded in month {model.month}"
            assert model.luck.cohesion[b] > 0.0
        opened = int(model.world.opened[0])
    assert opened > 1


def test_a_history_is_the_same_alone_and_in_company() -> None:
    """Even where many blocs are founded, nothing of the history before is left in the luck of the next."""
    made = running.an_ensemble(8, 5)
    start = made.start(running.changed("march-2025", {"founding_base": 5.0}), 0, 8)
    draw_of = np.repeat(np.arange(8), 5)
    keys = np.arange(40)
    together = made.run(start, draw_of, keys, 60)
    for h in range(40):
        alone = made.run(start, draw_of[h : h + 1], keys[h : h + 1], 60)
        assert np.array_equal(alone.monthly[0], together.monthly[h]), h
        assert np.array_equal(alone.tension[0], together.tension[h]), h


def test_declining_is_recorded() -> None:
    assert kept("baseline").ends["declined"][:, :10].sum() > 0


def test_an_invitation_brings_accessions_and_openness_consent() -> None:
    joined = [(kept(name).ends["member"][:, BGR, ADRIATIC] == 1).mean() for name in ("bulgaria-invited", "baseline")]
    assert joined[0] > joined[1]
    vetoed = [
        running.ensemble(running.changed("baseline", {"openness.adriatic": openness}), 20, 5).ends["vetoed"].sum()
        for openness in (0.05, 0.95)
    ]
    assert vetoed[0] > vetoed[1]


def test_cohesion_falls_with_budget_stretch_and_lapse_follows() -> None:
    tired = films("budget-fatigue")
    assert tired["stretch"][:, 12].mean() > baseline()["stretch"][:, 12].mean()
    assert tired["cohesion"][:, 12:, :2].mean() < baseline()["cohesion"][:, 12:, :2].mean()
    alive = [(kept(name).ends["ended"][:, :2] > 0).mean() for name in ("budget-fatigue", "baseline")]
    assert alive[0] > alive[1]


def test_a_change_of_government_shakes_a_leader_dependent_bloc_only() -> None:
    fall = Event("fall", 5, "turnover", states=("HUN",))
    falls = []
    for dependence in (0.0, 1.0):
        settings = {"leader_dependence.serbia-hungary": dependence}
        calm = films(running.changed("baseline", settings))["cohesion_dev"][:, 5, SERBIAN]
        falls.append((shocked(fall, settings=settings)["cohesion_dev"][:, 5, SERBIAN] - calm).mean())
    assert falls[1] < -0.2
    assert abs(falls[0]) < 0.05


def test_lapse_and_exit_follow_low_cohesion() -> None:
    ended, left = [], []
    for cohesion in (0.15, 0.85):
        settings = {"cohesion.adriatic": cohesion, "cohesion.serbia-hungary": cohesion}
        world = running.changed("baseline", settings, founding=False)
        found = running.films(world, ["ended", "left"], 40, 5)
        ended.append((found["ended"][:, -1, :2] > 0).mean())
        left.append((found["left"][:, -1, :, :2] > 0).mean())
    assert ended[0] > ended[1]
    assert left[0] > left[1]


def test_the_arming_of_one_raises_threat_to_and_then_arming_of_rivals() -> None:
    more = shocked(Event("spree", 1, "expenditure", states=("SRB",), change=0.5))
    threat = (more["threat"] - baseline()["threat"])[:, 2, :, SRB].mean(axis=0)
    assert all(threat[i] > 0.0 for i in (XKX, HRV, ALB, BIH))
    spent = np.log(more["expenditure"][..., :10] / baseline()["expenditure"][..., :10])
    assert abs(spent[:, 8, HRV]).max() == 0.0
    assert spent[:, 21, HRV].mean() > 0.0
    assert spent[:, 21, XKX].mean() > 0.0


def test_an_incident_rallies_and_the_rally_passes() -> None:
    clash = Event("clash", 6, "incident", flashpoint="northern-kosovo", severity=4)
    change = (shocked(clash)["pressure_dev"] - baseline()["pressure_dev"])[:, :, [SRB, XKX]].mean(axis=(0, 2))
    assert np.array_equal(change[:6], np.zeros(6))
    assert change[6] < -0.3
    assert change[6] < change[12] < change[30]
    assert abs(change[30]) < 0.75 * abs(change[6])


def test_an_incident_raises_tension_which_then_returns() -> None:
    clash = Event("clash", 6, "incident", flashpoint="northern-kosovo", severity=4)
    change = (shocked(clash)["tension"] - baseline()["tension"])[:, :, SRB, XKX].mean(axis=0)
    protest = Event("protest", 6, "incident", flashpoint="northern-kosovo", severity=1)
    lesser = (shocked(protest)["tension"] - baseline()["tension"])[:, :, SRB, XKX].mean(axis=0)
    assert change[6] > 2.0 * lesser[6] > 0.0
    assert change[36] < 0.6 * change[6:18].max()


@pytest.mark.parametrize(
    ("event", "sign"),
    [
        (Event("e", 2, "posture", patron="EU", lever="leverage", value=1.0), -1),
        (Event("e", 2, "posture", patron="NATO", lever="leverage", value=1.0), -1),
        (Event("e", 2, "posture", patron="USA", lever="leverage", value=0.0), 1),
    ],
    ids=["EU up", "NATO up", "USA down"],
)
def test_leverage_lowers_secession_pressure(event: Event, sign: int) -> None:
    change = shocked(event)["secession_dev"][:, 24, 0] - baseline()["secession_dev"][:, 24, 0]
    assert sign * change.mean() > 0.0


def test_backing_and_polarisation_raise_secession_pressure() -> None:
    """A backer is emboldened by a bloc of its own; polarisation counts by the weight of its coefficient."""
    with_bloc = kept("baseline").monthly["secession"][:, 12, 0] - kept("no-blocs").monthly["secession"][:, 12, 0]
    assert with_bloc.mean() > 0.0
    split = [Event(f"e{k}", 2, "turnover", states=(s,)) for k, s in enumerate(("HRV", "ALB"))]
    low, high = (shocked(*split, settings={"secession_polarisation": s}) for s in (0.0, 0.2))
    world = running.changed(running.with_events("baseline", *split), {"secession_polarisation": 0.2})
    moved = running.films(world, ["polarisation"], 24, 2, months=36)["polarisation"][:, :, 0]
    rise = moved[:, :36].mean(axis=1) - moved[:, 0]
    change = high["secession_dev"][:, 36, 0] - low["secession_dev"][:, 36, 0]
    assert np.corrcoef(rise, change)[0, 1] > 0.5


def test_a_rung_is_left_more_slowly_than_it_is_reached() -> None:
    rung = running.films("baseline", ["rung"], 40, 5)["rung"][..., :2]
    steps = np.diff(rung, axis=1)
    climbs, descents = steps[steps > 0.0], -steps[steps < 0.0]
    assert descents.max() <= 1.0
    assert climbs.mean() > descents.mean()
    stays = {r: (steps[rung[:, :-1] == r] >= 0.0).mean() for r in (1.0, 2.0, 3.0)}
    assert stays[1.0] < stays[2.0] < stays[3.0]


def test_a_provocation_received_raises_the_chance_of_provoking_back() -> None:
    chances = []
    for memory in (0.0, 1.0):
        signal = response(memory, "provoked_memory")
        chances.append(signal)
    assert chances[1] > chances[0]


def response(memory: float, field: str, field_value: Mapping[str, float] | None = None) -> float:
    """Return the chance, over even luck, that Serbia provokes (or conciliates) Kosovo at a given memory."""
    from balkansim.model.moves.signal import signal

    w, c, u = running.plain_world("baseline")
    for name, value in (field_value or {}).items():
        getattr(w, name)[SRB] = value
    getattr(w, field)[SRB, XKX] = memory
    act = w.provokes if field == "provoked_memory" else w.conciliates
    hits, grid = 0.0, np.linspace(0.0005, 0.9995, 1000)
    for luck in grid:
        u.conduct[:] = luck
        signal(w, c, u, SRB)
        hits += act[SRB, XKX]
    return hits / len(grid)


def test_a_conciliation_received_raises_the_chance_of_conciliating() -> None:
    assert response(1.0, "conciliated_memory") > response(0.0, "conciliated_memory")


def test_trouble_at_home_raises_provocation() -> None:
    protest = Event("protest", 4, "pressure", states=("SRB",), change=3.0)
    change = shocked(protest)["provokes"][:, 4:10, SRB] - baseline()["provokes"][:, 4:10, SRB]
    assert change.mean() > 0.0


@pytest.mark.parametrize(("form", "sign"), [("restrain", -1), ("embolden", 1)])
def test_allies_restrain_or_embolden_by_the_theory_taken(form: str, sign: int) -> None:
    """A bond moves the hazard at the north by the sign of the form, and the end of both blocs undoes it."""
    world = running.changed("baseline", theory={"alliances": form})
    without = running.changed(world, {"hazard_alliance": 0.0})
    own, other = (running.ensemble(w, DRAWS, RUNS).monthly["hazard"][:, 1:, KOSOVO].mean() for w in (world, without))
    assert sign * (own - other) > 0.0
    ends = [Event(f"end-{bloc}", 2, "lapse", bloc=bloc) for bloc in world.blocs]
    ended = running.ensemble(running.with_events(world, *ends), DRAWS, RUNS).monthly["hazard"][:, 6:, KOSOVO].mean()
    if form == "embolden":
        assert ended <= own


def test_a_guarantee_makes_armed_clashes_rarer() -> None:
    worlds = [running.changed("baseline", {"severity_guarantee": x}) for x in (0.0, 1.5)]
    low, high = ((running.ensemble(w, DRAWS, RUNS).monthly["severity"][:, 1:, KOSOVO] == 4).mean() for w in worlds)
    assert high < low


def test_recognition_lowers_tension_by_a_twentieth_within_three_years_in_the_median_draw() -> None:
    world = running.with_events("baseline", Event("yes", 2, "recognition", states=("SRB",), toward="XKX"))
    change = (films(world)["tension"] - baseline()["tension"])[:, :, SRB, XKX].reshape(24, 2, -1).mean(axis=1)
    assert np.median(change[:, 36]) < -0.05


def test_a_crisis_with_two_partners_of_a_bloc_heats_the_flashpoint_of_the_third() -> None:
    world = running.changed("baseline", theory={"contagion": "partners"})
    crises = [Event(f"crisis-{s}", 2, "tension", states=("SRB", s), change=2.0) for s in ("ALB", "HRV")]
    hot = running.ensemble(running.with_events(world, *crises), DRAWS, RUNS).monthly["hazard"][:, 3:15, KOSOVO]
    assert hot.mean() > 1.02 * running.ensemble(world, DRAWS, RUNS).monthly["hazard"][:, 3:15, KOSOVO].mean()


def test_arms_for_one_raise_its_rivals_threat_and_tension() -> None:
    base = running.changed("baseline", {"supply.TUR.XKX": 0.1, "supply.NATO.XKX": 0.1})
    armed = films(running.with_events(base, Event("arms", 2, "supply", patron="TUR", states=("XKX",), value=0.9)))
    plain = films(base)
    assert (armed["threat"] - plain["threat"])[:, 3:, SRB, XKX].mean() > 0.005
    assert (armed["tension"] - plain["tension"])[:, 3:15, SRB, XKX].mean() > 0.01


def test_only_a_mediator_whom_both_sides_accept_calms() -> None:
    def calmed(patron: str) -> float:
        lines = {"SRB.EU": 0.3, "XKX.RUS": -0.8}
        settings = {f"{kind}.{who}": x for kind in ("commitment", "government_line") for who, x in lines.items()}
        settings |= {"mediation.EU": 0.2, "mediation.RUS": 0.2}
        base = running.changed("baseline", settings)
        world = running.with_events(base, Event("talks", 1, "posture", patron=patron, lever="mediation", value=1.0))
        own, other = (running.ensemble(w, DRAWS, RUNS).monthly["hazard"][:, 2:14, KOSOVO].mean() for w in (world, base))
        return float(own / other - 1.0)

    assert calmed("EU") < -0.05
    assert abs(calmed("RUS")) < 0.01


def test_friends_provoke_each_other_hardly_ever() -> None:
    acts = baseline()["provokes"][:, 1:]
    assert acts[:, :, ALB, HRV].mean() == acts[:, :, ALB, XKX].mean() == 0.0
    assert acts[:, :, SRB, XKX].mean() > acts[:, :, XKX, SRB].mean() > acts[:, :, SRB, HUN].mean()


def test_opposed_blocs_raise_threat_while_deterrence_and_mediation_hold_members_back() -> None:
    """The net effect of blocs on clashes is not fixed: neither sign of it is certain over parameter draws."""
    base, without = (kept(name).monthly["hazard"][:, 1:, :2].sum(axis=(1, 2)) for name in ("baseline", "no-blocs"))
    by_draw = (base - without).reshape(DRAWS, RUNS).mean(axis=1)
    assert 0.02 < (by_draw > 0.0).mean() < 0.98


RICHARDSON = [(0.05, 0.1, 2), (0.2, 0.1, 2), (0.09, 0.1, 2), (0.11, 0.1, 2)]


@pytest.mark.parametrize(("reaction", "fatigue", "states"), RICHARDSON)
def test_an_arms_race_runs_away_exactly_under_richardsons_condition(
    reaction: float, fatigue: float, states: int
) -> None:
    """Two states, each the other's only rival: unstable exactly where reaction exceeds fatigue."""
    from balkansim.model.rulebook.armament import expenditure_growth

    c = running.plain_world("baseline")[1]
    c = c._replace(arms_rival=reaction, arms_burden=fatigue, arms_trend=0.0, arms_supply=0.0)
    arms = np.full(states, 1e-3)
    for _year in range(40):
        growth = [expenditure_growth(c, 0.0, arms[1 - i], 0.0, arms[i], 0.0, 0.0, 1.0, 0.0, 0.0) for i in range(states)]
        arms += np.array(growth)
    assert bool(arms[0] > 1e-3) is (reaction > fatigue)
