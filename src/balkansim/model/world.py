"""The condition of all actors: one record of arrays with stated axes, on which both engines work."""

from __future__ import annotations

from collections import namedtuple
from functools import cache
from typing import Any

import numpy as np

CAPACITY = {
    "actor": 16,
    "patron": 8,
    "bloc": 8,
    "flashpoint": 4,
    "entity": 2,
    "event": 48,
    "vetoer": 8,
    "side": 2,
    "one": 1,
    "month": 12,
}
DYADS = CAPACITY["actor"] * (CAPACITY["actor"] - 1) // 2
NEVER = -1000

# name: (axes, kind, unit and range, meaning). Counts have no axes and never change during a history.
FIELDS: dict[str, tuple[str, str, str, str]] = {
    "actors": ("", "i", "count", "states in the roster"),
    "patrons": ("", "i", "count", "patrons"),
    "flashpoints": ("", "i", "count", "flashpoints"),
    "entities": ("", "i", "count", "sub-state entities"),
    "events": ("", "i", "count", "dated events"),
    "vetoers": ("", "i", "count", "allies whose consent a partnership-for-peace entry needs"),
    "theory": ("", "i", "code", "theory that answers whether to join a bloc"),
    "founding_allowed": ("", "i", "0 or 1", "whether blocs may be founded in a run"),
    "elections_held": ("", "i", "0 or 1", "whether scheduled elections are held"),
    "nato_patron": ("", "i", "slot or -1", "which patron is NATO"),
    "eu_patron": ("", "i", "slot or -1", "which patron is the EU"),
    "clock": ("one", "i", "months since April 2025", "the month being lived"),
    # standing facts of states and dyads
    "proximity": ("actor actor", "f", "0-1", "nearness"),
    "nonrecognition": ("actor actor", "f", "0 or 1", "one of the two does not recognise the other"),
    "nato": ("actor", "f", "0 or 1", "NATO member"),
    "eu": ("actor", "f", "0 or 1", "EU member"),
    "candidacy": ("actor", "f", "0-1", "EU candidacy"),
    "arms_bound": ("actor", "f", "0 or 1", "bound by the 1996 arms limits"),
    "dependence": ("actor", "f", "0-1", "dependence on foreign suppliers"),
    "kosovo_salience": ("actor", "f", "0-1", "salience of the Kosovo question"),
    "audience": ("actor", "f", "0-1", "audience cost of conceding"),
    "neutrality": ("actor", "f", "0-1", "policy of neutrality"),
    "tie": ("actor actor", "f", "0-1", "cooperation tie"),
    "election_month": ("actor", "i", "months since April 2025", "next scheduled election"),
    "election_term": ("actor", "i", "months", "time between scheduled elections"),
    # armament
    "base_expenditure": ("actor", "f", "relative to the roster's median at t0", "military expenditure at t0"),
    "expenditure": ("actor", "f", "relative to the roster's median at t0", "military expenditure"),
    "expected_expenditure": ("actor", "f", "relative to the roster's median at t0", "expenditure on the expected path"),
    "base_burden": ("actor", "f", "share of GDP", "military burden at t0"),
    "standing_stretch": ("actor", "f", "0-1", "budget stretch at t0"),
    "stretch": ("actor", "f", "0-1", "budget stretch"),
    "aid": ("actor", "f", "0-2", "patron aid received"),
    "aid_ref": ("actor", "f", "0-2", "patron aid at standing posture without blocs"),
    "threat_year": ("actor month", "f", "0-1", "threat felt above reference in the last twelve months"),
    "threat_felt": ("actor", "f", "-1 to 1", "mean threat above reference this month, by nearness"),
    # alignment
    "salience": ("patron", "f", "0-1", "weight of a patron"),
    "axis": ("patron", "f", "-1 to 1", "side of a patron on the alignment axis"),
    "government": ("actor patron", "f", "-1 to 1", "the government's line"),
    "standing_government": ("actor patron", "f", "-1 to 1", "line to which the government returns"),
    "commitment": ("actor patron", "f", "-1 to 1", "the state's standing commitments"),
    "alignment": ("actor patron", "f", "-1 to 1", "line and commitments together"),
    "base_alignment": ("actor patron", "f", "-1 to 1", "alignment at t0"),
    "position": ("actor", "f", "-1 to 1", "place on the alignment axis"),
    "similarity": ("actor actor", "f", "-1 to 1", "portfolio similarity S"),
    "similarity_ref": ("actor actor", "f", "-1 to 1", "the same at t0"),
    "polarisation": ("one", "f", "index", "Esteban-Ray polarisation, by part in the region's quarrels"),
    "polarisation_ref": ("one", "f", "index", "polarisation at t0"),
    "polarisation_spending": ("one", "f", "index", "Esteban-Ray polarisation, by expenditure"),
    "weight": ("actor", "f", "share", "expenditure weight frozen at t0"),
    "weight_power": ("actor", "f", "share to the power 1 + alpha", "the same raised for the index"),
    "part": ("actor", "f", "share", "share in the region's tension at t0"),
    "part_power": ("actor", "f", "share to the power 1 + alpha", "the same raised for the index"),
    # dyads
    "grievance": ("actor actor", "f", "0-1", "standing grievance"),
    "grievance_logit": ("actor actor", "f", "logits", "the same on the logit"),
    "grievance_start": ("actor actor", "f", "logits", "the same at the start"),
    "reaction": ("actor actor", "f", "logits", "what the pacts of the start have added to tension"),
    "tension": ("actor actor", "f", "0-1", "tension"),
    "tension_dev": ("actor actor", "f", "logits", "tension's deviation from grievance: flare and strain"),
    "flare": ("actor actor", "f", "logits", "passing part of the deviation"),
    "strain": ("actor actor", "f", "logits", "lasting part of the deviation"),
    "flare_kept": ("one", "f", "a month", "share of the passing part that a month keeps"),
    "strain_kept": ("one", "f", "a month", "share of the lasting part that a month keeps"),
    "heat": ("actor actor", "f", "logits", "tension above standing grievance at the start"),
    "quarrel": ("actor actor", "f", "logits", "heat between the first's bloc partners and the second"),
    "year_dev": ("actor actor", "f", "logits", "sum of the deviation since the last January"),
    "year_months": ("one", "i", "months", "months since the last January"),
    "threat": ("actor actor", "f", "0-1", "threat of the second to the first"),
    "threat_ref": ("actor actor", "f", "0-1", "threat at the start's standing grievance without blocs"),
    "threat_usual": ("actor actor", "f", "0-1", "threat at present standing grievance without blocs"),
    "friend": ("actor actor", "f", "0-1", "cohesion of the strongest bloc the two share"),
    "close_ref": ("actor actor", "f", "0-1", "how close the two are without blocs: NATO, cooperation"),
    "partners": ("actor", "i", "count", "bloc partners"),
    "alarm": ("actor", "f", "0-1", "how far a recent pact is felt to be aimed at the state"),
    "mediating": ("one", "i", "0 or 1", "a patron's mediation differs from its standing one"),
    "mediated": ("actor actor", "f", "-1 to 1", "mediation both accept, relative to the patrons' standing posture"),
    "power": ("actor actor", "f", "ln of relative expenditure", "pooled power of the second as the first sees it"),
    "inferiority_ref": ("actor actor", "f", "log ratio", "superiority of the second at t0 without blocs"),
    "act_ref": ("actor actor", "f", "0-1", "hostile acts expected of the first toward the second in a month"),
    "capability": ("actor", "f", "relative to the roster's median at t0", "expenditure beyond its expected path"),
    "spending_dev": ("actor", "f", "log ratio", "log of expenditure against its expected path"),
    "rearmed": ("actor", "f", "log ratio", "change of it in the last January"),
    "own_power": ("actor", "f", "ln of relative expenditure", "a state's power without partners"),
    "touchy": ("actor actor", "i", "0 or 1", "a flashpoint or an entity lies between the two"),
    "provokes": ("actor actor", "f", "0 or 1", "the first provokes the second this month"),
    "condemns": ("actor actor", "f", "0 or 1", "the first condemns its ally, the second, this month"),
    "conciliates": ("actor actor", "f", "0 or 1", "the first conciliates the second this month"),
    "provoke_ref": ("actor actor", "f", "0-1", "chance of provoking at standing grievance without blocs"),
    "conciliate_ref": ("actor actor", "f", "0-1", "chance of conciliating at standing grievance without blocs"),
    "provoked_memory": ("actor actor", "f", "0-1", "the first's memory of the second's provocations"),
    "conciliated_memory": ("actor actor", "f", "0-1", "the first's memory of the second's conciliations"),
    "radius": ("one", "f", "a month", "spectral radius of the linearised month, at the start or a logit above"),
    "race": ("one", "f", "a year", "growth that arming together feeds back, beyond fatigue"),
    "arms_response": ("actor actor", "f", "a year", "growth of the first's spending for a unit (log) of the second's"),
    "trial_arms": ("actor", "f", "log ratio", "spending in a trial of an arms race"),
    "trial_answer": ("actor", "f", "log ratio", "the answer to it"),
    "slope_threat": ("actor actor", "f", "a logit", "how fast mutual threat rises with tension"),
    "slope_act": ("actor actor", "f", "a logit", "how fast hostile acts rise with tension"),
    "slope_act_provoked": ("actor actor", "f", "a unit", "how fast hostile acts rise with provocations remembered"),
    "slope_act_calmed": ("actor actor", "f", "a unit", "how fast hostile acts fall with conciliations remembered"),
    "slope_calm": ("actor actor", "f", "a logit", "how fast conciliations fall with tension"),
    "slope_calm_provoked": ("actor actor", "f", "a unit", "how fast they fall with provocations remembered"),
    "slope_calm_calmed": ("actor actor", "f", "a unit", "how fast they rise with conciliations remembered"),
    "trial_dev": ("actor actor", "f", "logits", "deviation in a trial of the linearised month"),
    "trial_flare": ("actor actor", "f", "logits", "its passing part"),
    "trial_strain": ("actor actor", "f", "logits", "its lasting part"),
    "trial_provoked": ("actor actor", "f", "0-1", "provocations remembered in it"),
    "trial_calmed": ("actor actor", "f", "0-1", "conciliations missed in it"),
    "trial_secession": ("entity", "f", "logits", "secession pressure in it"),
    "mean_similarity": ("one", "f", "-1 to 1", "mean similarity of the roster at t0"),
    "mean_threat": ("one", "f", "0-1", "mean threat of the roster at reference"),
    "mean_relation": ("one", "f", "-1 to 1", "mean relation of the roster at t0, similarity and calm together"),
    # domestic politics, partnership, army, partnership for peace
    "standing_pressure": ("actor", "f", "0-1", "standing domestic pressure"),
    "standing_pressure_logit": ("actor", "f", "logits", "the same on the logit"),
    "pressure": ("actor", "f", "0-1", "domestic pressure"),
    "pressure_dev": ("actor", "f", "logits", "its deviation"),
    "turnover": ("actor", "f", "0 or 1", "government changed this month"),
    "standing_partnership": ("actor", "f", "0-1", "standing partnership with NATO"),
    "standing_partnership_logit": ("actor", "f", "logits", "the same on the logit"),
    "partnership": ("actor", "f", "0-1", "partnership with NATO"),
    "partnership_dev": ("actor", "f", "logits", "its deviation"),
    "conversion_start": ("actor", "f", "0-1", "conversion of the security force at t0"),
    "conversion": ("actor", "f", "0-1", "conversion of the security force"),
    "stages": ("actor", "f", "stages", "stages of the conversion completed"),
    "pace": ("actor", "f", "relative to plan", "pace of the conversion"),
    "army_month": ("actor", "i", "months since April 2025", "month in which the force became an army"),
    "pfp": ("actor", "f", "0 or 1", "in the Partnership for Peace"),
    "pfp_start": ("actor", "f", "0 or 1", "in the Partnership for Peace at t0"),
    "pfp_month": ("actor", "i", "months since April 2025", "month of entry"),
    "pfp_vetoes": ("vetoer", "i", "count", "entries each non-recognising ally has stopped"),
    # patrons' posture and levers, with the standing posture as reference
    "encouragement": ("patron", "f", "0-1", "encouragement of blocs"),
    "encouragement_ref": ("patron", "f", "0-1", "standing encouragement"),
    "mediation": ("patron", "f", "0-1", "mediation"),
    "mediation_ref": ("patron", "f", "0-1", "standing mediation"),
    "giving": ("patron", "f", "0-1", "aid given"),
    "giving_ref": ("patron", "f", "0-1", "standing aid"),
    "leverage": ("patron", "f", "0-1", "leverage on secession-minded entities"),
    "leverage_ref": ("patron", "f", "0-1", "standing leverage"),
    "supply": ("patron actor", "f", "0-1", "particular supply"),
    "supply_ref": ("patron actor", "f", "0-1", "standing supply"),
    "dialogue": ("one", "f", "0-1", "inclusiveness of the security dialogue"),
    "dialogue_ref": ("one", "f", "0-1", "its standing value"),
    "fatigue": ("one", "f", "0-1", "budget fatigue"),
    "fatigue_ref": ("one", "f", "0-1", "its standing value"),
    "arms_limits": ("one", "f", "0 or 1", "whether the 1996 limits are in force"),
    "salience_total": ("one", "f", "sum", "weight of all patrons together"),
    "leverage_dev": ("one", "f", "-1 to 1", "the patrons' leverage relative to their standing one, by salience"),
    # blocs
    "opened": ("one", "i", "count", "bloc slots ever used; later ones are empty"),
    "alive": ("bloc", "i", "0 or 1", "the bloc exists"),
    "member": ("bloc actor", "i", "0 or 1", "membership"),
    "opposed": ("bloc bloc", "i", "0 or 1", "the two blocs exclude each other"),
    "founded": ("bloc", "i", "months since April 2025", "month of founding"),
    "ended": ("bloc", "i", "months since April 2025", "month of formal end"),
    "depth": ("bloc", "f", "0-1", "commitment depth"),
    "standing_cohesion": ("bloc", "f", "0-1", "standing cohesion"),
    "cohesion": ("bloc", "f", "0-1", "cohesion"),
    "cohesion_dev": ("bloc", "f", "logits", "its deviation"),
    "openness": ("bloc", "f", "0-1", "openness"),
    "leader_dependence": ("bloc", "f", "0-1", "dependence on leaders"),
    "signalling": ("bloc", "f", "0-1", "weight of signalling against substance"),
    "line": ("bloc patron", "f", "-1 to 1", "members' mean alignment"),
    "menace": ("bloc actor", "f", "0-1", "mean threat of an actor to the members"),
    "menace_ref": ("bloc actor", "f", "0-1", "the same at reference"),
    "founding_similarity": ("bloc", "f", "-1 to 1", "mean similarity of the members at the start"),
    "founding_threat": ("bloc", "f", "0-1", "greatest menace to the members at reference"),
    "encouragement_mean": ("bloc", "f", "0-1", "roster's mean encouragement toward the bloc, standing posture"),
    "exercised": ("bloc", "f", "0 or 1", "joint activity this month"),
    "idle": ("bloc", "i", "months", "months without joint activity"),
    "entered": ("actor bloc", "i", "months since April 2025", "month of the first accession"),
    "joined": ("actor bloc", "i", "months since April 2025", "month of the latest accession"),
    "left": ("actor bloc", "i", "months since April 2025", "month of exit"),
    "invitation": ("actor bloc", "f", "0-1", "named or invited"),
    "cooloff": ("actor bloc", "i", "months since April 2025", "no new application before this month"),
    "restless": ("one", "f", "0-1", "highest chance in a month that a candidate applies or declines"),
    "propensity": ("actor bloc", "f", "log rate", "propensity to join this month"),
    "touches": ("actor bloc", "i", "0 or 1", "the bloc holds a state that the first does not recognise"),
    "aim": ("actor bloc", "f", "0-1", "how far the bloc is aimed at an outsider"),
    "affront": ("actor bloc", "f", "0-1", "how pointed the bloc's existence is to an outsider"),
    "danger": ("actor bloc", "f", "0-1", "strongest threat from the bloc's members"),
    "danger_rise": ("actor bloc", "f", "0-1", "largest rise above reference of such a threat"),
    "favour": ("actor", "f", "-1 to 1", "change in encouragement by the patrons it leans to"),
    "applies": ("actor bloc", "i", "0 or 1", "applies this month"),
    "accepted": ("actor bloc", "i", "0 or 1", "accepted this month"),
    "foe": ("actor actor", "i", "slot or -1", "bloc against which the two could found one"),
    "wish": ("actor actor", "f", "log rate", "propensity of the two to found it"),
    "partner": ("actor", "i", "slot or -1", "preferred partner in founding a bloc"),
    "partner_alarm": ("actor", "f", "0-1", "alarm of the two"),
    "partner_wish": ("actor", "f", "log rate", "propensity to found with that partner"),
    "eligible": ("actor bloc", "i", "months", "months in which the state could have applied"),
    "applied": ("actor bloc", "i", "count", "applications so far"),
    "declined": ("actor bloc", "i", "count", "refusals so far"),
    "vetoed": ("actor bloc", "i", "count", "applications stopped so far"),
    "veto": ("actor bloc", "i", "count", "vetoes cast by a member so far"),
    "vetoed_by": ("actor bloc", "i", "slot or -1", "who stopped this month's application"),
    # flashpoints and entities
    "party": ("flashpoint side", "i", "slot", "the two parties"),
    "entity": ("flashpoint", "i", "slot or -1", "sub-state entity whose pressure heats it"),
    "hazard_base": ("flashpoint", "f", "log odds", "incident in an ordinary month"),
    "peacekeepers": ("flashpoint", "f", "relative to t0", "peacekeeper strength"),
    "hazard": ("flashpoint", "f", "0-1", "chance of an incident this month"),
    "hazard_ref": ("flashpoint", "f", "0-1", "chance at reference"),
    "incident_ref": ("flashpoint", "f", "0-1", "expected severity (a fourth a rung) at reference"),
    "scuffle_ref": ("flashpoint", "f", "logits", "expected impulse of protests and confrontations at reference"),
    "violence_ref": ("flashpoint", "f", "logits", "expected impulse of violence at reference"),
    "slope_scuffle": ("flashpoint", "f", "a logit", "how fast that of protests rises with heat"),
    "slope_violence": ("flashpoint", "f", "a logit", "how fast that of violence rises with heat"),
    "slope_scuffle_act": ("flashpoint", "f", "an act", "how fast that of protests rises with hostile acts"),
    "slope_violence_act": ("flashpoint", "f", "an act", "how fast that of violence rises with hostile acts"),
    "slope_scuffle_rung": ("flashpoint", "f", "a rung", "how fast that of protests rises with the rung"),
    "slope_violence_rung": ("flashpoint", "f", "a rung", "how fast that of violence rises with the rung"),
    "rung_kept": ("flashpoint", "f", "a month", "share of a rung that a month keeps or climbs back"),
    "trial_rung": ("flashpoint", "f", "rungs", "rung in a trial of the linearised month"),
    "slope_severity": ("flashpoint", "f", "a logit", "how fast expected severity (a fourth a rung) rises with heat"),
    "severity": ("flashpoint", "f", "0-4", "severity of this month's incident"),
    "forced": ("flashpoint", "f", "0-4", "severity of an incident that a dated event brings this month"),
    "rung": ("flashpoint", "f", "0-4", "rung of the ladder"),
    "inside": ("entity", "i", "slot", "state the entity belongs to"),
    "backer": ("entity", "i", "slot", "state that backs it"),
    "backing": ("entity", "f", "0-1", "support of the backer"),
    "backing_ref": ("entity", "f", "0-1", "its standing value"),
    "standing_secession": ("entity", "f", "0-1", "standing secession pressure"),
    "standing_secession_logit": ("entity", "f", "logits", "the same on the logit"),
    "secession": ("entity", "f", "0-1", "secession pressure"),
    "secession_dev": ("entity", "f", "logits", "its deviation"),
    # dated events
    "event_month": ("event", "i", "months since April 2025", "when"),
    "event_kind": ("event", "i", "code", "what"),
    "event_first": ("event", "i", "slot", "whom"),
    "event_second": ("event", "i", "slot", "toward whom"),
    "event_value": ("event", "f", "by kind", "how much"),
}


