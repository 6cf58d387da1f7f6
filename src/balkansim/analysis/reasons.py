"""The reason of an act: which inputs of the deciding rule push it most."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from balkansim.analysis.trace import Call
from balkansim.model.rulebook.inputs import INPUTS
from balkansim.model.rulebook.registry import RULES


@dataclass(frozen=True)
class Neutral:
    """An input at which nothing is pushed, and its names in a reason.

    ``value``: in the input's own unit. ``above``, ``below``: what the input is called where it stands above, or below,
    that value.
    """

    value: float
    above: str
    below: str = ""

    def called(self, name: str, now: float) -> str:
        """Return what the input is called at a value: its own words, or its meaning in the rulebook."""
        words = self.above if now > self.value else self.below
        return words or INPUTS[name][1]


HALF = 0.5

# By input. Deviations are neutral at zero; levels that a rule centres, at their centre; relative strengths, at one.
NEUTRAL: dict[str, Neutral] = {
    "aid_dev": Neutral(0.0, "more aid by patrons than before", "less aid by patrons than before"),
    "alliance": Neutral(0.0, "the blocs behind the parties"),
    "arms_bound": Neutral(0.0, "the arms limits of 1996", "arms limits no longer in force"),
    "audience": Neutral(0.0, "the cost at home of conceding"),
    "burden_log": Neutral(0.0, "a heavier military burden", "a lighter military burden"),
    "candidacy": Neutral(0.0, "its candidacy for the European Union"),
    "claims": Neutral(0.0, "prior claims of the NATO target", "fewer prior claims of the NATO target"),
    "closeness": Neutral(0.0, "friendship"),
    "closure": Neutral(0.0, "friends and foes it shares with the members", "friends and foes it does not share"),
    "cohesion": Neutral(HALF, "the bloc's cohesion", "the bloc's lack of cohesion"),
    "conciliated_dev": Neutral(0.0, "conciliations it remembers", "conciliations it misses"),
    "cover": Neutral(0.0, "the cover that NATO gives already"),
    "dependence": Neutral(0.0, "dependence on foreign suppliers"),
    "dialogue": Neutral(0.0, "a live security dialogue"),
    "encouragement_dev": Neutral(0.0, "encouragement by patrons", "discouragement by patrons"),
    "exposure": Neutral(0.0, "exposure to the rival bloc"),
    "fatigue": Neutral(0.0, "budget fatigue", "less budget fatigue"),
    "grievance": Neutral(HALF, "standing grievance", "little standing grievance"),
    "heat_dev": Neutral(0.0, "tempers above their usual level", "tempers below their usual level"),
    "inferiority": Neutral(0.0, "the other's superior strength"),
    "invitation": Neutral(0.0, "an invitation"),
    "mediation_dev": Neutral(0.0, "more mediation by patrons", "less mediation by patrons"),
    "neutrality": Neutral(0.0, "its neutrality"),
    "nonrecognition": Neutral(0.0, "not recognising each other"),
    "openness": Neutral(HALF, "the bloc's openness", "the bloc's closedness"),
    "pace": Neutral(1.0, "a quickened plan", "a slowed plan"),
    "peacekeepers": Neutral(1.0, "reinforced peacekeepers", "fewer peacekeepers"),
    "pressure": Neutral(HALF, "domestic pressure", "domestic calm"),
    "pressure_dev": Neutral(0.0, "trouble at home", "calm at home"),
    "provocation_dev": Neutral(0.0, "provocations across the line", "few provocations across the line"),
    "provoked_dev": Neutral(0.0, "provocations it remembers", "few provocations to remember"),
    "proximity": Neutral(1.0, "nearness", "distance"),
    "relief": Neutral(0.0, "frustration spared by siding with the members", "frustration from siding with the members"),
    "rival_arms_dev": Neutral(0.0, "what its rivals spend", "what its rivals save"),
    "rival_line": Neutral(0.0, "its line toward the rival's patron", "its distance from the rival's patron"),
    "rivalry": Neutral(0.0, "rivalry"),
    "salience": Neutral(0.0, "the salience of the Kosovo question"),
    "shared_threat_dev": Neutral(0.0, "a threat it shares", "little threat that it shares"),
    "similarity": Neutral(0.0, "alignment alike", "alignment unlike"),
    "similarity_dev": Neutral(0.0, "alignment like the members'", "alignment unlike the members'"),
    "stretch_dev": Neutral(0.0, "a stretched budget", "a budget with room"),
    "supplied": Neutral(0.0, "supplies by patrons", "fewer supplies by patrons"),
    "tension_dev": Neutral(0.0, "tension above its usual level", "tension below its usual level"),
    "threat_dev": Neutral(0.0, "a year of greater threat", "a year of lesser threat"),
    "tie_dev": Neutral(0.0, "close cooperation", "little cooperation"),
}


WORTH_TELLING = 1.0 / 3.0
SMALLEST = 1e-6
CHANCE = "by chance alone"


def pushes(c: Any, call: Call, neutral: Mapping[str, float] | None = None) -> dict[str, float]:
    """Return how much each input moves a rule's answer from what it would be at the input's neutral value.

    ``neutral``: neutral values in place of those of `NEUTRAL`. Returns: input to push, in the
    unit of the answer; inputs without a neutral value are left out.
    """
    at_rest = neutral or {name: entry.value for name, entry in NEUTRAL.items()}
    rule = RULES[call.rule].function
    return {
        name: call.answer - float(rule(c, **{**call.inputs, name: at_rest[name]}))
        for name in call.inputs
        if name in at_rest and name in NEUTRAL
    }


def reason(c: Any, call: Call, *, sign: float = 1.0, neutral: Mapping[str, float] | None = None) -> str:
    """Tell the one or two inputs that push an answer most in a direction.

    ``sign``: 1 where a high answer makes the act likelier, -1 where a low one does. Returns: as "because of an
    invitation and close cooperation"; the second is told where it pushes a third as much as the first; "by chance
    alone" where nothing pushes that way.
    """
    strengths = {name: sign * push for name, push in pushes(c, call, neutral).items() if sign * push > SMALLEST}
    strongest = sorted(strengths, key=lambda name: -strengths[name])[:2]
    told = [name for name in strongest if strengths[name] >= WORTH_TELLING * strengths[strongest[0]]]
    if not told:
        return CHANCE
    at_rest = neutral or {}
    return "because of " + " and ".join(_called(name, call.inputs[name], at_rest.get(name)) for name in told)


def _called(name: str, now: float, at_rest: float | None) -> str:
    """Return what an input is called, above or below the neutral value in use."""
    entry = NEUTRAL[name]
    return entry.called(name, now if at_rest is None else now - at_rest + entry.value)
