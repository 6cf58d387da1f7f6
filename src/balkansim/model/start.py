"""Starting worlds: one a parameter draw, every field filled from scenario, claims, figures and coefficients."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np

from balkansim.evidence.coefficients import coefficient_dtype, coefficient_names
from balkansim.model.moves.attraction import THEORY_CODES
from balkansim.model.moves.calendar import EVENT_CODES
from balkansim.model.sampling import Sampler
from balkansim.model.world import CAPACITY, empty_worlds
from balkansim.months import month_index, month_of
from balkansim.scenario.names import known_actors
from balkansim.scenario.scenario import Event, Scenario


@dataclass(frozen=True)
class Names:
    """Names by slot, in canonical order.

    ``actors``, ``patrons``, ``blocs``, ``flashpoints``, ``entities``: codes and short names; bloc slots that only a run
    can open are named ``founded-1``, ``founded-2``, ...
    """

    actors: tuple[str, ...]
    patrons: tuple[str, ...]
    blocs: tuple[str, ...]
    flashpoints: tuple[str, ...]
    entities: tuple[str, ...]


def names_of(scenario: Scenario) -> Names:
    """Return who stands in which slot of a scenario's world."""
    free = CAPACITY["bloc"] - len(scenario.blocs)
    founded = tuple(f"founded-{k + 1}" for k in range(free))
    return Names(
        tuple(scenario.roster),
        tuple(scenario.patrons),
        (*scenario.blocs, *founded),
        tuple(scenario.flashpoints),
        tuple(scenario.entities),
    )


def nearness(sampler: Sampler, one: str, other: str) -> str:
    """Return the name of the coefficient that says how near two states are."""
    if borders(sampler, one, other):
        return "proximity_land"
    if sampler.evidence.figures.figure("sea_neighbours", one, other) is not None:
        return "proximity_sea"
    everyone = dict.fromkeys([*sampler.scenario.roster, *known_actors()["states"]])
    between = (state for state in everyone if state not in (one, other))
    if any(borders(sampler, one, state) and borders(sampler, state, other) for state in between):
        return "proximity_second"
    return "proximity_far"


def borders(sampler: Sampler, one: str, other: str) -> bool:
    """Tell whether two states share a land border, by the scenario or the figures."""
    for state, neighbour in ((one, other), (other, one)):
        spec = sampler.scenario.states.get(state)
        if spec is not None and spec.neighbours is not None and neighbour in spec.neighbours:
            return True
    known = known_actors()["states"]
    if one not in known or other not in known:
        return False
    return sampler.evidence.figures.figure("land_border_km", one, other) is not None


CANDIDACY = {"candidate": 1.0, "potential-candidate": 0.5}
TERM_MONTHS = 48
LEVERS = {"encouragement": "encouragement", "mediation": "mediation", "giving": "aid", "leverage": "leverage"}
OF_STATES = {
    "dependence": "supplier_dependence",
    "standing_pressure": "domestic_pressure",
    "kosovo_salience": "kosovo_salience",
    "audience": "audience_cost",
    "neutrality": "neutrality",
    "standing_stretch": "budget_stretch",
    "standing_partnership": "nato_partnership",
}
OF_BLOCS = ("depth", "openness", "leader_dependence", "signalling")


@dataclass(frozen=True)
class Start:
    """Where the histories of an arm start.

    ``worlds``: structured array of worlds, shape (draws,). ``coefficients``: structured array of coefficients, shape
    (draws,).
    """

    scenario: Scenario
    names: Names
    worlds: Any
    coefficients: Any

    @property
    def draws(self) -> int:
        """Number of parameter draws."""
        return len(self.worlds)


def start_of(sampler: Sampler) -> Start:
    """Fill the starting worlds and coefficients of a scenario."""
    scenario = sampler.scenario
    names = names_of(scenario)
    worlds = empty_worlds(sampler.draws)
    fill_counts(worlds, scenario, names)
    fill_theory(worlds, sampler, names)
    fill_states(worlds, sampler, names)
    fill_dyads(worlds, sampler, names)
    fill_patrons(worlds, sampler, names)
    fill_blocs(worlds, sampler, names)
    fill_flashpoints(worlds, sampler, names)
    fill_events(worlds, scenario, names)
    return Start(scenario, names, worlds, coefficients_of(sampler))


