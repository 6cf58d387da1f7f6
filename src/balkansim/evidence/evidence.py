"""An evidence folder read whole: documents, claims, codebook and figures, and the estimates they give."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from balkansim.errors import BalkansimError
from balkansim.evidence.claims import COLUMNS, Claim, read_claims
from balkansim.evidence.codebook import Codebook, Key, load_codebook
from balkansim.evidence.coding import Estimate, default_estimate, estimate, standing, without_copies
from balkansim.evidence.coefficients import Parameter, load_priors
from balkansim.evidence.documents import Document, Library, fingerprint, load_documents, paragraphs_of
from balkansim.evidence.dyads import Contribution, measured_states
from balkansim.evidence.figures import Figures, load_figures
from balkansim.files import data_root, iso_date, read_text, read_toml, write_whole

HASHED = (".toml", ".csv")
FORECASTS = "forecasts.toml"
MEASURED = "measured"
COMMITMENT_OF = {
    "member": "membership_commitment",
    "candidate": "candidacy_commitment",
    "potential-candidate": "candidacy_commitment",
}
"""The coefficient that gives a state's usual commitment to the EU, by its standing."""


@dataclass(frozen=True)
class Estimates:
    """Every number of the world as the claims known by one day tell it.

    ``figures``: those known by the day. ``measured``: states of which something is measured. ``usual``: the commitment
    of members and candidates, by coefficient.
    """

    claims: tuple[Claim, ...]
    codebook: Codebook
    library: Library
    until: date
    figures: Figures
    measured: frozenset[str]
    usual: Mapping[str, Parameter]
    _found: dict[Key, Estimate] = field(default_factory=dict, repr=False, compare=False)
    _keys: dict[tuple[str, ...], Key] = field(default_factory=dict, repr=False, compare=False)

    def get(self, quantity: str, subject: str, object: str = "") -> Estimate:
        """Return one number of the world.

        ``quantity``, ``subject``, ``object``: its names; ``object`` is empty where the quantity has none. Returns:
        where it follows another quantity, that one's numbers, with ``follows`` set.
        """
        return self._of(self._key(quantity, subject, object))

    def start(self, quantity: str, subject: str, object: str = "") -> Estimate:
        """Return where a number of the world stands before any claim about it is read.

        ``quantity``, ``subject``, ``object``: as for ``get``. Returns: the number it follows, as claims have it; what
        is computed of a dyad from measured facts; a member's usual commitment; or the codebook's default.
        """
        return self._start(self._key(quantity, subject, object))

    def contributions(self, key: Key) -> list[Contribution]:
        """Return what each fact adds to the log-odds of a dyad's measured default; empty where it has none."""
        if self.codebook.dyads is None or self._measured(key) is None:
            return []
        return self.codebook.dyads.contributions(*key, self.figures, self.until.year)

    def _key(self, *named: str) -> Key:
        if named not in self._keys:
            self._keys[named] = self.codebook.key(*named)
        return self._keys[named]

    def default(self, quantity: str, subject: str = "", object: str = "") -> Estimate:
        """Return the codebook's default for parties it does not know, such as a bloc founded in a run.

        ``quantity``, ``subject``, ``object``: its names; only the quantity is checked.
        """
        return default_estimate(Key(quantity, subject, object), self.codebook)

    def all(self) -> tuple[Estimate, ...]:
        """Return every documented number, in the order of its quantity in the codebook and its parties."""
        order = {name: place for place, name in enumerate(self.codebook.quantities)}
        keys = sorted(self._by_key, key=lambda key: (order[key.quantity], key))
        return tuple(found for found in map(self._of, keys) if found.origin == "documented")

    @cached_property
    def unused(self) -> tuple[Claim, ...]:
        """The claims that were not known by the day."""
        return tuple(claim for claim in self.claims if claim.as_of > self.until)

    @cached_property
    def repeated(self) -> tuple[Claim, ...]:
        """The claims left out because their paragraph is a copy that is coded already."""
        kept = {claim.id for claims in self._by_key.values() for claim in without_copies(claims, self.library)}
        return tuple(claim for claim in self.claims if claim.keys and claim.id not in kept)

    @cached_property
    def _by_key(self) -> dict[Key, list[Claim]]:
        by_key: dict[Key, list[Claim]] = defaultdict(list)
        for claim in self.claims:
            for key in claim.keys:
                by_key[key].append(claim)
        return dict(by_key)

    def _of(self, key: Key) -> Estimate:
        if key not in self._found:
            claims = self._by_key.get(key, ())
            self._found[key] = estimate(key, claims, self._start(key), self.codebook, self.library, self.until)
        return self._found[key]

    def _start(self, key: Key) -> Estimate:
        default = self.codebook.quantity(key.quantity).default
        if isinstance(default, str):
            followed = self._of(key._replace(quantity=default))
            origin = MEASURED if followed.origin == MEASURED else "default"
            return replace(followed, key=key, origin=origin, follows=default)
        return self._measured(key) or self._member(key) or default_estimate(key, self.codebook)

    def _measured(self, key: Key) -> Estimate | None:
        """Return what is computed of a dyad from facts known by the day, where the codebook says how."""
        dyads = self.codebook.dyads
        if dyads is None or key.quantity not in dyads.quantities or not self.measured.issuperset(key[1:]):
            return None
        return standing(key, *dyads.moments(*key, self.figures, self.until.year), MEASURED)

    def _member(self, key: Key) -> Estimate | None:
        """Return the usual commitment of a member or candidate; a world draws it from its coefficient."""
        if key.quantity != "commitment":
            return None
        usual = None
        if key.object == "NATO" and self.figures.value("nato_since", key.subject) is not None:
            usual = self.usual.get("membership_commitment")
        if key.object == "EU":
            usual = self.usual.get(COMMITMENT_OF.get(self.figures.word("eu_status", key.subject), ""))
        return None if usual is None else standing(key, usual.value, usual.sd, "default")


