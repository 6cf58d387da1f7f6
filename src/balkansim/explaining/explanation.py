"""What every explanation offers: text, Markdown, HTML, JSON, plain values and a frame."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any

from balkansim.errors import unknown

if TYPE_CHECKING:
    import pandas as pd

    from balkansim.explaining.page import Page

FORMATS = ("text", "md", "json")


class Explanation(ABC):
    """What stands behind something: prints as text, shows as HTML."""

    @abstractmethod
    def page(self) -> Page:
        """Return the explanation as a page."""

    @abstractmethod
    def as_dict(self) -> dict[str, Any]:
        """Return the explanation as plain values."""

    @abstractmethod
    def rows(self) -> list[dict[str, Any]]:
        """Return its main table as plain rows."""

    def to_frame(self) -> pd.DataFrame:
        """Return its main table as a frame."""
        import pandas as pd

        return pd.DataFrame(self.rows())

    def to_json(self) -> str:
        """Return the explanation as JSON."""
        return json.dumps(self.as_dict(), indent=2, allow_nan=False)

    def to_markdown(self) -> str:
        """Return the explanation as Markdown."""
        return self.page().markdown()

    def formatted(self, form: str) -> str:
        """Return the explanation in a named form.

        Parameters
        ----------
        form : {"text", "md", "json"}
            Which.

        Raises
        ------
        BalkansimError
            If there is no such form.
        """
        check_format(form)
        return {"text": self.__str__, "md": self.to_markdown, "json": self.to_json}[form]()

    def __str__(self) -> str:
        """Return the explanation as text within 100 columns."""
        return self.page().text()

    def _repr_html_(self) -> str:
        """Return the explanation as HTML, for notebooks."""
        return self.page().html()


def check_format(form: str) -> None:
    """Refuse a form of printing that is not offered.

    Parameters
    ----------
    form : str
        What was asked for.

    Raises
    ------
    BalkansimError
        If it is none of text, md and json.
    """
    if form not in FORMATS:
        raise unknown("format", form, FORMATS, where="--format")
