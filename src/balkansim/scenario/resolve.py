"""Resolving a scenario: its parents, other scenarios laid over it, and settings, in this order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from balkansim.errors import BalkansimError, unknown
from balkansim.files import data_root
from balkansim.months import month_index
from balkansim.scenario import checks
from balkansim.scenario.factors import Actors, Limits, check_setting, coefficients, quantities, vocabulary
from balkansim.scenario.layers import (
    OPTION,
    KeyPath,
    Layer,
    Table,
    clash,
    difference,
    laid_over,
    lineage,
    place,
    rooted,
    settings_layer,
    shipped_folder,
    touched,
)
from balkansim.scenario.names import known_actors, label
from balkansim.scenario.scenario import (
    BlocSpec,
    EntitySpec,
    Event,
    FlashpointSpec,
    PatronSpec,
    Range,
    Scenario,
    StateSpec,
)
from balkansim.scenario.schema import SYMMETRIC

if TYPE_CHECKING:
    from balkansim.evidence.evidence import Evidence

    Setting = Sequence[str] | Mapping[str, Any]


@dataclass(frozen=True)
class Provenance:
    """Which file set what last. ``fallback``: the file to name where nothing was recorded."""

    owners: Mapping[KeyPath, str]
    fallback: str

    def where(self, *path: str) -> str:
        """Tell the file and key of a path, or the option."""
        return place(self.owner(*path), *path)

    def owner(self, *path: str) -> str:
        """Tell the file that set a path last."""
        for length in range(len(path), 0, -1):
            if path[:length] in self.owners:
                return self.owners[path[:length]]
        inside = [owner for known, owner in self.owners.items() if known[: len(path)] == path]
        return inside[-1] if inside else self.fallback


def actors_of(table: Table) -> Actors:
    """Return who is in a merged table's world."""
    return Actors(
        state=tuple(table.get("roster", ())),
        patron=tuple(table["patrons"]),
        bloc=tuple(table["blocs"]),
        flashpoint=tuple(table["flashpoints"]),
        entity=tuple(table["entities"]),
    )


def assembled(table: Table, said: Mapping[str, Any], limits: Mapping[str, Limits], origin: Provenance) -> Scenario:
    """Build and check a scenario."""
    if "roster" not in table:
        raise BalkansimError(
            "there is no roster",
            expected="a parent, or a world of its own",
            where=origin.fallback,
            todo='add parent = "baseline", or list the states: roster = ["SRB", "XKX"]',
        )
    start, horizon, roster = month_index(table["start"]), int(table["horizon"]), tuple(table["roster"])
    checks.check_start(start, origin.where("start"))
    states = _states(table, roster, origin)
    blocs, flashpoints, entities = _blocs(table, origin), _flashpoints(table, origin), _entities(table, origin)
    checks.check_blocs(blocs, roster, start, origin.where)
    checks.check_places(flashpoints, entities, roster, origin.where)
    return Scenario(
        **said,
        start=start,
        horizon=horizon,
        roster=roster,
        founding=table["founding"],
        elections=table["elections"],
        at_rest=table["at_rest"],
        theory=dict(table["theory"]),
        states=states,
        patrons={code: PatronSpec(code, entry.get("label", label(code))) for code, entry in table["patrons"].items()},
        blocs=blocs,
        flashpoints=flashpoints,
        entities=entities,
        overrides=_overrides(table["set"], roster, limits, origin),
        events=_events(table, (start, start + horizon), blocs, flashpoints, origin),
    )


def _states(table: Table, roster: Sequence[str], origin: Provenance) -> dict[str, StateSpec]:
    told = table["states"]
    checks.check_roster(roster, told, origin.where)
    for code in told:
        if code not in roster:
            raise BalkansimError(
                f"{code} is described but not in the roster",
                expected="a state of the roster",
                where=origin.where("states", code),
                todo=f"add {code} to the roster, or strike [states.{code}]",
            )
    return {code: _state(code, told.get(code, {}), roster, origin) for code in roster}


def _state(code: str, entry: Mapping[str, Any], roster: Sequence[str], origin: Provenance) -> StateSpec:
    actor = known_actors()["states"].get(code)
    fields: dict[str, Any] = {"label": label(code), "balkan": actor.balkan if actor else False, **entry}
    if "neighbours" in entry:
        for neighbour in entry["neighbours"]:
            if neighbour not in roster and neighbour not in known_actors()["states"]:
                raise BalkansimError(
                    f"unknown neighbour {neighbour!r}",
                    expected="states of the roster",
                    where=origin.where("states", code, "neighbours"),
                )
        fields["neighbours"] = tuple(entry["neighbours"])
    if "election" in entry:
        fields["election"] = month_index(entry["election"])
    return StateSpec(code=code, **fields)


def _blocs(table: Table, origin: Provenance) -> dict[str, BlocSpec]:
    told = table["blocs"]
    opposed = {
        name: [other for other in told if other in entry.get("opposed", []) or name in told[other].get("opposed", [])]
        for name, entry in told.items()
    }
    return {
        name: BlocSpec(
            name=name,
            label=entry.get("label", label(name)),
            members=tuple(_required(entry, "members", origin, "blocs", name)),
            founded=_day(_required(entry, "founded", origin, "blocs", name), origin.where("blocs", name, "founded")),
            opposed=(*opposed[name], *(other for other in entry.get("opposed", []) if other not in told)),
        )
        for name, entry in told.items()
    }


