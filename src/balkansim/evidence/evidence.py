"""An evidence folder read whole: documents, claims, codebook and figures, and the estimates they give."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path

from balkansim.errors import BalkansimError
from balkansim.evidence.claims import Claim, read_claims
from balkansim.evidence.codebook import Codebook, Key, load_codebook
from balkansim.evidence.coding import estimate, without_copies
from balkansim.evidence.documents import Library, load_documents
from balkansim.evidence.estimates import Estimate, default_estimate
from balkansim.evidence.figures import Figures, load_figures
from balkansim.places import data_root

HASHED = (".toml", ".csv")


@dataclass(frozen=True)
class Estimates:
    """Every number of the world as the claims known by one day tell it.

    Parameters
    ----------
    claims : tuple of Claim
        All claims of the folder.
    codebook : Codebook
        The coding scheme.
    library : Library
        The documents.
    until : datetime.date
        Claims that were not known by this day are unused.
    """

    claims: tuple[Claim, ...]
    codebook: Codebook
    library: Library
    until: date
    _found: dict[Key, Estimate] = field(default_factory=dict, repr=False, compare=False)
    _keys: dict[tuple[str, str, str], Key] = field(default_factory=dict, repr=False, compare=False)

    def get(self, quantity: str, subject: str, object: str = "") -> Estimate:
        """Return one number of the world.

        Parameters
        ----------
        quantity, subject, object : str
            Its names; ``object`` is empty where the quantity has none.

        Returns
        -------
        Estimate
            Where it follows another quantity, that one's numbers, with ``follows`` set.

        Raises
        ------
        BalkansimError
            If a name is unknown, or the parties do not fit the quantity.
        """
        named = quantity, subject, object
        if named not in self._keys:
            self._keys[named] = self.codebook.key(*named)
        return self._of(self._keys[named])

    def default(self, quantity: str, subject: str = "", object: str = "") -> Estimate:
        """Return the codebook's default for parties it does not know, such as a bloc founded in a run.

        Parameters
        ----------
        quantity, subject, object : str
            Its names; only the quantity is checked.

        Raises
        ------
        BalkansimError
            If the quantity is unknown.
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
            found = estimate(key, self._by_key.get(key, ()), self.codebook, self.library, self.until)
            if found.follows:
                followed = self._of(key._replace(quantity=found.follows))
                found = replace(followed, key=key, origin=found.origin, follows=found.follows)
            self._found[key] = found
        return self._found[key]


@dataclass(frozen=True)
class Evidence:
    """What an evidence folder holds.

    Parameters
    ----------
    folder : Path
        The folder.
    library : Library
        The documents, in canonical order.
    codebook : Codebook
        The coding scheme.
    claims : tuple of Claim
        All claims, document by document.
    figures : Figures
        Numbers measured by others.
    hash : str
        SHA-256 of the folder's TOML and CSV files, in hexadecimal digits.
    """

    folder: Path
    library: Library
    codebook: Codebook
    claims: tuple[Claim, ...]
    figures: Figures
    hash: str
    _estimates: dict[date, Estimates] = field(default_factory=dict, repr=False, compare=False)

    @property
    def coders(self) -> tuple[str, ...]:
        """Who coded the claims, each once, in the order of their names."""
        return tuple(sorted({claim.coder for claim in self.claims}))

    def estimates(self, until: date) -> Estimates:
        """Return the numbers of the world as the claims known by a day tell them.

        Parameters
        ----------
        until : datetime.date
            Last day whose claims are used; for a run, the last day of its start month.
        """
        if until not in self._estimates:
            self._estimates[until] = Estimates(self.claims, self.codebook, self.library, until)
        return self._estimates[until]

    def path(self, name: str) -> Path:
        """Return the path of another file of the folder, such as ``parameters.toml``.

        Parameters
        ----------
        name : str
            The file's name.

        Raises
        ------
        BalkansimError
            If the folder has no such file.
        """
        path = self.folder / name
        if not path.is_file():
            raise BalkansimError(
                "file is missing", where=str(path), todo="copy it from a folder made by `balkansim evidence new DIR`"
            )
        return path


def load_evidence(folder: Path | None = None) -> Evidence:
    """Read and check an evidence folder; one that has not changed since it was read last is not read again.

    Parameters
    ----------
    folder : Path, optional
        The folder; by default the seeds that ship.

    Raises
    ------
    BalkansimError
        If the folder or a file is missing or malformed; the message names file, key or row, and the remedy.
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
    """Return the SHA-256 of a folder's TOML and CSV files, whatever their line ends.

    Parameters
    ----------
    folder : Path
        An evidence folder.
    """
    digest = hashlib.sha256()
    names = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.suffix in HASHED}
    for name in sorted(name for name in names if not any(part.startswith(".") for part in name.split("/"))):
        content = names[name].read_bytes().replace(b"\r\n", b"\n")
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()
