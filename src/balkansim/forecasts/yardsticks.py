"""Yardsticks: which band of probability each word stands for, and which word a probability earns."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import Field, model_validator

from balkansim.errors import unknown
from balkansim.files import Strict, checked, read_toml

Probability = Annotated[float, Field(ge=0, le=1)]
Text = Annotated[str, Field(min_length=1, pattern=r"\S")]


class Word(Strict):
    """A probability word and its band, both ends in [0, 1] and included."""

    word: Text
    low: Probability
    high: Probability

    @model_validator(mode="after")
    def _ends_in_order(self) -> Word:
        if self.low > self.high:
            raise ValueError(f"low ({self.low}) not above high ({self.high})")
        return self


class Scale(Strict):
    """The words of one yardstick as its file lists them, from improbable to probable."""

    title: Text
    source: Text
    words: Annotated[tuple[Word, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _each_word_once(self) -> Scale:
        seen = [entry.word.casefold() for entry in self.words]
        twice = {word for word in seen if seen.count(word) > 1}
        if twice:
            raise ValueError(f"each word once, but {', '.join(sorted(twice))} stands twice")
        return self


class YardstickFile(Strict):
    """The file of yardsticks: the name of the default one, and each by name."""

    default: Text
    yardsticks: Annotated[dict[Text, Scale], Field(min_length=1)]

    @model_validator(mode="after")
    def _default_is_listed(self) -> YardstickFile:
        if self.default not in self.yardsticks:
            raise ValueError(f"a default that is one of {', '.join(self.yardsticks)}, not {self.default!r}")
        return self


@dataclass(frozen=True)
class Yardstick:
    """A named scale of probability words.

    ``name``: its short name, such as ``phia-2025``. ``title``, ``source``: what it is and where it was published.
    """

    name: str
    title: str
    source: str
    words: tuple[Word, ...]

    def band(self, word: str) -> tuple[float, float] | None:
        """Return the band of a word, or None where the yardstick does not have it; synonyms are never guessed.

        Returns: both ends in [0, 1].
        """
        for entry in self.words:
            if entry.word.casefold() == word.casefold():
                return entry.low, entry.high
        return None

    def missing(self, word: str) -> str:
        """Return the verdict on a word that the yardstick does not have, or an empty string."""
        return "" if self.band(word) else f"not scored: not a word of {self.name}"

    def word_for(self, probability: float) -> str:
        """Return the word a probability earns.

        Where bands overlap the narrowest that holds the probability wins, then the one listed first; in a gap the
        answer is "between X and Y"; outside all bands it is "below X" or "above Y".
        """
        holding = [entry for entry in self.words if entry.low <= probability <= entry.high]
        if holding:
            return min(holding, key=lambda entry: round(entry.high - entry.low, 9)).word
        under = max((e for e in self.words if e.high < probability), key=lambda e: e.high, default=None)
        over = min((e for e in self.words if e.low > probability), key=lambda e: e.low, default=None)
        if under and over:
            return f"between {under.word} and {over.word}"
        return f"above {under.word}" if under else f"below {over.word}" if over else ""


@dataclass(frozen=True)
class Yardsticks:
    """The yardsticks at hand.

    ``default``: name of the one used unless another is asked for. ``by_name``: yardsticks by name, in the file's order.
    """

    default: str
    by_name: dict[str, Yardstick]

    def get(self, name: str | None = None) -> Yardstick:
        """Return a yardstick by name. ``name``: its name; the default yardstick if not given."""
        name = self.default if name is None else name
        if name not in self.by_name:
            raise unknown("yardstick", name, self.by_name)
        return self.by_name[name]


def load_yardsticks(path: Path) -> Yardsticks:
    """Read a file of yardsticks.

    ``path``: A TOML file such as the shipped ``seeds/yardsticks.toml``. Returns: the default's name and each yardstick.
    """
    file = checked(YardstickFile, read_toml(path), path)
    named = {name: Yardstick(name, scale.title, scale.source, scale.words) for name, scale in file.yardsticks.items()}
    return Yardsticks(file.default, named)
