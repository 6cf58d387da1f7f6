"""The JSON Schema by which an editor checks a scenario file while it is written."""

from __future__ import annotations

import json

from balkansim.scenario.schema import ScenarioFile

FILE = "scenario.schema.json"


def schema_text() -> str:
    """Return the schema as the text of ``scenarios/scenario.schema.json``.

    Returns
    -------
    str
        JSON, indented, with a line end.

    Examples
    --------
    Bring the shipped file up to date after changing the models:

    >>> from balkansim.scenario.files import shipped_folder
    >>> _ = (shipped_folder() / FILE).write_text(schema_text(), encoding="utf-8")  # doctest: +SKIP
    """
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **ScenarioFile.model_json_schema(),
        "title": "A balkansim scenario",
    }
    return json.dumps(schema, indent=2, ensure_ascii=True) + "\n"
