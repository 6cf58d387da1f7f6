"""The dashboard that `balkansim dashboard` and `solara run balkansim.app` serve: Mesa's SolaraViz around our views."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import solara
import solara.lab
from mesa.visualization import SolaraViz
from mesa.visualization.utils import update_counter

from balkansim.errors import BalkansimError
from balkansim.model.mesa_model import BalkanModel
from balkansim.viz import dashboard_settings
from balkansim.viz.dashboard import CSS, HistoryView, LedgerView
from balkansim.viz.dashboard_parts import LiveHistory

NAME = "balkansim"
SETTLED = 0.25
"""Seconds for which nothing must change before a change is taken over, so that a slider can be dragged."""
PLAY_INTERVAL = 250
"""Milliseconds between months while playing."""
OWED = 0.5
"""Seconds after a reset in which Mesa, when it was playing, still steps once: the longest interval it offers."""


class DashboardModel(BalkanModel):
    """A model that SolaraViz can make anew: it asks what is set, and keeps every month.

    At the scenario's end it stands still but goes on running, since Mesa's controls, once a model has ended, stay
    disabled also for the next one.
    """

    def __init__(self, settings: Callable[[], dashboard_settings.Settings], **kwargs: Any) -> None:
        chosen = settings()
        super().__init__(chosen.world, rng=chosen.seed, evidence=dashboard_settings.shipped_evidence())
        self.chronicle = LiveHistory(chosen, self.names, [self.snapshot()])
        self.begun = time.monotonic()

    def step(self) -> None:
        """Let one month pass and keep it, up to the scenario's end; not one that is owed to the history before."""
        is_owed = time.monotonic() - self.begun < OWED
        if self.chronicle.lived < self.spec.horizon and not is_owed:
            super().step()
            self.chronicle.worlds.append(self.snapshot())
            self.running = True


@solara.component  # type: ignore[untyped-decorator]
def Page() -> None:  # noqa: N802
    """Show the dashboard."""
    first = solara.use_memo(dashboard_settings.first_settings, [])
    scenario, seed = solara.use_reactive(first.scenario), solara.use_reactive(str(first.seed))
    sliders = solara.use_memo(lambda: {name: solara.reactive(0.0) for name in dashboard_settings.OFFERED}, [])
    levers = dashboard_settings.levers_of(scenario.value)
    solara.use_memo(lambda: _as_in_scenario(levers, sliders), [scenario.value])
    applied = solara.use_reactive(first)
    made = solara.use_memo(lambda: solara.reactive(DashboardModel(lambda: applied.value)), [])
    asked, mistake = _asked(scenario.value, seed.value, levers, sliders)

    def take_over() -> None:
        """Begin the history of what is set now, once it has been left alone for a while."""
        time.sleep(SETTLED)
        if asked is None or asked == applied.value:
            return
        applied.value = asked
        made.value = DashboardModel(lambda: applied.value)

    solara.lab.use_task(take_over, dependencies=[asked])
    inputs = _inputs(dashboard_settings.choices(first.scenario), scenario, seed, levers, sliders)
    solara.Style(CSS)
    solara.Title(NAME)
    with solara.Column(gap="0px"):
        SolaraViz(
            made,
            components=[],
            model_params={"settings": lambda: applied.value, **inputs},
            name=NAME,
            play_interval=PLAY_INTERVAL,
        )
        if mistake:
            solara.Error(mistake)
        Views(made, applied.value)


@solara.component  # type: ignore[untyped-decorator]
def Views(made: solara.Reactive[DashboardModel], settings: dashboard_settings.Settings) -> None:  # noqa: N802
    """Show one history on the first tab and the ledger of an ensemble on the second."""
    tab = solara.use_reactive(0)
    update_counter.get()
    chronicle = made.value.chronicle
    with solara.lab.Tabs(value=tab):
        solara.lab.Tab("One history")
        solara.lab.Tab("Ledger of an ensemble")
    if tab.value == 0:
        HistoryView(chronicle, chronicle.lived)
    else:
        LedgerView(settings)


def _as_in_scenario(levers: tuple[dashboard_settings.Lever, ...], sliders: dict[str, solara.Reactive[float]]) -> None:
    """Put the sliders where the scenario has the factors."""
    for lever in levers:
        sliders[lever.name].value = lever.value


def _asked(
    scenario: str, seed: str, levers: tuple[dashboard_settings.Lever, ...], sliders: dict[str, solara.Reactive[float]]
) -> tuple[dashboard_settings.Settings | None, str]:
    """Return what the inputs ask for, or what is wrong with them."""
    positions = {lever.name: sliders[lever.name].value for lever in levers}
    try:
        return dashboard_settings.Settings(
            scenario, dashboard_settings.seed_from(seed), dashboard_settings.moved(levers, positions)
        ), ""
    except BalkansimError as mistake:
        return None, mistake.told()


def _inputs(
    known: list[str],
    scenario: solara.Reactive[str],
    seed: solara.Reactive[str],
    levers: tuple[dashboard_settings.Lever, ...],
    sliders: dict[str, solara.Reactive[float]],
) -> dict[str, Any]:
    """Return the inputs that Mesa shows in its card of parameters; each is tied to a value of the page."""
    shown: dict[str, Any] = {
        "chosen": {"type": "Select", "label": "Scenario", "value": scenario, "values": known},
        "seed": {"type": "InputText", "label": "Seed of all luck", "value": seed},
    }
    for lever in levers:
        slider = sliders[lever.name]
        shown[lever.name] = {
            "type": "SliderFloat",
            "label": lever.told(slider.value),
            "value": slider,
            "min": lever.low,
            "max": lever.high,
            "step": dashboard_settings.STEP,
        }
    return shown
