"""The function `play`: one state's decisions by hand, in a history that is otherwise the model's."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from math import expm1, log1p
from pathlib import Path
from tempfile import gettempdir
from typing import TYPE_CHECKING, Annotated, Any, Protocol

import numpy as np
from pydantic import Field, TypeAdapter, with_config

from balkansim.analysis.history import state_in
from balkansim.errors import BalkansimError, unknown
from balkansim.experiments.run_folder import differences, told
from balkansim.experiments.workers import code_of
from balkansim.files import read_text, write_json
from balkansim.months import month_index, month_iso, month_name
from balkansim.scenario.names import folded
from balkansim.teaching.game import ACTS, INSIDE, NOTHING, OUTSIDE, Decisions, Game, read
from balkansim.teaching.outlook import BUDGETS, Choices
from balkansim.teaching.turn import Ending, options_page, scene_page, why

if TYPE_CHECKING:
    from balkansim.scenario.scenario import Scenario

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
        As in `balkansim.forecast`.
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


def _plain(settings: Setting) -> tuple[str, ...] | dict[str, Any]:
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
    if script is None:
        return standing_by()
    return script_of(Path(script)) if isinstance(script, str | Path) else Script(script)


def _begun(
    world: World, scenario: str | Scenario | None, as_: str | None, key: Mapping[str, int | None], saved: Saved | None
) -> Game:
    """Set out a game: as asked for, and otherwise as it was saved; refuse a saved one that is another."""
    from balkansim.analysis.film import Key
    from balkansim.scenario.resolve import load
    from balkansim.teaching.game import Game

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
    """Return the code of a state that can be played."""
    from balkansim.analysis.history import state_in
    from balkansim.scenario.names import folded

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
    from balkansim.months import month_name
    from balkansim.pages import Page
    from balkansim.scenario.names import footnote

    label = game.label(game.slot)
    title = f"You decide for {label}: {game.scenario.name}, {game.key.told()}, until {month_name(end)}"
    lines = [game.scenario.question, "Everybody else is played by the model. help tells what you can answer."]
    lines += [f"{game.scenario.label(code)}: {footnote(code)}" for code in game.names.actors if footnote(code)]
    tell(Page(title, tuple(lines), ()).text())


EVERYBODY = "all"
PLAIN = ("go", "undo", "options", "quit", "help")
WITH_WORD = ("why", "save")
LAST = ("go", "auto", "quit")
VERBS = (*ACTS, *OUTSIDE, *INSIDE, "budget", *PLAIN, "auto", *WITH_WORD)
HELP = """\
provoke, hold or conciliate STATE, STATE ... (or all)   conduct toward partners this month
apply, decline or wait BLOC; leave or stay BLOC         blocs; the name may be left out where only one is meant
budget restrain, keep, raise, a number as 4%, or auto   in January
go           live the month; whatever you left open, the model decides by its rule and luck
auto, auto 6 drop what you decided for this month and let the model decide it, or this and the next five
undo         drop what you decided for this month
options      tell again what can be decided
why          everything that happened last month, and what pushes the model's rule for your state now
why STATE    the rules asked for a state last month, with inputs and answers
save, save FILE   save the game; quit saves and leaves
Several on a line are separated by semicolons: hold all; apply adriatic; go. A # begins a comment.
Founding a bloc with one other state is left to the model: it takes two."""


@dataclass(frozen=True)
class Order:
    """One thing a player asks for."""

    verb: str
    word: str = ""

    @property
    def decides(self) -> bool:
        """Whether it decides something for the month, rather than what to do next."""
        return self.verb in (*ACTS, *OUTSIDE, *INSIDE, "budget")

    @property
    def months(self) -> int:
        """How many months ``auto`` is for."""
        if not self.word:
            return 1
        if not self.word.isdecimal() or int(self.word) < 1:
            raise BalkansimError(f"auto {self.word}", expected="a number of months, as auto 6")
        return int(self.word)


def orders(line: str) -> list[Order]:
    """Return the orders of a line, all read before any is obeyed."""
    found = list(_orders(line))
    for order in found[:-1]:
        if order.verb in LAST:
            raise BalkansimError(f"something stands behind {order.verb}", expected=f"{order.verb} at the line's end")
    return found


def _orders(line: str) -> Iterator[Order]:
    """Yield the orders of a line."""
    for part in line.partition("#")[0].split(";"):
        verb, _, word = part.strip().partition(" ")
        verb, word = verb.casefold(), word.strip()
        if not verb:
            continue
        if verb in BUDGETS and not word:
            verb, word = "budget", verb
        if verb not in VERBS:
            raise unknown("answer", verb, VERBS, todo="help tells what each is for")
        if word and verb in PLAIN:
            raise BalkansimError(f"{verb} {word}", expected=f"{verb} by itself", todo="separate answers by semicolons")
        yield Order(verb, word)


def decided(order: Order, so_far: Decisions, choices: Choices) -> Decisions:
    """Return a month's decisions with one more taken. ``so_far``: those of the month so far."""
    if order.verb in ACTS:
        return so_far.toward(dict.fromkeys(_partners(order, choices), order.verb))
    if order.verb == "budget":
        return so_far.spending(_budget(order.word, choices))
    return so_far.about(_bloc(order, choices), order.verb)