def coefficients_of(sampler: Sampler) -> Any:
    """Draw every coefficient; the scale of all noise is applied here."""
    drawn = np.zeros(sampler.draws, dtype=coefficient_dtype())
    for name in coefficient_names():
        drawn[name] = sampler.coefficient(name)
    for name in coefficient_names():
        if name.endswith("_noise"):
            drawn[name] *= drawn["noise"]
    return drawn


def fill_counts(worlds: Any, scenario: Scenario, names: Names) -> None:
    """Fill sizes, switches and the clock."""
    worlds["actors"], worlds["patrons"] = len(names.actors), len(names.patrons)
    worlds["flashpoints"], worlds["entities"] = len(names.flashpoints), len(names.entities)
    worlds["founding_allowed"], worlds["elections_held"] = int(scenario.founding), int(scenario.elections)
    worlds["nato_patron"] = names.patrons.index("NATO") if "NATO" in names.patrons else -1
    worlds["eu_patron"] = names.patrons.index("EU") if "EU" in names.patrons else -1
    worlds["clock"] = scenario.start


def fill_theory(worlds: Any, sampler: Sampler, names: Names) -> None:
    """Fill which theory of accession each draw takes."""
    codes = np.array([THEORY_CODES[form] for form in sampler.theories["accession"].forms])
    worlds["theory"] = codes[sampler.form("accession")]


def fill_states(worlds: Any, sampler: Sampler, names: Names) -> None:
    """Fill what is known of each state."""
    spending = np.stack([measured(sampler, "expenditure", state) for state in names.actors])
    middle = np.median(spending, axis=0)
    for i, state in enumerate(names.actors):
        spec, status = sampler.scenario.states[state], sampler.eu_status(state)
        worlds["nato"][:, i] = float(sampler.is_nato(state))
        worlds["eu"][:, i] = float(status == "member")
        worlds["candidacy"][:, i] = CANDIDACY.get(status, 0.0)
        worlds["arms_bound"][:, i] = float(said(spec.arms_limits, sampler, "arms_limits_1996", state))
        worlds["pfp"][:, i] = worlds["pfp_start"][:, i] = float(said(spec.pfp, sampler, "pfp_since", state))
        for field in ("base_expenditure", "expenditure", "expected_expenditure"):
            worlds[field][:, i] = spending[i] / middle
        worlds["base_burden"][:, i] = measured(sampler, "burden", state)
        for field, quantity in OF_STATES.items():
            worlds[field][:, i] = sampler.quantity(quantity, state)
        fill_conversion(worlds, sampler, i, state)
        fill_election(worlds, sampler, i, state)


def measured(sampler: Sampler, variable: str, state: str) -> Any:
    """Return a figure of a state, as the scenario sets it or as it was measured: shape (draws,)."""
    given = sampler.given(f"{variable}.{state}")
    if given is not None:
        return given
    own = getattr(sampler.scenario.states[state], variable)
    return np.full(sampler.draws, sampler.evidence.figures.required(variable, state) if own is None else float(own))


def said(spec: bool | None, sampler: Sampler, variable: str, state: str) -> bool:
    """Return what a scenario says of a state, or whether the figures have a row for it."""
    return sampler.evidence.figures.figure(variable, state) is not None if spec is None else spec


def fill_conversion(worlds: Any, sampler: Sampler, i: int, state: str) -> None:
    """Fill the conversion of a security force: under way only where a claim or the scenario speaks of it.

    In a world at rest it stands still.
    """
    under_way = (
        sampler.given(f"army_conversion.{state}") is not None
        or sampler.estimate("army_conversion", state).origin == "documented"
    )
    worlds["conversion_start"][:, i] = sampler.quantity("army_conversion", state) if under_way else 1.0
    worlds["conversion"][:, i] = worlds["conversion_start"][:, i]
    worlds["pace"][:, i] = 0.0 if sampler.scenario.at_rest else 1.0