@dataclass(frozen=True)
class Evidence:
    """What an evidence folder holds.

    ``library``: the documents, in canonical order. ``hash``: SHA-256 of the folder's TOML and CSV files, in hexadecimal
    digits. ``forecasts``: version of the forecasts that are asked; None for the newest.
    """

    folder: Path
    library: Library
    codebook: Codebook
    claims: tuple[Claim, ...]
    figures: Figures
    hash: str
    _estimates: dict[date, Estimates] = field(default_factory=dict, repr=False, compare=False)
    forecasts: int | None = None

    def with_forecasts(self, version: int | None) -> Evidence:
        """Return the same evidence asked for a version of the forecasts; None for the newest."""
        known = {} if version is None else self._forecasts()
        if version is not None and version not in known:
            raise BalkansimError(
                f"no version {version} of the forecasts",
                expected=f"one of {', '.join(sorted(map(str, known)))}",
                where="--forecasts",
                todo=f"leave it out for {FORECASTS}, the newest of {self.folder}",
            )
        return replace(self, forecasts=version)

    @property
    def forecasts_file(self) -> Path:
        """The file of the forecasts that are asked."""
        return self.path(FORECASTS) if self.forecasts is None else self._forecasts()[self.forecasts]

    def _forecasts(self) -> dict[int, Path]:
        """Return the files of forecasts by version; one that does not say is of version 1."""
        found = [self.path(FORECASTS), *self.folder.glob("forecasts-*.toml")]
        return {read_toml(path).get("version", 1): path for path in reversed(found)}

    @property
    def coders(self) -> tuple[str, ...]:
        """Who coded the claims, each once, in the order of their names."""
        return tuple(sorted({claim.coder for claim in self.claims}))

    def estimates(self, until: date) -> Estimates:
        """Return the numbers of the world as the claims known by a day tell them.

        ``until``: last day whose claims are used; for a run, the last day of its start month.
        """
        if until not in self._estimates:
            self._estimates[until] = Estimates(
                self.claims,
                self.codebook,
                self.library,
                until,
                self.figures.known(until),
                measured_states(self.figures),
                self._usual(),
            )
        return self._estimates[until]

    def _usual(self) -> dict[str, Parameter]:
        """Return the coefficients of a member's and a candidate's commitment, where the folder has any."""
        path = self.folder / "parameters.toml"
        found = load_priors(path) if path.is_file() else {}
        return {name: found[name] for name in set(COMMITMENT_OF.values()) if name in found}

    def path(self, name: str) -> Path:
        """Return the path of another file of the folder, such as ``parameters.toml``."""
        path = self.folder / name
        if not path.is_file():
            raise BalkansimError(
                "file is missing", where=str(path), todo="copy it from a folder made by `balkansim evidence new DIR`"
            )
        return path


def load_evidence(folder: Path | None = None) -> Evidence:
    """Read and check an evidence folder; one that has not changed since it was read last is not read again.

    ``folder``: the folder; by default the seeds that ship.
    """
    folder = data_root() / "seeds" if folder is None else Path(folder)
    if not folder.is_dir():
        raise BalkansimError("no such folder", where=str(folder), todo="`balkansim evidence new DIR` makes one")
    return _read(folder, content_hash(folder))


@lru_cache(maxsize=8)
def _read(folder: Path, digest: str) -> Evidence:
    """Read a folder with these contents, once."""
    codebook = load_codebook(folder / "codebook.toml")
    library = load_documents(folder / "documents.toml")
    figures = load_figures(folder / "figures.csv", library.known_by)
    return Evidence(folder, library, codebook, _all_claims(folder, library, codebook), figures, digest)