def _partners(order: Order, choices: Choices) -> list[str]:
    """Return the codes of the partners meant."""
    game = choices.game
    if order.word.casefold() == EVERYBODY:
        return [code for code in game.names.actors if code != game.state]
    if not order.word:
        raise BalkansimError(f"{order.verb} whom?", expected=f"a state, as {order.verb} {_nearest_partner(choices)}")
    found = []
    for word in order.word.split(","):
        code = _state(choices, word)
        if code == game.state:
            raise BalkansimError(f"{order.verb} {word.strip()}: that is you", expected="another state")
        found.append(code)
    return found


def _state(choices: Choices, word: str) -> str:
    """Return the code of a state; without the option's name that a history's error has."""
    try:
        return state_in(choices.game.scenario, word)
    except BalkansimError as mistake:
        raise BalkansimError(mistake.found, expected=mistake.expected, todo="separate states by commas") from None


def _nearest_partner(choices: Choices) -> str:
    """Return the name of the partner that matters most."""
    return choices.game.label(choices.partners[0]) if choices.partners else EVERYBODY


def _bloc(order: Order, choices: Choices) -> str:
    """Return the short name of the bloc meant, where the step is open."""
    names = choices.game.names.blocs
    fitting = [b for b, open_choices in choices.blocs.items() if order.verb in open_choices]
    if not order.word:
        if len(fitting) == 1:
            return names[fitting[0]]
        told = ", ".join(names[b] for b in fitting) or "no bloc can be meant this month"
        raise BalkansimError(f"{order.verb} which bloc?", expected=told)
    b = _bloc_slot(order.word, choices)
    if b in fitting:
        return names[b]
    can = choices.blocs[b]
    expected = " or ".join(can) if can else choices.why_closed(b)
    raise BalkansimError(f"you cannot {order.verb} {names[b]} this month", expected=expected)


def _bloc_slot(word: str, choices: Choices) -> int:
    """Return the slot of a living bloc by its short name, its label, or the word by which it ships."""
    game, known = choices.game, {}
    for b in choices.blocs:
        for name in (game.names.blocs[b], game.bloc(b), game.bloc(b).removeprefix("the ")):
            known[name.casefold()] = b
    for said in (word, folded("blocs", word)):
        if said.casefold() in known:
            return known[said.casefold()]
    raise unknown("bloc", word, [game.names.blocs[b] for b in choices.blocs])


def _budget(word: str, choices: Choices) -> float | None:
    """Return the change of ln expenditure meant, within the rule's bounds."""
    if not choices.budget_is_due:
        raise BalkansimError("no budget is set this month", expected="a budget in January only")
    if word.casefold() == "auto":
        return None
    if word.casefold() in BUDGETS:
        return choices.budgets[word.casefold()]
    try:
        share = float(word.removesuffix("%").strip()) / 100.0
        growth = log1p(share)
    except ValueError:
        raise unknown("budget", word, [*BUDGETS, "auto", "4%"]) from None
    low, high = choices.bounds
    if not low <= growth <= high:
        bounds = f"{np.expm1(low):+.1%} to {np.expm1(high):+.1%}"
        raise BalkansimError(f"a budget of {share:+.1%}", expected=f"within the rule's bounds, {bounds}")
    return growth


