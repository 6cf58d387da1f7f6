"""Who and what a resolved scenario holds: states, patrons, blocs, flashpoints, entities, events and settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Range:
    """A factor drawn from a distribution instead of set to a value.

    Parameters
    ----------
    low, value, high : float
        Fifth percentile, median and ninety-fifth percentile, in the factor's unit; ``low < high``.
    shape : str
        ``uniform`` or ``log`` (uniform on the logarithm; then ``low > 0``).
    """

    low: float
    value: float
    high: float
    shape: str = "uniform"


@dataclass(frozen=True)
class StateSpec:
    """What a scenario says of a state; ``None`` where the evidence's figures hold.

    Parameters
    ----------
    code, label : str
        Code in the roster and name in sentences.
    expenditure : float or None
        Military expenditure, constant USD m a year, above 0.
    burden : float or None
        Military expenditure as a share of output, 0-1.
    nato, pfp, recognises_kosovo, arms_limits : bool or None
        NATO member; in Partnership for Peace; recognises Kosovo; bound by the 1996 arms limits.
    eu : str or None
        ``member``, ``candidate``, ``potential-candidate`` or ``none``.
    neighbours : tuple of str or None
        States with which it shares a border.
    election : int or None
        Month index of the next election.
    balkan : bool
        Whether it counts as "a Balkan state".
    """

    code: str
    label: str
    expenditure: float | None = None
    burden: float | None = None
    nato: bool | None = None
    eu: str | None = None
    pfp: bool | None = None
    recognises_kosovo: bool | None = None
    neighbours: tuple[str, ...] | None = None
    election: int | None = None
    arms_limits: bool | None = None
    balkan: bool = True


@dataclass(frozen=True)
class PatronSpec:
    """A patron: code and name in sentences. Its salience and posture are factors, set in ``overrides``."""

    code: str
    label: str


@dataclass(frozen=True)
class BlocSpec:
    """A bloc that exists at the start.

    Parameters
    ----------
    name, label : str
        Short name and name in sentences.
    members : tuple of str
        Members at the start, codes of the roster.
    founded : datetime.date
        Founding day.
    opposed : tuple of str
        Blocs to which no member of this one may belong.
    """

    name: str
    label: str
    members: tuple[str, ...]
    founded: date
    opposed: tuple[str, ...] = ()


@dataclass(frozen=True)
class FlashpointSpec:
    """A place where incidents arise.

    Parameters
    ----------
    name, label : str
        Short name and name in sentences.
    parties : tuple of str
        The two states whose tension feeds it.
    peacekeepers : str
        Name of the mission there; empty if there is none.
    entity : str
        Sub-state entity whose secession pressure feeds it; empty if none does.
    """

    name: str
    label: str
    parties: tuple[str, str]
    peacekeepers: str = ""
    entity: str = ""


@dataclass(frozen=True)
class EntitySpec:
    """A sub-state entity: code, name in sentences, the state it lies in and the state that backs it (or empty)."""

    code: str
    label: str
    inside: str
    backer: str = ""


@dataclass(frozen=True)
class Event:
    """Something that happens in a given month, whatever the actors do.

    Fields that its kind does not use keep their empty defaults.

    Parameters
    ----------
    name : str
        Short name, the key in the scenario's file.
    month : int
        Month index (0 = April 2025) in whose calendar phase it happens.
    kind : str
        One of the kinds of :mod:`balkansim.scenario.happenings`.
    note : str
        Why it is there.
    patron, lever, flashpoint, entity, bloc : str
        Who or what it concerns.
    states : tuple of str
        The states concerned: two for ``tension``, any number for ``expenditure``, otherwise one.
    value : float
        New level of a lever.
    change : float
        Change on the quantity's own scale (logits; logarithms for ``expenditure``).
    severity : int
        Severity of an incident, 1-4.
    """

    name: str
    month: int
    kind: str
    note: str = ""
    patron: str = ""
    lever: str = ""
    flashpoint: str = ""
    entity: str = ""
    bloc: str = ""
    states: tuple[str, ...] = ()
    value: float = 0.0
    change: float = 0.0
    severity: int = 0

    @property
    def state(self) -> str:
        """The one state concerned, or an empty string."""
        return self.states[0] if len(self.states) == 1 else ""


def plain(value: Any) -> Any:
    """Turn specs, tuples, mappings and dates into what JSON and TOML can hold."""
    if is_dataclass(value) and not isinstance(value, type):
        return {item.name: plain(getattr(value, item.name)) for item in fields(value)}
    if isinstance(value, Mapping):
        return {key: plain(part) for key, part in value.items()}
    if isinstance(value, tuple | list):
        return [plain(part) for part in value]
    if isinstance(value, date):
        return value.isoformat()
    return value
