"""The exercises as a table for the documentation site, made while the site is built."""

from __future__ import annotations

from balkansim.describing.markdown import plain, table
from balkansim.errors import BalkansimError

NONE = "This checkout holds no exercises."
HEAD = ("", "exercise", "level", "minutes", "goal")


def exercises_table() -> str:
    """Return the exercises at hand, or a sentence where there are none."""
    from balkansim.teaching.catalogue import exercises

    try:
        found = exercises()
    except BalkansimError:
        return NONE
    return table(
        HEAD,
        [
            (str(e.number), plain(e.about.title), e.about.level, str(e.about.minutes), plain(e.about.goal))
            for e in found
        ],
    )
