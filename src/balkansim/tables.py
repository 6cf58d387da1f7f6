"""A small result table that prints as text, shows as HTML and turns into a frame."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Table:
    """Rows with the text that tells them.

    Parameters
    ----------
    rows : sequence of mapping
        One mapping a row, column to value.
    text : str
        The same for a reader.
    """

    rows: Sequence[Mapping[str, Any]]
    text: str

    def to_frame(self) -> pd.DataFrame:
        """Return the rows as a frame."""
        import pandas as pd

        return pd.DataFrame(list(self.rows))

    def __str__(self) -> str:
        """Return the text."""
        return self.text

    def _repr_html_(self) -> str:
        """Return the text as preformatted HTML."""
        return f"<pre>{escape(self.text)}</pre>"
