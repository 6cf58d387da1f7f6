"""The JSON Schema by which an editor checks a sweep file while it is written."""

from __future__ import annotations

import json

from balkansim.designs.schema import SweepFile

FILE = "sweep.schema.json"


def schema_text() -> str:
    """Return the schema as the text of ``sweeps/sweep.schema.json``.

    Returns
    -------
    str
        JSON, indented, with a line end.

    Examples
    --------
    Bring the shipped file up to date after changing the models:

    >>> from balkansim.designs.files import shipped_sweeps
    >>> _ = (shipped_sweeps() / FILE).write_text(schema_text(), encoding="utf-8")  # doctest: +SKIP
    """
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **SweepFile.model_json_schema(by_alias=True)}
    schema["$defs"]["Factors"] = {
        "type": "object",
        "description": "Factors by name; the dots of a name may also be those of a table's heading.",
        "additionalProperties": {"anyOf": [{"$ref": "#/$defs/FactorTable"}, {"$ref": "#/$defs/Factors"}]},
    }
    schema["properties"]["factors"] = {"$ref": "#/$defs/Factors"}
    return json.dumps(schema, indent=2, ensure_ascii=True) + "\n"