class Answers(Protocol):
    """Gives a player's answers, one after another."""

    @property
    def patient(self) -> bool:
        """Whether a mistaken answer is asked for again."""

    @property
    def place(self) -> str:
        """Where the last answer stood."""

    def answer(self, prompt: str) -> str:
        """Return the next answer, or raise EOFError."""


class Terminal:
    """A player at a terminal."""

    patient, place = True, "your answer"

    def __init__(self, ask: Callable[[str], str] = input) -> None:
        self._ask = ask

    def answer(self, prompt: str) -> str:
        """Ask for the next answer. ``prompt``: shown before the answer. Raises EOFError: if the terminal is closed."""
        return self._ask(prompt)


class Script:
    """Answers written down beforehand, one a line; empty lines and comments are passed over."""

    patient = False

    def __init__(self, lines: Iterable[str], name: str = "script") -> None:
        self._lines, self.name, self.number = iter(lines), name, 0

    @property
    def place(self) -> str:
        """File and line of the last answer."""
        return f"{self.name}, line {self.number}"

    def answer(self, prompt: str) -> str:
        """Return the next line that holds an answer. Raises EOFError: if the script is at its end."""
        try:
            for line in self._lines:
                self.number += 1
                if line.partition("#")[0].strip():
                    return line
        except UnicodeDecodeError:
            raise BalkansimError(
                "no text", expected="lines of text in the terminal's encoding", where=self.name
            ) from None
        raise EOFError


def script_of(path: Path) -> Script:
    """Read a script. ``path``: A text file in UTF-8."""
    try:
        return Script(path.read_text(encoding="utf-8-sig").splitlines(), str(path))
    except OSError as mistake:
        raise BalkansimError(f"{path}: {mistake.strerror}", expected="a file of answers", where="--script") from None
    except UnicodeDecodeError:
        raise BalkansimError(f"{path} is no text in UTF-8", where="--script", todo="save it as UTF-8") from None


def standing_by() -> Answers:
    """Return the answers of whoever stands by: a player at the terminal, or what is piped in."""
    return Terminal() if sys.stdin.isatty() else Script(sys.stdin, "standard input")


KIND = "balkansim play"
NOT_PLAYED = "questions"
"""Part of the code's identity on which no history depends."""


@with_config(extra="forbid")
@dataclass(frozen=True)
class World:
    """How the world of a game was named. ``evidence``: evidence folder; None for what ships."""

    scenario: str
    with_: tuple[str, ...] = ()
    set_: tuple[str, ...] | dict[str, Any] = ()
    evidence: str | None = None


@dataclass(frozen=True)
class Saved:
    """A saved game.

    ``months``: months the game is to last. ``decisions``: one a month lived. ``pending``: those taken for the month
    that was not lived yet.
    """

    path: Path
    title: str
    identity: Mapping[str, Any]
    world: World
    months: int
    decisions: tuple[Decisions, ...]
    pending: Decisions


def identity_of(game: Game) -> dict[str, Any]:
    """Return by what a game is known again."""
    code = {name: value for name, value in code_of(game.evidence).items() if name != NOT_PLAYED}
    return {**code, "scenario": game.scenario.digest, **asdict(game.key), "state": game.state}


def save(path: Path, game: Game, world: World, months: int, pending: Decisions) -> None:
    """Save a game, whole or not at all.

    ``path``: where to. ``months``: months the game is to last. ``pending``: those taken for the month that is not lived
    yet.
    """
    first = game.scenario.start + 1
    taken = [{"month": month_iso(first + k)} | d.plain() for k, d in enumerate(game.decided)]
    content = {"kind": KIND, "scenario": game.scenario.name, "identity": identity_of(game), "world": asdict(world)}
    write_json(path, content | {"months": months, "decisions": taken, "pending": pending.plain()})