MONTHS_OF_EVENTS = (
    "election_month",
    "army_month",
    "pfp_month",
    "ended",
    "founded",
    "entered",
    "joined",
    "left",
    "cooloff",
    "event_month",
)


def shape_of(name: str) -> tuple[int, ...]:
    """Return the fixed shape of a field, axis by axis, from the capacities."""
    return tuple(CAPACITY[axis] for axis in FIELDS[name][0].split())


@cache
def world_dtype() -> np.dtype[Any]:
    """Return the structured dtype of one world: every field over one flat buffer."""
    kinds = {"i": np.int64, "f": np.float64}
    return np.dtype([(name, kinds[FIELDS[name][1]], shape_of(name)) for name in FIELDS])


# A world as plain Python sees it: the same attribute names, arrays as views, counts as integers.
World: Any = namedtuple("World", list(FIELDS))  # type: ignore[misc]


def empty_worlds(count: int) -> np.ndarray[Any, Any]:
    """Return `count` worlds, all zero, with every month of an event that never happened set to NEVER.

    Parameters
    ----------
    count : int
        Number of worlds.

    Returns
    -------
    numpy.ndarray
        Structured array of shape (count,).
    """
    worlds = np.zeros(count, dtype=world_dtype())
    for name in MONTHS_OF_EVENTS:
        worlds[name] = NEVER
    for name in ("partner", "foe", "vetoed_by", "entity", "nato_patron", "eu_patron"):
        worlds[name] = -1
    return worlds


def view(worlds: np.ndarray[Any, Any], index: int = 0) -> Any:
    """Return one world of a structured array as a `World` of views: writing to it writes to the array.

    Parameters
    ----------
    worlds : numpy.ndarray
        Structured array of worlds, shape (n,).
    index : int
        Which of them.
    """
    return World(*(worlds[name][index] if FIELDS[name][0] else int(worlds[name][index]) for name in FIELDS))


def by_number(views: Any) -> Any:
    """Return the same arrays to be read and written a number at a time, as plain Python numbers: in half the time.

    Parameters
    ----------
    views : named tuple
        Of arrays and integers, as from `view` or `balkansim.model.luck.empty_luck`; what is written is seen there too.
    """
    return type(views)(*(field.data if isinstance(field, np.ndarray) else field for field in views))
