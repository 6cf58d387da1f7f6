"""Resolving a scenario: its parents, other scenarios laid over it, and settings, in this order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from balkansim.errors import BalkansimError, unknown
from balkansim.places import data_root
from balkansim.scenario.assembly import Provenance, assembled, cast_of, in_roster_order
from balkansim.scenario.files import shipped_folder
from balkansim.scenario.layers import OPTION, Layer, lineage
from balkansim.scenario.merging import Table, clash, difference, laid_over, rooted, touched
from balkansim.scenario.resolved import Scenario
from balkansim.scenario.settings import settings_layer
from balkansim.scenario.sources import coefficients, quantities
from balkansim.scenario.vocabulary import vocabulary
from balkansim.scenario.world_checks import check_extension

if TYPE_CHECKING:
    from balkansim.evidence.evidence import Evidence


@dataclass
class _Stack:
    """The layers laid so far, and who laid them."""

    table: Table = field(default_factory=rooted)
    below: Table = field(default_factory=rooted)
    owners: dict[tuple[str, ...], str] = field(default_factory=dict)
    layers: list[tuple[str, Layer]] = field(default_factory=list)

    def paths(self) -> set[Path | None]:
        """Return the files laid so far."""
        return {layer.path for _, layer in self.layers}

    def lay(self, layer: Layer, by: str) -> None:
        """Lay one more layer."""
        is_root = not self.layers
        laid = laid_over(self.table, layer, self.owners, is_root=is_root)
        if not is_root and "roster" in layer.table and "roster" in self.table:
            check_extension(layer.table["roster"], self.table["roster"], f"{layer.where}, key roster")
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

    Parameters
    ----------
    name_or_path : str
        The name of a scenario that ships, or the path of a file.
    with_ : sequence of str
        Scenarios whose own changes are laid over it.
    set_ : sequence of str or mapping
        ``NAME=VALUE`` each, or a mapping of names to values.
    evidence : Evidence, optional
        Against which factors and claims are checked; by default the shipped codebook and coefficients, and claims
        are not checked.

    Returns
    -------
    Scenario
        Checked and frozen; its ``changes`` are against its parent, or against the scenario named where ``with_`` or
        ``set_`` lay something over it.

    Raises
    ------
    BalkansimError
        For whatever a user can get wrong, with the file and key, or the option.

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
        "lineage": (*names, name) if extra else tuple(names),
        "changes": {_change_key(key, roster): values for key, values in changes.items()},
    }


def _change_key(key: str, roster: Sequence[str]) -> str:
    return f"set.{in_roster_order(key[4:], roster)}" if key.startswith("set.") else key


def _checked(stack: _Stack, said: dict[str, Any], evidence: Evidence | None) -> Scenario:
    origin = Provenance(stack.owners, stack.layers[-1][1].where)
    limits = vocabulary(cast_of(stack.table), quantities(evidence), coefficients(evidence))
    scenario = assembled(stack.table, said, limits, origin)
    if evidence is not None:
        _check_claims(scenario, evidence, stack)
    return scenario


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