def _all_claims(folder: Path, library: Library, codebook: Codebook) -> tuple[Claim, ...]:
    """Read the claims of every document; a document nobody has coded yet has none."""
    for path in sorted((folder / "claims").glob("*.csv")):
        _check_coded_document(path, library)
    files = [(folder / "claims" / f"{document.id}.csv", document) for document in library]
    claims = [claim for path, document in files if path.exists() for claim in read_claims(path, document, codebook)]
    seen: dict[str, Claim] = {}
    for claim in claims:
        if claim.id in seen:
            raise BalkansimError(
                f"id {claim.id!r} stands in {seen[claim.id].file} too",
                where=f"{claim.file}, row {claim.row}, column id",
                todo="give each claim of the folder an id of its own",
            )
        seen[claim.id] = claim
    return tuple(claims)


def _check_coded_document(path: Path, library: Library) -> None:
    try:
        library.document(path.stem)
    except BalkansimError as error:
        todo = "`balkansim evidence add` makes a document known"
        raise BalkansimError(error.found, expected=error.expected, where=str(path), todo=todo) from None


def content_hash(folder: Path) -> str:
    """Return the SHA-256 of a folder's TOML and CSV files, whatever their line ends."""
    digest = hashlib.sha256()
    names = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.suffix in HASHED}
    for name in sorted(name for name in names if not any(part.startswith(".") for part in name.split("/"))):
        content = names[name].read_bytes().replace(b"\r\n", b"\n")
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


@dataclass(frozen=True)
class Added:
    """What adding a document did.

    ``copied`` (dict of int to (str, int)): its paragraphs that stand in an earlier document too, with the place there.
    """

    document: Document
    claims_file: Path
    copied: dict[int, tuple[str, int]]


def new(folder: Path) -> Path:
    """Copy the evidence that ships into a new folder. ``folder``: the folder to make; it may exist if it is empty."""
    if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
        raise BalkansimError("exists and is not an empty folder", where=str(folder), todo="name a folder that is new")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".balkansim-", dir=folder.parent) as temporary:
            whole = Path(shutil.copytree(data_root() / "seeds", Path(temporary) / folder.name))
            if folder.exists():
                folder.rmdir()
            whole.rename(folder)
    except OSError as error:
        problem = f"cannot be written: {error.strerror}"
        raise BalkansimError(problem, where=str(folder), todo="name another place") from None
    return folder


def add(folder: Path, text: Path, id: str, author: str, date: str, title: str = "") -> Added:
    """Enter a new document into an evidence folder and prepare the file for its claims.

    ``text``: the document as UTF-8 text; only fingerprints of its paragraphs are kept. ``id``: short name: a letter,
    then letters, digits, ``-`` or ``_``. ``date``: day of publication, year-month-day.
    """
    index = folder / "documents.toml"
    library = load_documents(index)
    claims_file = folder / "claims" / f"{id}.csv"
    _check_new_id(id, library, claims_file)
    if not author.strip():
        raise BalkansimError("empty author", expected="who wrote the document", where="--author")
    paragraphs = paragraphs_of(read_text(text))
    if not paragraphs:
        raise BalkansimError("the text is empty", expected="a document with paragraphs", where=str(text))
    marks = tuple(fingerprint(paragraph) for paragraph in paragraphs)
    document = Document(id, author.strip(), title.strip(), iso_date(date, "--date"), marks, text.name)
    claims_file.parent.mkdir(exist_ok=True)
    write_whole(claims_file, (",".join(COLUMNS) + "\n").encode())
    try:
        write_whole(index, (read_text(index).rstrip("\n") + "\n\n" + _table(document)).encode())
    except BalkansimError:
        claims_file.unlink()
        raise
    return Added(document, claims_file, _copied(document, library))


def _check_new_id(id: str, library: Library, claims_file: Path) -> None:
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]{0,39}", id) or id in ("known_by", "coding_note"):
        expected = "a letter, then at most 39 letters, digits, - or _ (such as C)"
        raise BalkansimError(f"id {id!r}", expected=expected, where="--id", todo="name another")
    taken = [document.id for document in library]
    if id.casefold() in [name.casefold() for name in taken]:
        expected = f"an id other than {', '.join(taken)}"
        raise BalkansimError(f"document {id!r} exists", expected=expected, where="--id", todo="name another")
    if claims_file.exists():
        raise BalkansimError("file exists", where=str(claims_file), todo="move it away, or name another --id")


def _copied(document: Document, library: Library) -> dict[int, tuple[str, int]]:
    originals = Library((*library.documents, document), library.known_by, library.coding_note).originals
    places = {number: originals[document.id, number] for number in range(1, len(document.paragraphs) + 1)}
    return {number: place for number, place in places.items() if place[0] != document.id}


def _table(document: Document) -> str:
    """Write a document's table; a JSON string is a TOML string too."""
    fields = {"author": document.author, "title": document.title, "text": document.text}
    lines = [f"[{document.id}]", f"date = {document.date}"]
    lines += [f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in fields.items()]
    marks = [f'    "{mark}",' for mark in document.paragraphs]
    return "\n".join([*lines, "paragraphs = [", *marks, "]"]) + "\n"


if TYPE_CHECKING:
    EvidenceLike = Evidence | Path | str
    """Evidence as loaded, a folder of it, or ``shipped``."""