def _flashpoints(table: Table, origin: Provenance) -> dict[str, FlashpointSpec]:
    return {
        name: FlashpointSpec(
            name=name,
            label=entry.get("label", label(name)),
            parties=tuple(_required(entry, "parties", origin, "flashpoints", name)),
            peacekeepers=entry.get("peacekeepers", ""),
            entity=entry.get("entity", ""),
        )
        for name, entry in table["flashpoints"].items()
    }


def _entities(table: Table, origin: Provenance) -> dict[str, EntitySpec]:
    return {
        code: EntitySpec(
            code=code,
            label=entry.get("label", label(code)),
            inside=_required(entry, "inside", origin, "entities", code),
            backer=entry.get("backer", ""),
        )
        for code, entry in table["entities"].items()
    }


def _required(entry: Mapping[str, Any], key: str, origin: Provenance, *path: str) -> Any:
    if key not in entry:
        raise BalkansimError(
            f"{key} is missing",
            expected=f"{key} = ...",
            where=origin.where(*path),
            todo=f"add {key} to [{'.'.join(path)}]",
        )
    return entry[key]


def _day(text: str, where: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BalkansimError(f"{text!r} is no day", expected="a day, as 2025-03-18", where=where) from None


def _overrides(
    settings: Mapping[str, Any], roster: Sequence[str], limits: Mapping[str, Limits], origin: Provenance
) -> dict[str, float | Range]:
    overrides: dict[str, float | Range] = {}
    for key, setting in settings.items():
        name = in_roster_order(key, roster)
        overrides[name] = Range(**setting) if isinstance(setting, dict) else float(setting)
        check_setting(name, overrides[name], limits, origin.where("set", key))
    return overrides


def in_roster_order(name: str, roster: Sequence[str]) -> str:
    """Return a factor's name with the parties of a symmetric quantity in roster order."""
    quantity, *parties = name.split(".")
    if quantity in SYMMETRIC and all(party in roster for party in parties):
        parties.sort(key=list(roster).index)
    return ".".join([quantity, *parties])


def _events(
    table: Table,
    window: tuple[int, int],
    blocs: Mapping[str, BlocSpec],
    flashpoints: Mapping[str, FlashpointSpec],
    origin: Provenance,
) -> tuple[Event, ...]:
    cast = actors_of(table)
    events = [checks.event_from(name, entry, cast.state, origin.owner) for name, entry in table["events"].items()]
    for event in events:
        checks.check_event(event, cast, window, blocs, flashpoints, origin.where)
    return tuple(sorted(events, key=lambda event: (event.month, event.name)))


@dataclass
class _Stack:
    """The layers laid so far, and who laid them."""

    table: Table = field(default_factory=rooted)
    below: Table = field(default_factory=rooted)
    owners: dict[KeyPath, str] = field(default_factory=dict)
    layers: list[tuple[str, Layer]] = field(default_factory=list)

    def paths(self) -> set[Path | None]:
        """Return the files laid so far."""
        return {layer.path for _, layer in self.layers}

    def lay(self, layer: Layer, by: str) -> None:
        """Lay one more layer."""
        is_root = not self.layers
        laid = laid_over(self.table, layer, self.owners, is_root=is_root)
        if not is_root and "roster" in layer.table and "roster" in self.table:
            checks.check_extension(layer.table["roster"], self.table["roster"], f"{layer.where}, key roster")
        self.table = laid
        self.layers.append((by, layer))


def resolve(
    name_or_path: str,
    *,
    with_: Sequence[str] = (),
    set_: Sequence[str] | Mapping[str, Any] = (),
    evidence: Evidence | None = None,
) -> Scenario:
    """Resolve a scenario to everything a run needs to know.

    ``set_``: ``NAME=VALUE`` each, or a mapping of names to values. ``evidence``: against which factors and claims are
    checked; by default the shipped codebook and coefficients, and claims are not checked. Returns: checked and frozen;
    its ``changes`` are against its parent, or against the scenario named where ``with_`` or ``set_`` lay something over
    it.

    Examples
    --------
    >>> resolve("no-blocs").blocs
    {}
    """
    own = lineage(name_or_path)
    stack = _Stack()
    for layer in own:
        stack.below = stack.table
        stack.lay(layer, own[-1].name)
    extra = [*_laid_with(stack, with_), *_laid_settings(stack, set_)]
    if extra:
        stack.below = _table_of(own)
    return _checked(stack, _said(own, extra, stack), evidence)


def _laid_with(stack: _Stack, names: Sequence[str]) -> list[Layer]:
    """Lay the changes of other scenarios over a stack, refusing what two of them touch."""
    laid: list[Layer] = []
    for name in names:
        chain = lineage(name)
        paths = {layer.path for layer in chain}
        new = [layer for layer in chain if layer.path not in stack.paths()]
        if not new:
            raise BalkansimError(
                f"{name} is in the lineage already",
                expected="a scenario that adds something",
                where=f"--with {name}",
                todo="leave it out",
            )
        if len(new) == len(chain):
            raise BalkansimError(
                f"{name} has no parent in common with {stack.layers[-1][0]}",
                expected="a scenario of the same root",
                where=f"--with {name}",
            )
        for layer in new:
            _refuse_clash(layer, name, [(by, other) for by, other in stack.layers if other.path not in paths])
        for layer in new:
            stack.lay(layer, name)
        laid.append(new[-1])
    return laid


def _laid_settings(stack: _Stack, settings: Sequence[str] | Mapping[str, Any]) -> list[Layer]:
    layer = settings_layer(settings)
    if layer is None:
        return []
    own = stack.layers[0][0]
    _refuse_clash(layer, OPTION, [(f"--with {by}", other) for by, other in stack.layers if by != own])
    stack.lay(layer, OPTION)
    return [layer]


def _refuse_clash(layer: Layer, owner: str, others: Sequence[tuple[str, Layer]]) -> None:
    for other_owner, other in others:
        key = clash(touched(layer), touched(other))
        if key:
            raise BalkansimError(
                f"{owner} and {other_owner} both change {key}",
                expected="each key changed by one of them",
                where=owner if owner == OPTION else f"--with {owner}",
                todo="leave one out, or write a scenario that settles it",
            )


def _table_of(layers: Sequence[Layer]) -> Table:
    stack = _Stack()
    for layer in layers:
        stack.lay(layer, layer.name)
    return stack.table


def _said(own: Sequence[Layer], extra: Sequence[Layer], stack: _Stack) -> dict[str, Any]:
    """Gather what the scenario says of itself and how it differs from its parent."""
    last = own[-1]
    names = [layer.name for layer in own]
    named = [layer for layer in extra if layer.question]
    name = " + ".join([last.name, *(layer.name for layer in extra)])
    is_root = len(own) == 1 and not extra
    changes = {} if is_root else difference(stack.below, stack.table)
    roster = stack.table.get("roster", ())
    return {
        "name": name,
        "title": " + ".join([last.title, *(layer.title or layer.name for layer in extra)]),
        "question": " ".join([last.question, *(layer.question for layer in named)]),
        "expects": " ".join([last.expects, *(layer.expects for layer in named)]),
        "claims": tuple(dict.fromkeys(claim for layer in (last, *named) for claim in layer.claims)),
        "moves": tuple(dict.fromkeys(move for layer in (last, *named) for move in layer.moves)),
        "lineage": (*names, name) if extra else tuple(names),
        "changes": {_change_key(key, roster): values for key, values in changes.items()},
    }


def _change_key(key: str, roster: Sequence[str]) -> str:
    return f"set.{in_roster_order(key[4:], roster)}" if key.startswith("set.") else key


def _checked(stack: _Stack, said: dict[str, Any], evidence: Evidence | None) -> Scenario:
    origin = Provenance(stack.owners, stack.layers[-1][1].where)
    limits = vocabulary(actors_of(stack.table), quantities(evidence), coefficients(evidence))
    scenario = replace(assembled(stack.table, said, limits, origin), root=_root_of(stack, evidence))
    if evidence is not None:
        _check_claims(scenario, evidence, stack)
    return scenario


def _root_of(stack: _Stack, evidence: Evidence | None) -> Scenario | None:
    """Return the root world of a stack of layers, or None where nothing is laid over it."""
    if len(stack.layers) == 1:
        return None
    alone, layer = _Stack(), stack.layers[0][1]
    alone.lay(layer, layer.name)
    return _checked(alone, _said([layer], [], alone), evidence)


def _check_claims(scenario: Scenario, evidence: Evidence, stack: _Stack) -> None:
    """Refuse claims that nobody made; a shipped scenario may be run on somebody's own evidence without its claims."""
    known = {claim.id for claim in evidence.claims}
    foreign = evidence.folder.resolve() != (data_root() / "seeds").resolve()
    for _, layer in stack.layers:
        if foreign and layer.path and layer.path.parent == shipped_folder().resolve():
            continue
        for claim in layer.claims:
            if claim in scenario.claims and claim not in known:
                raise unknown("claim", claim, known, where=f"{layer.where}, key claims")


def load(
    scenario: str | Scenario = "baseline",
    *,
    with_: Sequence[str] = (),
    set_: Setting = (),
    evidence: Evidence | Path | str | None = None,
) -> tuple[Scenario, Evidence]:
    """Load evidence and resolve a scenario against it.

    ``set_``: ``NAME=VALUE`` each, or a mapping. ``evidence``: evidence folder; by default what ships.
    """
    from balkansim.evidence.evidence import Evidence as Loaded
    from balkansim.evidence.evidence import load_evidence
    from balkansim.scenario.scenario import Scenario as Resolved

    known = evidence if isinstance(evidence, Loaded) else load_evidence(None if evidence is None else Path(evidence))
    if isinstance(scenario, Resolved):
        return scenario, known
    return resolve(scenario, with_=with_, set_=set_, evidence=known), known
