"""The documents' forecasts as a page: how each is resolved in the model and outside it, and its naive forecast."""

from __future__ import annotations

from pathlib import Path

from balkansim.describing.markdown import bullets, heading, page, plain, table, target_of
from balkansim.explaining.resolution import in_words, in_world
from balkansim.forecasting.questions import Naive, Question, Questions, load_questions
from balkansim.places import data_root

INTRODUCTION = (
    "Rules, windows, readings and naive forecasts were fixed before the first ensemble was run: the hash of the "
    "file stands beside it. Windows are calendar months, both ends included. *delta* is the median absolute "
    "change of the same series in the null world over the same window. Words in brackets are no probability terms "
    "and are not scored."
)


def forecasts_page(path: Path | None = None) -> str:
    """Return the page of all forecasts.

    Parameters
    ----------
    path : pathlib.Path, optional
        The file of forecasts; by default what ships.
    """
    found = load_questions(path or data_root() / "seeds" / "forecasts.toml")
    rows = [
        (f"[{q.id}](#{target_of('forecast', q.id)})", plain(q.proposition), q.paragraph, plain(q.shown_term))
        for q in found.forecasts
    ]
    overview = table(("id", "proposition", "paragraph", "document's word"), rows)
    sections = [forecast_section(question) for question in found.forecasts]
    return page("Forecasts", INTRODUCTION, overview, *sections, untestable(found))


def forecast_section(question: Question) -> str:
    """Return one forecast with its readings.

    Parameters
    ----------
    question : Question
        The forecast.
    """
    main, *others = question.all_readings()
    facts = [
        f"**In the model**: yes if {plain(in_words(main.rule, main.window or question.window))}.",
        f"**Outside the model**: {plain(in_world(question))}.",
        f"**Naive forecast**: {naive_told(question.naive)}.",
        *(
            f"**Reading \u201c{plain(other.name)}\u201d**: {plain(other.text)}; yes if "
            f"{plain(in_words(other.rule, other.window or question.window))}."
            for other in others
        ),
        *([f"**Caveat**: {plain(question.caveat)}"] if question.caveat else []),
    ]
    title = f"{question.id}: {plain(question.proposition)}"
    said = f"Paragraph {question.paragraph}, \u201c{plain(question.term)}\u201d; window {question.window}."
    return "\n\n".join((heading(2, title, target_of("forecast", question.id)), said, bullets(facts)))


def naive_told(naive: Naive) -> str:
    """Tell a naive forecast and its reason."""
    ends = naive.range()
    if ends is None:
        return f"the same rule in the plain scenario ({plain(naive.reason)})"
    low, high = (f"{100 * end:.3g}%" for end in ends)
    return f"{low if low == high else f'{low} to {high}'} ({plain(naive.reason)})"


def untestable(found: Questions) -> str:
    """Return what no rule can answer, and why."""
    rows = [(item.id, plain(item.proposition), item.paragraph, plain(item.reason)) for item in found.untestable]
    head = ("id", "proposition", "paragraph", "why no rule can answer it")
    return heading(2, "Untestable") + "\n\n" + (table(head, rows) if rows else "None.")
