"""A history as its reader gets it: told in dated sentences, as a table, or rule by rule."""

from __future__ import annotations

import html
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from balkansim.errors import BalkansimError, unknown
from balkansim.scenario.calendar import month_index, month_name
from balkansim.scenario.names import folded, footnote
from balkansim.scenario.resolved import Scenario
from balkansim.telling.calls import WIDTH, Trace, trace_of
from balkansim.telling.reel import Reel
from balkansim.telling.scene import Sentence, scene
from balkansim.telling.table import COLUMNS, rows, write
from balkansim.telling.telling import sentences

if TYPE_CHECKING:
    import pandas as pd

BULLET = "  - "


@dataclass(frozen=True, eq=False)
class History:
    """One history of a scenario.

    Parameters
    ----------
    reel : Reel
        Every month's whole world.
    """

    reel: Reel

    @property
    def scenario(self) -> Scenario:
        """The scenario it is a history of."""
        return self.reel.scenario

    @property
    def months(self) -> tuple[int, ...]:
        """The months that are lived, in months since April 2025."""
        first = self.scenario.start + 1
        return tuple(range(first, first + len(self.reel.film) - 1))

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """Everything that happened, routine acts included, in order."""
        return sentences(self.reel)

    def told(self, *, everything: bool = False, month: int | str | None = None, actor: str = "") -> str:
        """Tell the history month by month in sentences, within 100 columns.

        Parameters
        ----------
        everything : bool
            Whether routine acts are told too: conduct toward states that are no rivals.
        month : int or str, optional
            Tell this month only.
        actor : str, optional
            Tell only what this state is part of: a code or a name.

        Raises
        ------
        BalkansimError
            If the month is not lived or the state is not in the world.
        """
        only = None if month is None else self._month(month)
        code = self._actor(actor) if actor else ""
        chosen = [
            sentence
            for sentence in self.sentences
            if (everything or not sentence.routine)
            and (only is None or sentence.month == only)
            and (not code or code in sentence.actors)
        ]
        return _noted("\n".join([self._heading(everything), *_by_month(chosen)]), self.scenario)

    def _heading(self, everything: bool) -> str:
        """Tell what was run, and what is left out."""
        told = (
            f"One history of {self.scenario.name}: {self.reel.key.told()}; engine {self.reel.engine}. "
            f"It begins in {month_name(self.scenario.start)} and ends in {month_name(self.scenario.end)}. "
            "The reason of an act is what pushes the rule that decides it most."
        )
        left_out = " Conduct is told toward rivals and in answer to a provocation; --all tells everything."
        return textwrap.fill(told + ("" if everything else left_out), WIDTH, break_on_hyphens=False)

    def trace(self, month: int | str, actor: str) -> Trace:
        """Return each rule asked for a state in a month, with inputs, answer and source.

        Parameters
        ----------
        month : int or str
            Months since April 2025, or year and month as ``2025-10``.
        actor : str
            A code or a name of a state.

        Raises
        ------
        BalkansimError
            If the month is not lived or the state is not in the world.
        """
        code = self._actor(actor)
        return trace_of(scene(self.reel, self._month(month)), code)

    def _month(self, month: int | str) -> int:
        """Return a month that is lived, given as an index or as year and month."""
        found = month_from(month)
        self.reel.row(found)
        return found

    def _actor(self, name: str) -> str:
        """Return the code of a state in this world."""
        return state_in(self.scenario, name)

    def to_frame(self) -> pd.DataFrame:
        """Return the history as a table with the columns month, variable, subject, object and value."""
        import pandas as pd

        frame = pd.DataFrame(rows(self.reel), columns=list(COLUMNS))
        return frame.assign(value=frame["value"].astype(float))

    def write(self, path: Path | str, *, force: bool = False) -> None:
        """Write the history as CSV.

        Parameters
        ----------
        path : path
            Where to; its folder must exist.
        force : bool
            Whether an existing file may be replaced.

        Raises
        ------
        BalkansimError
            If the place cannot be written to.
        """
        write(self.reel, Path(path), force=force)

    def __str__(self) -> str:
        """Tell the history without routine acts."""
        return self.told()

    def _repr_html_(self) -> str:
        """Show the history in a notebook."""
        return f"<pre>{html.escape(self.told())}</pre>"


def month_from(month: int | str) -> int:
    """Return a month index given as such, or as year and month.

    Parameters
    ----------
    month : int or str
        As 6, ``"6"`` or ``"2025-10"``.

    Raises
    ------
    BalkansimError
        If it is neither.
    """
    if isinstance(month, int) or month.strip().lstrip("-").isdecimal():
        return int(month)
    try:
        return month_index(month)
    except BalkansimError:
        raise BalkansimError(
            f"{month!r} is no month", expected="year and month, as 2025-10, or months since April 2025", where="--month"
        ) from None


def state_in(scenario: Scenario, name: str) -> str:
    """Return the code of a state in a scenario's world.

    Parameters
    ----------
    scenario : Scenario
        The scenario.
    name : str
        Code, label, local name or alias; case is ignored.

    Raises
    ------
    BalkansimError
        If no state of the world is called so; the nearest is suggested.
    """
    own = {word.casefold(): code for code, spec in scenario.states.items() for word in (code, spec.label)}
    code = own.get(name.strip().casefold(), folded("states", name))
    if code not in scenario.roster:
        labels = [scenario.label(known) for known in scenario.roster]
        raise unknown("state", name, [*scenario.roster, *labels], where="--actor")
    return code


def _by_month(told: Sequence[Sentence]) -> Iterator[str]:
    """Yield the lines of sentences under their months."""
    if not told:
        yield "\nNothing of the kind happens."
    month = None
    for sentence in told:
        if sentence.month != month:
            month = sentence.month
            yield f"\n{month_name(month)}"
        yield textwrap.fill(
            str(sentence), WIDTH, initial_indent=BULLET, subsequent_indent=" " * len(BULLET), break_on_hyphens=False
        )


def _noted(text: str, scenario: Scenario) -> str:
    """Star the first mention of every label that owes a note, and add the notes."""
    for code in scenario.roster:
        label, note = scenario.label(code), footnote(code)
        if note and label in text:
            text = text.replace(label, f"{label}*", 1)
            text += "\n\n" + textwrap.fill(f"* {label}: {note}", WIDTH, break_on_hyphens=False)
    return text