def fill_election(worlds: Any, sampler: Sampler, i: int, state: str) -> None:
    """Fill the next scheduled election and the time between elections."""
    due = sampler.scenario.states[state].election
    if due is None:
        written = sampler.evidence.figures.word("election_due", state)
        due = month_index(written) if written else None
    term = int(sampler.evidence.figures.value("election_term_months", state) or TERM_MONTHS)
    worlds["election_term"][:, i] = term
    if due is not None:
        while due <= sampler.scenario.start:
            due += term
        worlds["election_month"][:, i] = due


def fill_dyads(worlds: Any, sampler: Sampler, names: Names) -> None:
    """Fill tension, grievance, ties, nearness and recognition between states."""
    for i, j in combinations(range(len(names.actors)), 2):
        one, other = names.actors[i], names.actors[j]
        grievance = sampler.quantity("grievance", one, other)
        tension = grievance if sampler.scenario.at_rest else sampler.quantity("tension", one, other)
        values = {
            "grievance": grievance,
            "tension": tension,
            "tie": sampler.quantity("tie", one, other),
            "proximity": sampler.coefficient(nearness(sampler, one, other)),
            "nonrecognition": float(not recognised(sampler, one, other)),
        }
        told = "pact_reaction" in sampler.evidence.codebook.quantities and not is_set(sampler, "tension", one, other)
        reacts = told and not sampler.scenario.at_rest and divided(sampler.scenario, one, other)
        size = sampler.coefficient("reaction_scale") if reacts else 0.0
        values["reaction"] = size * sampler.quantity("pact_reaction", one, other) if reacts else 0.0
        for field, value in values.items():
            worlds[field][:, i, j] = worlds[field][:, j, i] = value


def is_set(sampler: Sampler, quantity: str, one: str, other: str) -> bool:
    """Tell whether a quantity of two states is set; a tension that is set is that at the start, reaction included."""
    return any(sampler.given(f"{quantity}.{a}.{b}") is not None for a, b in ((one, other), (other, one)))


def divided(scenario: Scenario, one: str, other: str) -> bool:
    """Tell whether a bloc of the start holds one of two states and not the other."""
    return any((one in bloc.members) != (other in bloc.members) for bloc in scenario.blocs.values())


def recognised(sampler: Sampler, one: str, other: str) -> bool:
    """Tell whether two states recognise each other: only Kosovo's recognition is in question."""
    if "XKX" not in (one, other):
        return True
    state = other if one == "XKX" else one
    spec = sampler.scenario.states[state].recognises_kosovo
    return sampler.evidence.figures.word("recognises_kosovo", state) != "n" if spec is None else spec


def fill_patrons(worlds: Any, sampler: Sampler, names: Names) -> None:
    """Fill the patrons' weight, side and posture, the states' alignment toward them, and the region's levers."""
    for p, patron in enumerate(names.patrons):
        worlds["salience"][:, p] = sampler.coefficient(f"patron_salience.{patron}")
        worlds["axis"][:, p] = sampler.coefficient(f"patron_axis.{patron}")
        for field, quantity in LEVERS.items():
            worlds[field][:, p] = sampler.quantity(quantity, patron)
            worlds[f"{field}_ref"][:, p] = sampler.quantity(quantity, patron, standing=True)
        for i, state in enumerate(names.actors):
            worlds["supply"][:, p, i] = sampler.quantity("supply", patron, state)
            worlds["supply_ref"][:, p, i] = sampler.quantity("supply", patron, state, standing=True)
            line = sampler.quantity("government_line", state, patron)
            worlds["government"][:, i, p] = worlds["standing_government"][:, i, p] = line
            worlds["commitment"][:, i, p] = sampler.quantity("commitment", state, patron)
    for lever in ("dialogue", "fatigue"):
        worlds[lever][:, 0] = sampler.coefficient(lever)
        worlds[f"{lever}_ref"][:, 0] = sampler.coefficient(lever, standing=True)
    worlds["arms_limits"][:, 0] = sampler.coefficient("arms_limits")
    worlds["vetoers"] = np.clip(sampler.coefficient("pfp_vetoers"), 0, CAPACITY["vetoer"]).astype(np.int64)


