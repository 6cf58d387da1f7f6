"""A small evidence folder to test with: two short documents, a codebook of a few quantities and round numbers."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from balkansim.evidence.claims import COLUMNS
from balkansim.evidence.documents import fingerprint
from balkansim.files import data_root

CODEBOOK = """
[coding]
assertion_sd = { value = 0.2, unit = "unit scale", reason = "round" }
document_cap = { value = 3.0, unit = "assertions", reason = "round" }
default_cap = { value = 1.0, unit = "assertions", reason = "round" }
document_effect = { value = 0.35, unit = "correlation", reason = "round" }
smallest_sd = { value = 0.05, unit = "unit scale", reason = "round" }

[parties]
state = ["SRB", "XKX", "ALB"]
patron = ["NATO", "RUS"]
bloc = ["adriatic"]
entity = ["RS"]

[aliases]
Kosovo = "XKX"

[quantities]
tension = { meaning = "hostility now", parties = "state state", symmetric = true, scale = "unit", tone = 1, \
default = "grievance", reason = "follows" }
grievance = { meaning = "standing hostility", parties = "state state", symmetric = true, scale = "unit", tone = 1, \
default = { mean = 0.25, sd = 0.1 }, reason = "cool" }
commitment = { meaning = "standing line", parties = "state patron", scale = "signed", tone = 0, \
default = { mean = 0.5, sd = 0.1 }, reason = "none" }
depth = { meaning = "how binding", parties = "bloc", scale = "unit", tone = 0, \
default = { mean = 0.25, sd = 0.1 }, reason = "shallow" }

[words]
none = { number = 0.0, weight = 1.0, for = "nothing" }
half = { number = 0.5, weight = 1.0, for = "plain" }
hinted = { number = 0.5, weight = 0.5, for = "perhaps" }
full = { number = 1.0, weight = 1.0, for = "wholly" }

[kinds]
fact = { weight = 1.0, meaning = "asserted" }
accusation = { weight = 1.0, informs = ["tension"], meaning = "said of another" }
forecast = { weight = 0.0, meaning = "expected" }
"""

PARAGRAPHS = {
    "A": ["A first heading", "Serbia protests sharply.", "Kosovo is not recognised.", "The text binds nobody."],
    "B": ["Another view", "Belgrade is outraged.", "Memories of war remain."],
}
FIGURES = """subject,object,variable,value,unit,year,published,source,note
SRB,,expenditure,1700,constant USD m,2019,2020-04-27,an institute,
SRB,,expenditure,1800,constant USD m,2023,2024-04-22,an institute,
SRB,XKX,land_border_km,366,km,2024,2024-12-31,an almanac,
SRB,,eu_status,candidate,status,2024,2024-12-31,an almanac,
SRB,,gdp,89,current USD bn,2024,2025-12-31,a bank,context only
"""
PARAMETERS = (data_root() / "seeds" / "parameters.toml").read_text(encoding="utf-8")

Row = dict[str, str]
MakeFolder = Callable[..., Path]
MakeRow = Callable[..., Row]


def document_table(name: str, paragraphs: Sequence[str]) -> str:
    """Write one document's table for documents.toml."""
    marks = ", ".join(f'"{fingerprint(text)}"' for text in paragraphs)
    return f'[{name}]\nauthor = "Writer {name}"\ntitle = "On {name}"\ndate = 2025-04-04\nparagraphs = [{marks}]\n'


def write_claims(path: Path, rows: Sequence[Mapping[str, str]]) -> None:
    """Write a claims file."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture
def row() -> MakeRow:
    """Return a maker of rows of a claims file: a plain fact about the tension of Serbia and Kosovo, but for changes."""
    count = iter(range(1, 10_000))

    def make(**changes: str) -> Row:
        plain = {
            **{"id": str(next(count)), "paragraph": "2", "coder": "1", "as_of": "2025-03-18", "assertion": "protest"},
            **{"kind": "fact", "subject": "SRB", "object": "XKX", "quantity": "tension", "direction": "+"},
            **{"intensity": "half", "paraphrase": "protests", "note": ""},
        }
        return plain | changes

    return make


@pytest.fixture
def make_folder(tmp_path: Path) -> MakeFolder:
    """Return a maker of evidence folders holding the given claims by document."""

    def make(name: str = "evidence", **claims: Sequence[Row]) -> Path:
        folder = tmp_path / name
        (folder / "claims").mkdir(parents=True)
        documents = "\n".join(document_table(name, paragraphs) for name, paragraphs in PARAGRAPHS.items())
        head = 'known_by = 2025-04-04\ncoding_note = "Coded at one desk."\n\n'
        (folder / "documents.toml").write_text(head + documents, encoding="utf-8")
        (folder / "codebook.toml").write_text(CODEBOOK, encoding="utf-8")
        (folder / "figures.csv").write_text(FIGURES, encoding="utf-8")
        (folder / "parameters.toml").write_text(PARAMETERS, encoding="utf-8")
        for document, rows in claims.items():
            write_claims(folder / "claims" / f"{document}.csv", rows)
        return folder

    return make