def load_saved(path: Path) -> Saved:
    """Read a saved game."""
    try:
        found = json.loads(read_text(path, todo="name a game saved by balkansim play"))
        if not isinstance(found, dict) or found.get("kind") != KIND:
            raise ValueError("it is not a saved game")
        taken = [read(each, f"{path}, {each.get('month')}") for each in found["decisions"]]
        months = [month_index(each["month"], where=f"{path}, decisions") for each in found["decisions"]]
        if months != list(range(months[0], months[0] + len(months)) if months else []):
            raise ValueError("its months do not follow one another")
        pending = read(found["pending"], f"{path}, pending")
        identity = dict(found["identity"])
        world = TypeAdapter(World).validate_json(json.dumps(found["world"]), strict=True)
        length = TypeAdapter(Annotated[int, Field(ge=len(months))]).validate_python(found["months"], strict=True)
        title = f"{found['scenario']} ({str(identity['scenario'])[:8]})"
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as mistake:
        if isinstance(mistake, BalkansimError):
            raise
        reason = f"no {mistake}" if isinstance(mistake, KeyError) else str(mistake)
        raise BalkansimError(
            f"{path} cannot be read: {reason}", expected="a game saved by balkansim play", where="--resume"
        ) from None
    return Saved(path, title, identity, world, length, tuple(taken), pending)


def check_same(saved: Saved, game: Game) -> None:
    """Refuse a saved game of another version, scenario, key or state."""
    there, here = dict(saved.identity), identity_of(game)
    if there.get("scenario") != here["scenario"]:
        there["scenario"], here["scenario"] = saved.title, f"{game.scenario.name} ({here['scenario'][:8]})"
    found = differences(there, here)
    if found:
        raise BalkansimError(
            f"another game: {told(found)}",
            expected="the version, rules, evidence, scenario, luck and state it was played with",
            where=str(saved.path),
            todo="resume it with what it was saved with (the file is untouched), or begin a new game",
        )


def check_whole(saved: Saved, game: Game) -> None:
    """Refuse decisions that cannot have been taken in a game."""
    where = str(saved.path)
    for decisions in (*saved.decisions, saved.pending):
        for what, words, known in (
            ("state", decisions.conduct, [code for code in game.names.actors if code != game.state]),
            ("bloc", decisions.blocs, game.names.blocs),
        ):
            for word in words:
                if word not in known:
                    raise unknown(what, word, known, where=where, todo="take an untouched copy of the saved game")
    if len(saved.decisions) > game.scenario.horizon:
        expected = f"at most {game.scenario.horizon}, the scenario's horizon"
        raise BalkansimError(f"{len(saved.decisions)} months are decided", expected=expected, where=where)


def free_name(game: Game, folder: Path | None = None) -> Path:
    """Return the name of a file that does not exist yet. ``folder``: where; by default here."""
    scenario = re.sub(r"[^A-Za-z0-9]+", "-", game.scenario.name).strip("-")
    stem, number = f"play-{scenario}-{game.state}-{game.key.seed}", 1
    while (path := (folder or Path()) / (f"{stem}{f'-{number}' if number > 1 else ''}.json")).exists():
        number += 1
    return path


AHEAD = "balkansim play --resume {} goes on from there"


class Left(Exception):  # noqa: N818 - no error
    """The player leaves before the end."""


