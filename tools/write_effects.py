"""Write the page that says how much each event, scenario and mechanism moves the world; it runs for some minutes.

Run where balkansim is installed, whenever rules, coefficients, claims or scenarios have changed::

    python tools/write_effects.py            # docs/model/effects.md and its figure
"""

from __future__ import annotations

from pathlib import Path
from string import Template

import numpy as np

import balkansim
from balkansim.analysis.effects import MATTERS, effects_of_mechanisms, effects_of_scenarios, world_hash
from balkansim.analysis.respond import Response
from balkansim.evidence.evidence import load_evidence
from balkansim.model.draws import attempts_of, refused_share
from balkansim.scenario.events import EVENT_KINDS
from balkansim.scenario.factors import coefficients
from balkansim.scenario.resolve import resolve
from balkansim.viz.plot import rendered
from balkansim.viz.responses import response_figure

DOCS = Path(__file__).resolve().parents[1] / "docs"
PAGE, FIGURE = DOCS / "model" / "effects.md", DOCS / "_static" / "response-clash.svg"
DRAWS, SEED = 400, 1
TEXT = Template("""\
<!-- Written by `python tools/write_effects.py`: changes made here are lost. world: $world -->

# What moves the world, and by how much

## Impulse responses

`balkansim respond EVENT` runs the baseline with and without one event on the same draws. The largest response of
tension, and of what moves most in standard deviations of the world without the event; 90%: over parameter draws.

![What an armed clash in northern Kosovo changes, month by month, with bands](../_static/response-clash.svg)

| event | tension moved most | at once | 90% | half gone (months) | largest in standard deviations |
| --- | --- | --- | --- | --- | --- |
$responses

## Scenarios

The largest effects of each scenario against the baseline over five years, in standard deviations of the series over the
baseline's histories. A scenario says what it moves; $holding of $scenarios move what they say by $matters or more, the
others say in their `expects` that they do not, and why.

| scenario | moves as expected | largest effects |
| --- | --- | --- |
$effects

## Mechanisms

What is missing without each mechanism (`balkansim knockout --list` says what each stands for), in the baseline or in
the scenario that is about it.

| mechanism | world | largest effects of taking it out |
| --- | --- | --- |
$mechanisms

## Draws that are refused

A draw in which the linearised month would explode (a spectral radius of $limit or more, at the start or one logit
above it), or in which an arms race would run away, is refused and drawn again: $refused of $draws draws. Of those that
are run the radius is $radii (5%, 25%, 50%, 75%, 95%). Standing grievance, which is slow by nature, is left out of it.
""")


def response_row(kind: str, response: Response) -> str:
    """Return one event's row."""
    tensions = [one for one in response.series if one.kind == "tension"]
    most = max(tensions, key=lambda one: float(np.abs(one.mean).max()))
    top = int(np.argmax(np.abs(most.mean)))
    if abs(most.mean[top]) < 0.001:
        cells = ["none", "", "", ""]
    else:
        gone = most.half_gone()
        band = f"{most.band[0, top]:+.3f} to {most.band[-1, top]:+.3f}"
        cells = [most.name.removeprefix("tension "), f"{most.mean[top]:+.3f}", band, "-" if gone is None else str(gone)]
    first = max(response.series, key=lambda one: abs(one.size))
    return f"| {kind}: {response.event} | {' | '.join(cells)} | {first.name} {first.size:+.1f} |"


def told(largest: tuple[tuple[str, float], ...]) -> str:
    """Return the largest effects in a cell."""
    return "; ".join(f"{name} {size:+.2f}" for name, size in largest)


def main() -> None:
    """Run everything and write the page and its figure."""
    evidence = load_evidence()
    responses = {kind: balkansim.respond(kind) for kind in EVENT_KINDS}
    FIGURE.write_bytes(rendered(response_figure(responses["incident"]), ".svg"))
    scenarios = list(effects_of_scenarios(evidence))
    rows = []
    for one in scenarios:
        expected = (
            "; ".join(f"{e.direction} {e.series} {e.size:.2f}" for e in one.expected) or "says that it hardly does"
        )
        rows.append(f"| {one.name} | {expected} | {told(one.largest)} |")
    base, parameters = resolve("baseline", evidence=evidence), coefficients(evidence)
    attempts = attempts_of(base, evidence, parameters, SEED, range(DRAWS))
    ends = balkansim.run_ensemble(draws=DRAWS, histories=1, seed=SEED, set_={"horizon": "1"}).trajectories.ends
    page = TEXT.substitute(
        world=world_hash(evidence),
        responses="\n".join(response_row(kind, response) for kind, response in responses.items()),
        holding=sum(bool(one.expected) and all(e.holds for e in one.expected) for one in scenarios),
        scenarios=len(scenarios),
        matters=f"{MATTERS:g}",
        effects="\n".join(rows),
        mechanisms="\n".join(
            f"| {one.name} | {one.world} | {told(one.largest)} |" for one in effects_of_mechanisms(evidence)
        ),
        limit=f"{parameters['stability_limit'].value:g}",
        refused=f"{refused_share(attempts):.0%}",
        draws=int(attempts.sum()) + DRAWS,
        radii=", ".join(f"{q:.3f}" for q in np.quantile(ends["radius"], [0.05, 0.25, 0.5, 0.75, 0.95])),
    )
    PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