def fill_blocs(worlds: Any, sampler: Sampler, names: Names) -> None:
    """Fill the blocs that exist at the start, and invitations."""
    worlds["opened"] = len(sampler.scenario.blocs)
    for b, (name, bloc) in enumerate(sampler.scenario.blocs.items()):
        worlds["alive"][:, b] = 1
        worlds["founded"][:, b] = month_of(bloc.founded)
        for field in OF_BLOCS:
            worlds[field][:, b] = sampler.quantity(field, name)
        worlds["standing_cohesion"][:, b] = worlds["cohesion"][:, b] = sampler.quantity("cohesion", name)
        for i, state in enumerate(names.actors):
            worlds["member"][:, b, i] = int(state in bloc.members)
            worlds["invitation"][:, i, b] = sampler.quantity("invitation", state, name)
        for rival in bloc.opposed:
            if rival in names.blocs:
                k = names.blocs.index(rival)
                worlds["opposed"][:, b, k] = worlds["opposed"][:, k, b] = 1


def fill_flashpoints(worlds: Any, sampler: Sampler, names: Names) -> None:
    """Fill flashpoints and sub-state entities."""
    for e, (code, entity) in enumerate(sampler.scenario.entities.items()):
        backer = entity.backer or entity.inside
        worlds["inside"][:, e], worlds["backer"][:, e] = names.actors.index(entity.inside), names.actors.index(backer)
        worlds["standing_secession"][:, e] = sampler.quantity("secession_pressure", code)
        if entity.backer:
            worlds["backing"][:, e] = sampler.quantity("backing", backer, code)
            worlds["backing_ref"][:, e] = sampler.quantity("backing", backer, code, standing=True)
    for f, (name, point) in enumerate(sampler.scenario.flashpoints.items()):
        for side in (0, 1):
            worlds["party"][:, f, side] = names.actors.index(point.parties[side])
        worlds["entity"][:, f] = names.entities.index(point.entity) if point.entity else -1
        worlds["hazard_base"][:, f] = sampler.coefficient(f"hazard_base.{name}")
        worlds["peacekeepers"][:, f] = sampler.coefficient(f"peacekeepers.{name}")


def fill_events(worlds: Any, scenario: Scenario, names: Names) -> None:
    """Fill the dated events, in the scenario's order."""
    rows = [row for event in scenario.events for row in event_rows(event, names)]
    worlds["events"] = len(rows)
    for e, (month, code, first, second, value) in enumerate(rows):
        worlds["event_month"][:, e], worlds["event_kind"][:, e] = month, code
        worlds["event_first"][:, e], worlds["event_second"][:, e] = first, second
        worlds["event_value"][:, e] = value


def event_rows(event: Event, names: Names) -> list[tuple[int, int, int, int, float]]:
    """Return a dated event as rows of month, code, whom, toward whom and how much."""
    slots = [names.actors.index(state) for state in event.states]
    first = slots[0] if slots else 0
    second = slots[1] if len(slots) > 1 else 0
    value = event.change if event.change else event.value
    code = EVENT_CODES[event.lever if event.kind == "posture" else event.kind]
    if event.kind == "expenditure":
        return [(event.month, code, slot, 0, float(np.exp(event.change))) for slot in slots]
    if event.kind == "posture":
        first = names.patrons.index(event.patron)
    elif event.kind == "supply":
        first, second = names.patrons.index(event.patron), slots[0]
    elif event.kind in ("peacekeepers", "incident"):
        first = names.flashpoints.index(event.flashpoint)
        value = float(event.severity) if event.kind == "incident" else event.value
    elif event.kind == "secession":
        first = names.entities.index(event.entity)
    elif event.kind == "recognition":
        second = names.actors.index(event.toward)
    elif event.kind in ("invitation", "accession"):
        second = names.blocs.index(event.bloc)
    elif event.kind == "lapse":
        first = names.blocs.index(event.bloc)
    return [(event.month, code, first, second, float(value))]
