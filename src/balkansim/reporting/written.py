"""What a written report is told as: where it stands and what it holds."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

KILOBYTE = 1000


@dataclass(frozen=True)
class Report:
    """A report that was written.

    Parameters
    ----------
    path : str
        The file.
    title : str
        Its heading.
    sections : tuple of str
        Headings of its parts.
    tables, figures : int
        How many it has.
    bytes : int
        Its size.
    """

    path: str
    title: str
    sections: tuple[str, ...]
    tables: int
    figures: int
    bytes: int

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain values."""
        return asdict(self)

    def to_json(self) -> str:
        """Return everything as JSON."""
        return json.dumps(self.as_dict(), indent=2)

    def to_frame(self) -> pd.DataFrame:
        """Return the headings, a row a part."""
        import pandas as pd

        return pd.DataFrame({"section": list(self.sections)})

    def __str__(self) -> str:
        """Tell file, figures, tables and size in two lines."""
        held = f"{self.figures} figures, {self.tables} tables, {self.bytes / KILOBYTE:.0f} kB"
        return f"Wrote {self.path}: {held}\nopen it in any browser; it needs no network, and prints to PDF"

    def _repr_html_(self) -> str:
        """Link to the file, for notebooks."""
        return f'<p><a href="{escape(self.path)}">{escape(self.title)}</a></p>'
