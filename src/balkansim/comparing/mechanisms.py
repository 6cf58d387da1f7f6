"""The mechanisms that can be switched off, read from the file of an evidence folder or from the one that ships."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from inspect import signature
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, Annotated

from pydantic import Field, model_validator

from balkansim.comparing.without import GAIN, PUSHES
from balkansim.errors import unknown
from balkansim.explaining.page import GAP, WIDTH
from balkansim.forecasting.files import Strict, checked, read_toml
from balkansim.forecasting.words import Text
from balkansim.places import data_root
from balkansim.rulebook.registry import RULES
from balkansim.scenario.sources import coefficients
from balkansim.tables import Table
from balkansim.vocabulary import RULE_MODULES, functions_of

if TYPE_CHECKING:
    from balkansim.evidence.evidence import Evidence

FILE = "knockouts.toml"


class Mechanism(Strict):
    """One mechanism and how it is switched off.

    Parameters
    ----------
    name, sentence : str
        Short name, and what holds once it is off.
    families : tuple of str
        Families of rules it belongs to.
    set : dict of str to float
        Coefficients with the values at which they rest, in their unit; these may lie outside their ranges.
    inputs : tuple of str
        Inputs that no longer matter, as ``rule.input``.
    silent : tuple of str
        Rules that answer nought.
    """

    name: Text
    sentence: Text
    families: Annotated[tuple[Text, ...], Field(min_length=1)]
    set: Annotated[dict[Text, float], Field(min_length=1)]
    inputs: tuple[Text, ...] = ()
    silent: tuple[Text, ...] = ()

    @model_validator(mode="after")
    def _loops_rest_at_zero(self) -> Mechanism:
        for name in (*PUSHES, GAIN):
            if self.set.get(name, 0.0) != 0.0:
                raise ValueError(f"{name} = 0.0 in {self.name}: a loop that is left on stays as it is drawn")
        return self


class Mechanisms(Strict):
    """A file of mechanisms."""

    mechanisms: Annotated[tuple[Mechanism, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _named_once(self) -> Mechanisms:
        names = [mechanism.name for mechanism in self.mechanisms]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"each name once, but {', '.join(twice)} stands twice")
        return self


def load_mechanisms(evidence: Evidence) -> tuple[Mechanism, ...]:
    """Read the mechanisms of an evidence folder; where it has no such file, those that ship.

    Parameters
    ----------
    evidence : Evidence
        Its folder, and the coefficients a mechanism may set.

    Raises
    ------
    BalkansimError
        If the file is malformed, or names a coefficient, family, rule or input that there is not.
    """
    own = evidence.folder / FILE
    path = own if own.is_file() else data_root() / "seeds" / FILE
    found = checked(Mechanisms, read_toml(path), path).mechanisms
    for mechanism in found:
        _check(mechanism, evidence, path)
    return found


def chosen(mechanisms: Sequence[Mechanism], names: Sequence[str]) -> tuple[Mechanism, ...]:
    """Return the mechanisms named, in the order of the file; all where none is named.

    Parameters
    ----------
    mechanisms : sequence of Mechanism
        All there are.
    names : sequence of str
        Names; case is ignored.

    Raises
    ------
    BalkansimError
        If there is none of a name.
    """
    known = {mechanism.name.casefold(): mechanism for mechanism in mechanisms}
    for name in names:
        if name.casefold() not in known:
            every = [mechanism.name for mechanism in mechanisms]
            raise unknown("mechanism", name, every, where="--mechanism", todo="balkansim knockout --list")
    wanted = {name.casefold() for name in names} or set(known)
    return tuple(mechanism for name, mechanism in known.items() if name in wanted)


def listing(mechanisms: Sequence[Mechanism]) -> Table:
    """List mechanisms with what holds once each is off, within 100 columns.

    Parameters
    ----------
    mechanisms : sequence of Mechanism
        Which.
    """
    rows = [mechanism.model_dump(mode="json") for mechanism in mechanisms]
    column = max(len(mechanism.name) for mechanism in mechanisms) + len(GAP)
    lines = [
        fill(m.sentence, WIDTH, initial_indent=m.name.ljust(column), subsequent_indent=" " * column) for m in mechanisms
    ]
    return Table(rows, "\n".join(lines))


def rule_inputs() -> tuple[str, ...]:
    """Return every input of every rule as ``rule.input``, coefficients left out."""
    functions = [function for function in functions_of(RULE_MODULES) if function.__name__ in RULES]
    return tuple(f"{f.__name__}.{name}" for f in functions for name in list(signature(f).parameters)[1:])


def _check(mechanism: Mechanism, evidence: Evidence, path: Path) -> None:
    """Refuse names that neither the coefficients nor the rulebook know."""
    where = f"{path}: {mechanism.name}"
    families = sorted({rule.family for rule in RULES.values()})
    _known("coefficient", mechanism.set, coefficients(evidence), f"{where} > set")
    _known("family of rules", mechanism.families, families, f"{where} > families")
    _known("input", mechanism.inputs, rule_inputs(), f"{where} > inputs")
    _known("rule", mechanism.silent, RULES, f"{where} > silent")


def _known(what: str, names: Collection[str], known: Collection[str], where: str) -> None:
    """Refuse the first name that is not known."""
    for name in names:
        if name not in known:
            raise unknown(what, name, known, where=where, todo="correct the name, or remove it")
