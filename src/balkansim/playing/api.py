"""The function `play`: one state's decisions by hand, in a history that is otherwise the model's."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from balkansim.errors import BalkansimError

if TYPE_CHECKING:
    from balkansim.playing.answers import Answers
    from balkansim.playing.ending import Ending
    from balkansim.playing.game import Game
    from balkansim.playing.saving import Saved, World
    from balkansim.scenario.resolved import Scenario

    Setting = Sequence[str] | Mapping[str, Any]

DEFAULT = "baseline"
DEFAULT_SEED = 1


def play(
    scenario: str | Scenario | None = None,
    as_: str | None = None,
    *,
    seed: int | None = None,
    run: int | None = None,
    draw: int | None = None,
    months: int | None = None,
    save: Path | str | None = None,
    resume: Path | str | None = None,
    script: Path | str | Iterable[str] | None = None,
    with_: Sequence[str] = (),
    set_: Setting = (),
    evidence: Path | str | None = None,
    tell: Callable[[str], None] = print,
) -> Ending:
    """Play one state of a scenario month by month, on the luck that the model's history of the same key has.

    Parameters
    ----------
    scenario : str or Scenario, optional
        Name or path of a scenario, or a resolved one; by default the baseline, or that of the saved game.
    as_ : str, optional
        The state to play, by code, name or alias; by default that of the saved game.
    seed, run, draw : int, optional
        What names the history, as in `balkansim.history`; by default 1, 0 and 0, or those of the saved game.
    months : int, optional
        Months to play; by default to the scenario's horizon, or as the saved game had it.
    save : path, optional
        File in which the game is saved every month.
    resume : path, optional
        A saved game to go on with.
    script : path or iterable of str, optional
        Answers, one a line; by default the terminal is asked.
    with_, set_, evidence
        As in `balkansim.api.load`.
    tell : callable
        Shows the player a text.

    Returns
    -------
    Ending
        The two histories: as played, and as the model's own state would have had it.

    Raises
    ------
    BalkansimError
        If anything named is unknown or malformed, the saved game is another one, or a script is mistaken or ends
        early.
    """
    from balkansim.playing.saving import World, load_saved
    from balkansim.playing.session import Session

    saved = load_saved(Path(resume)) if resume is not None else None
    world = World(_named(scenario), tuple(with_), _plain(set_), None if evidence is None else str(evidence))
    if saved and not (with_ or set_ or evidence or scenario):
        world = saved.world
    path = _place(save, saved)
    answers = _answers(script)
    game = _begun(world, scenario, as_, {"seed": seed, "run": run, "draw": draw}, saved)
    end = _end(game, months, saved)
    _introduce(game, end, tell)
    if saved:
        game.replay(saved.decisions)
    return Session(game, world, answers, tell, end, path, *([saved.pending] if saved else [])).play()


def _named(scenario: str | Scenario | None) -> str:
    """Return what a scenario is called."""
    return scenario if isinstance(scenario, str) else scenario.name if scenario else DEFAULT


def _plain(settings: Setting) -> Sequence[str] | Mapping[str, Any]:
    """Return settings as a saved game holds them."""
    return dict(settings) if isinstance(settings, Mapping) else tuple(settings)


def _place(save: Path | str | None, saved: Saved | None) -> Path | None:
    """Return where the game is saved every month; a new game is saved over no other file."""
    if save is None:
        return saved.path if saved else None
    path = Path(save)
    if not path.parent.is_dir():
        raise BalkansimError(f"there is no folder {path.parent}", expected="a file in a folder", where="--save")
    if path.exists() and not (saved and saved.path.resolve() == path.resolve()):
        todo = f"go on with it by --resume {path}, or choose another name"
        raise BalkansimError(f"{path} exists already", expected="a new file", where="--save", todo=todo)
    return path


def _answers(script: Path | str | Iterable[str] | None) -> Answers:
    """Return where the answers come from."""
    from balkansim.playing.answers import Script, script_of, standing_by

    if script is None:
        return standing_by()
    return script_of(Path(script)) if isinstance(script, str | Path) else Script(script)


def _begun(
    world: World, scenario: str | Scenario | None, as_: str | None, key: Mapping[str, int | None], saved: Saved | None
) -> Game:
    """Set out a game: as asked for, and otherwise as it was saved; refuse a saved one that is another."""
    from balkansim.api import load
    from balkansim.playing.game import Game
    from balkansim.playing.saving import check_same, check_whole
    from balkansim.telling.reel import Key

    named = world.scenario if scenario is None or isinstance(scenario, str) else scenario
    resolved, known = load(named, with_=world.with_, set_=world.set_, evidence=world.evidence)
    usual: Mapping[str, Any] = saved.identity if saved else {"seed": DEFAULT_SEED, "run": 0, "draw": 0}
    chosen: dict[str, Any] = {name: usual.get(name) if number is None else number for name, number in key.items()}
    game = Game(resolved, known, Key(**chosen), player_in(resolved, as_ or str(usual.get("state", ""))))
    if saved:
        check_same(saved, game)
        check_whole(saved, game)
    return game


def player_in(scenario: Scenario, name: str) -> str:
    """Return the code of a state that can be played.

    Parameters
    ----------
    scenario : Scenario
        The scenario.
    name : str
        Code, label, local name or alias of a state.

    Raises
    ------
    BalkansimError
        If it is none of the scenario's states; patrons cannot be played.
    """
    from balkansim.scenario.names import folded
    from balkansim.telling.history import state_in

    states = ", ".join(f"{scenario.label(code)} ({code})" for code in scenario.roster)
    if not name:
        raise BalkansimError("no state to play", expected=f"one of {states}", where="--as", todo='--as "Serbia"')
    try:
        return state_in(scenario, name)
    except BalkansimError as mistake:
        patron = folded("patrons", name)
        if patron in scenario.patrons:
            label = scenario.label(patron)
            raise BalkansimError(
                f"{label[:1].upper()}{label[1:]} is a patron, and patrons cannot be played",
                expected=f"one of {states}",
                where="--as",
            ) from None
        raise BalkansimError(mistake.found, expected=f"one of {states}", where="--as") from None


def _end(game: Game, months: int | None, saved: Saved | None) -> int:
    """Return the last month to live."""
    longest = game.scenario.horizon
    wanted = months if months is not None else saved.months if saved else longest
    if not 1 <= wanted <= longest:
        raise BalkansimError(f"{wanted} months", expected=f"1 to {longest}, the scenario's horizon", where="--months")
    return game.scenario.start + wanted


def _introduce(game: Game, end: int, tell: Callable[[str], None]) -> None:
    """Tell what is played."""
    from balkansim.explaining.page import Page
    from balkansim.scenario.calendar import month_name
    from balkansim.scenario.names import footnote

    label = game.label(game.slot)
    title = f"You decide for {label}: {game.scenario.name}, {game.key.told()}, until {month_name(end)}"
    lines = [game.scenario.question, "Everybody else is played by the model. help tells what you can answer."]
    lines += [f"{game.scenario.label(code)}: {footnote(code)}" for code in game.names.actors if footnote(code)]
    tell(Page(title, tuple(lines), ()).text())
