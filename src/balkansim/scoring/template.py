"""The file of resolutions to fill in: a row for each forecast that events can resolve."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from balkansim.errors import BalkansimError
from balkansim.explaining.resolution import in_world
from balkansim.forecasting.questions import Question, Questions
from balkansim.storage.files import write_whole

COLUMNS = ("id", "rule", "window", "outcome", "date", "source")
YES, NO, UNKNOWN = "yes", "no", "unknown"


def window_of(question: Question) -> str:
    """Return a question's window as the file writes it, such as ``2025-07 to 2026-04``.

    Parameters
    ----------
    question : Question
        A forecast.
    """
    return f"{question.window.start} to {question.window.end}"


def resolvable(questions: Questions) -> tuple[Question, ...]:
    """Return the forecasts that have a rule outside the model; the others are never scored against events.

    Parameters
    ----------
    questions : Questions
        The forecasts.
    """
    return tuple(question for question in questions.forecasts if question.in_world is not None)


def template_text(questions: Questions) -> str:
    """Return the file of resolutions with every outcome still unknown.

    Parameters
    ----------
    questions : Questions
        The forecasts.
    """
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS)
    for question in resolvable(questions):
        writer.writerow([question.id, in_world(question), window_of(question), UNKNOWN, "", ""])
    return file.getvalue()


def write_template(questions: Questions, path: Path, *, force: bool = False) -> int:
    """Write the file of resolutions to fill in.

    Parameters
    ----------
    questions : Questions
        The forecasts.
    path : pathlib.Path
        Where to.
    force : bool
        Whether a file that stands there may be replaced.

    Returns
    -------
    int
        Rows to fill in.

    Raises
    ------
    BalkansimError
        If no forecast can be resolved by events, a file stands there, or it cannot be written.
    """
    if not resolvable(questions):
        raise BalkansimError("no forecast has an in_world table", expected="one that events can resolve", where="score")
    if path.exists() and not force:
        raise BalkansimError(
            "exists already", expected="a new file", where=str(path), todo="name another file, or add --force"
        )
    write_whole(path, template_text(questions).encode("utf-8"))
    return len(resolvable(questions))