@dataclass
class Session:
    """One sitting.

    ``end``: last month to live. ``path``: where the game is saved every month; None to save it only when the player
    leaves early. ``pending``: taken already for the coming month.
    """

    game: Game
    world: World
    answers: Answers
    tell: Callable[[str], None]
    end: int
    path: Path | None = None
    pending: Decisions = NOTHING
    _alone: int = field(default=0, init=False)

    @cached_property
    def choices(self) -> Choices:
        """What is open in the coming month."""
        return Choices(self.game)

    def play(self) -> Ending:
        """Play to the end, or until the player leaves.

        Raises KeyboardInterrupt: if the player interrupts; the game is saved first.
        """
        try:
            self.tell(scene_page(self.game).text())
            while self.game.month < self.end:
                self._month()
        except (Left, KeyboardInterrupt, BalkansimError, EOFError) as gone:
            saved = self._keep()
            if isinstance(gone, EOFError) and not self.answers.patient:
                raise self._ended_early(saved) from None
            self.tell(saved)
            if isinstance(gone, KeyboardInterrupt | BalkansimError):
                raise
            return Ending(self.game, finished=False)
        return Ending(self.game, finished=True)

    def _month(self) -> None:
        """Ask for the decisions of one month and live it."""
        if self._alone:
            self._alone -= 1
        else:
            self.tell(options_page(self.choices).text())
            self._ask()
        self.game.live(self.pending, told=True)
        self.pending = NOTHING
        self.__dict__.pop("choices", None)
        self.tell(scene_page(self.game).text())
        if self.path is not None:
            self._autosave(self.path)

    def _ask(self) -> None:
        """Take answers until the month may be lived."""
        if self.pending:
            self.tell(f"decided so far: {_told(self.pending)}")
        lives = False
        while not lives:
            line = self.answers.answer(f"{month_name(self.game.month + 1)}> ")
            try:
                lives = any([self._obey(order) for order in orders(line)])
            except BalkansimError as mistake:
                if not self.answers.patient:
                    where = f"{self.answers.place}: {line.strip()!r}"
                    raise BalkansimError(
                        mistake.found, expected=mistake.expected, where=where, todo=mistake.todo
                    ) from None
                self.tell(mistake.told())

    def _obey(self, order: Order) -> bool:
        """Do what an order asks for, and return whether the month may be lived."""
        if order.decides:
            self.pending = decided(order, self.pending, self.choices)
            self.tell(f"decided: {_told(self.pending)}")
        elif order.verb == "auto":
            self._alone = order.months - 1
            if self.pending:
                self.tell(f"dropped: {_told(self.pending)}")
            self.pending = NOTHING
            return True
        elif order.verb == "undo":
            self.pending = NOTHING
        elif order.verb == "save":
            self._save(Path(order.word) if order.word else self.path or free_name(self.game))
        elif order.verb == "quit":
            raise Left
        elif order.verb != "go":
            self.tell(self._answer(order))
        return order.verb == "go"

    def _answer(self, order: Order) -> str:
        """Return what a player asks to be told."""
        if order.verb == "help":
            return HELP
        return options_page(self.choices).text() if order.verb == "options" else why(self.choices, order.word)

    def _save(self, path: Path) -> None:
        """Save where the player says, but over no other game."""
        if path.exists() and path != self.path:
            raise BalkansimError(f"{path} exists already", expected="a new file", todo="save under another name")
        self._write(path)
        self.path = path
        self.tell(f"saved in {path}; from now on every month")

    def _write(self, path: Path) -> None:
        """Save the game."""
        save(path, self.game, self.world, self.end - self.game.scenario.start, self.pending)

    def _autosave(self, path: Path) -> None:
        """Save the month; where that fails, say so and play on."""
        try:
            self._write(path)
        except BalkansimError as mistake:
            self.tell(f"NOT saved: {mistake.found} ({path}); save FILE saves elsewhere")

    def _keep(self) -> str:
        """Save what was played before leaving, elsewhere if need be, and say where it is and how to go on."""
        if not self.game.decided and not self.pending:
            return "nothing was played yet, so nothing is saved"
        self.path = self.path or free_name(self.game)
        try:
            self._write(self.path)
        except BalkansimError as mistake:
            self.tell(f"NOT saved: {mistake.found} ({self.path})")
            self.path = free_name(self.game, Path(gettempdir()))
            self._write(self.path)
        return f"saved in {self.path}\n{AHEAD.format(_quoted(self.path))}"

    def _ended_early(self, saved: str) -> BalkansimError:
        """Return the error for a script that ends before the game."""
        return BalkansimError(
            f"the answers end before {month_name(self.game.month + 1)} is decided; the game goes on until "
            f"{month_name(self.end)}",
            expected=f"more answers, or auto {self.end - self.game.month}, or quit, as the last line",
            where=self.answers.place,
            todo=saved.replace("\n", "; "),
        )


def _quoted(path: Path) -> str:
    """Return a path as a command line takes it."""
    return f'"{path}"' if " " in str(path) else str(path)


def _told(decisions: Decisions) -> str:
    """Tell decisions in one line."""
    parts = [f"{act} {code}" for code, act in decisions.conduct.items()]
    parts += [f"{choice} {bloc}" for bloc, choice in decisions.blocs.items()]
    if decisions.budget is not None:
        parts.append(f"budget {expm1(decisions.budget):+.1%}")
    return "; ".join(parts)
