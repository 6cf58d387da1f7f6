"""The end of a game: the player's history beside the model's own, on the same luck."""

from __future__ import annotations

import html
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from balkansim.explaining.page import Page, Section, Table
from balkansim.playing.game import Game
from balkansim.playing.position import blocs_of
from balkansim.scenario.calendar import is_january, month_iso, month_name
from balkansim.scenario.names import footnote
from balkansim.telling.acts import SEVERITIES
from balkansim.world import view

if TYPE_CHECKING:
    import pandas as pd

SEEN_FIRST = 4
READING = (
    "Same luck: every draw of chance is the same in both. From the first difference on the worlds differ, so a like "
    "draw may fall on another chance, and later differences need not be what you decided.",
    "One pair of histories says what happened here, not what usually follows: play another --seed, or put the change "
    "into a scenario and ask balkansim compare.",
)


@dataclass(frozen=True, eq=False)
class Ending:
    """Two histories on the same luck: as played, and as the model's own state would have had it.

    Parameters
    ----------
    game : Game
        As played.
    finished : bool
        Whether the game was played to its end.
    """

    game: Game
    finished: bool

    @cached_property
    def own(self) -> Game:
        """The model's own history, as long as the game."""
        return self.game.undecided()

    def acts(self) -> Iterator[tuple[int, str, str, str]]:
        """Yield month, what it is about, the player's act and the model's own, wherever the two differ."""
        played, own = self.game, self.own
        for t in range(1, len(played.film)):
            mine, theirs = (dict(_acts(game, t)) for game in (played, own))
            for about in dict.fromkeys([*mine, *theirs]):
                if mine.get(about, "") != theirs.get(about, ""):
                    month = int(played.film["clock"][t][0])
                    yield month, about, mine.get(about, "-"), theirs.get(about, "-")

    def outcomes(self) -> tuple[tuple[str, str, str, str], ...]:
        """Return outcome, at the start, as played and by the model, as told."""
        start = _outcomes(self.game, 0)
        mine, theirs = (_outcomes(game, len(game.film) - 1) for game in (self.game, self.own))
        return tuple((name, start[name], mine[name], theirs[name]) for name in mine)

    def page(self) -> Page:
        """Return the ending as a page."""
        game = self.game
        first, last = month_name(game.scenario.start + 1), month_name(game.month)
        by_hand = sum(map(bool, game.decided))
        lines = (
            f"{game.scenario.name}; {game.key.told()}; {first} to {last}; you decided something in {by_hand} of "
            f"{len(game.decided)} months",
        )
        notes = tuple(f"{game.scenario.label(c)}: {footnote(c)}" for c in game.names.actors if footnote(c))
        head = ("outcome", "start", "yours", "the model's own")
        sections = (
            Section("outcomes", (Table(head, self.outcomes()),)),
            Section("decisions", tuple(self._differences())),
            Section("reading", READING),
            Section("note", notes),
        )
        return Page(f"Two histories of {game.label(game.slot)} on the same luck", lines, sections)

    def _differences(self) -> Iterator[str | Table]:
        """Tell month by month where the two states acted differently."""
        rows = [(month_iso(month), *rest) for month, *rest in self.acts()]
        if rows:
            yield Table(("month", "about", "you", "the model's own"), tuple(rows))
        else:
            yield "none: your state did in every month what the model's own did"

    def __str__(self) -> str:
        """Tell the ending within 100 columns."""
        return self.page().text()

    def _repr_html_(self) -> str:
        """Show the ending in a notebook."""
        return self.page().html() if self.game.decided else f"<p>{html.escape('no month was lived')}</p>"

    def to_frame(self) -> pd.DataFrame:
        """Return the differences in decisions: month, about, yours, model."""
        import pandas as pd

        rows = [(month_iso(month), *rest) for month, *rest in self.acts()]
        return pd.DataFrame(rows, columns=["month", "about", "yours", "model"])


def _acts(game: Game, t: int) -> Iterator[tuple[str, str]]:
    """Yield what the state did in a month of a game, by what it is about; holding is left out."""
    now, before, i = view(game.film, t), view(game.film, t - 1), game.slot
    for verb, acts in (("provoked", now.provokes), ("conciliated", now.conciliates)):
        for j in range(now.actors):
            if acts[i, j] > 0.0:
                yield game.label(j), verb
    for b in range(int(now.opened[0])):
        name = game.names.blocs[b]
        for verb, counts in (("applied", "applied"), ("declined", "declined")):
            if getattr(now, counts)[i, b] > getattr(before, counts)[i, b]:
                yield name, verb + _answer(now, i, b) if verb == "applied" else verb
        if now.left[i, b] == now.clock[0]:
            yield name, "left"
    if is_january(int(now.clock[0])):
        yield "budget", f"{now.expenditure[i] / before.expenditure[i] - 1.0:+.1%}"


def _answer(w: Any, i: int, b: int) -> str:
    """Tell whether an application was accepted."""
    return " and joined" if w.joined[i, b] == w.clock[0] else " in vain"


def _outcomes(game: Game, t: int) -> dict[str, str]:
    """Return the outcomes of a game up to a month, as told."""
    w, start, i = view(game.film, t), view(game.film, 0), game.slot
    others = [j for j in range(w.actors) if j != i]
    first = sorted(others, key=lambda j: -start.tension[i, j])[:SEEN_FIRST]
    pairs = np.triu_indices(w.actors, 1)
    found = {f"tension with {game.label(j)}": f"{w.tension[i, j]:.2f}" for j in first}
    found["mean tension with all"] = f"{w.tension[i, others].mean():.3f}"
    found["mean tension of the region"] = f"{w.tension[: w.actors, : w.actors][pairs].mean():.3f}"
    found["blocs"] = blocs_of(game, w) or "none"
    found["expenditure against its start"] = f"{w.expenditure[i] / start.expenditure[i] - 1.0:+.1%}"
    found["mean threat felt"] = f"{w.threat[i, others].mean():.3f}"
    if w.nato[i] == 0.0:
        found["partnership with NATO"] = f"{w.partnership[i]:.2f}"
    lived = game.film[1 : t + 1]
    found["provocations against you"] = str(int(lived["provokes"][:, others, i].sum()))
    found |= {f"incidents {where}": told for where, told in _incidents(game, lived)}
    return found


def _incidents(game: Game, lived: Any) -> Iterator[tuple[str, str]]:
    """Yield how many incidents there were at each flashpoint, and the worst of them."""
    for f, name in enumerate(game.names.flashpoints):
        severity = lived["severity"][:, f]
        count = int((severity > 0.0).sum())
        worst = f", worst {SEVERITIES[int(severity.max())]}" if count else ""
        yield f"at {game.scenario.label(name)}", f"{count}{worst}"
