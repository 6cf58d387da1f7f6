"""Gathering a class's codings: who agrees with whom, what each coding forecasts, and which files are broken."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from balkansim.comparing.worlds import SHIPPED
from balkansim.errors import BalkansimError
from balkansim.evidence.agreement import agreement
from balkansim.evidence.evidence import Evidence, load_evidence
from balkansim.experiments.ensemble import Size
from balkansim.teaching.class_worlds import CLASS, DRAWS, HISTORIES, class_forecasts
from balkansim.teaching.codings import Coding, read_coding
from balkansim.teaching.disputes import disputes
from balkansim.teaching.gathered import Broken, Gathered
from balkansim.teaching.practice import Practice, practice, with_practice
from balkansim.teaching.students import PREFIX

SHEETS = ".csv"
WORKBOOKS = (".xlsx", ".xls", ".ods", ".numbers")
UNSEEN = (".", "~$")
TAKEN = (SHIPPED, CLASS)


def gather(
    folder: Path | str,
    *,
    scenario: str = "baseline",
    draws: int = DRAWS,
    histories: int = HISTORIES,
    seed: int = 1,
    evidence: Evidence | Path | str | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Gathered:
    """Read a class's coding sheets, measure their agreement, and answer every forecast under each student's coding.

    A paragraph that a student coded is coded by that student alone in the student's world; elsewhere the shipped coding
    stands. Every world has the same parameter draws and luck.

    Parameters
    ----------
    folder : path
        A folder with one CSV file a student, or with the folders handed out, or one file.
    scenario : str, optional
        Whose forecasts are answered.
    draws, histories, seed : int, optional
        Parameter draws, histories in each, and seed, of every student's world.
    evidence : Evidence or path, optional
        Evidence folder; by default what ships.
    progress : callable, optional
        Told how much of the work is done, in per cent, and 100.

    Returns
    -------
    Gathered
        Prints as text, shows as HTML, ``.to_frame()``, ``.to_json()``; ``.broken`` lists files that were left out.

    Raises
    ------
    BalkansimError
        If the folder is missing or holds no sheet, or none of its sheets can be read.
    """
    size = Size(draws, histories, seed)
    shipped = (
        evidence if isinstance(evidence, Evidence) else load_evidence(None if evidence is None else Path(evidence))
    )
    article = practice(shipped.library)
    known = with_practice(shipped, article)
    codings, broken = read_class(sheets_in(Path(folder)), known, article)
    if not codings:
        told = "\n".join(one.message for one in broken)
        raise BalkansimError(f"no sheet in it can be read\n{told}", where=str(folder), todo="mend the files named")
    claims = tuple(claim for coding in codings for claim in coding.claims)
    return Gathered(
        article,
        tuple(codings),
        tuple(broken),
        agreement(replace(known, claims=claims)),
        disputes(codings, known.codebook),
        class_forecasts(scenario, known, codings, size, progress),
    )


def sheets_in(folder: Path) -> list[Path]:
    """Return the files to gather: the folder's own, or those of the folders handed out that lie in it.

    Parameters
    ----------
    folder : Path
        A folder, or a single file.

    Raises
    ------
    BalkansimError
        If there is no such folder, or nothing to gather in it.
    """
    if folder.is_file():
        return [folder]
    if not folder.is_dir():
        raise BalkansimError("no such folder", expected="a folder with one CSV a student", where=str(folder))
    found = list(_files(folder.glob("*"))) or list(_files(folder.glob(f"*/{PREFIX}*")))
    if not found:
        todo = "save each student's sheet in it as CSV; `balkansim exercises copy 1 DIR` hands out sheets"
        raise BalkansimError("no coding sheet in it", expected="one CSV file a student", where=str(folder), todo=todo)
    return sorted(found, key=lambda path: (path.name.casefold(), str(path)))


def _files(paths: Iterator[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_file() and not path.name.startswith(UNSEEN) and path.suffix.casefold() in (SHEETS, *WORKBOOKS):
            yield path


def read_class(paths: Sequence[Path], evidence: Evidence, article: Practice) -> tuple[list[Coding], list[Broken]]:
    """Read the sheets that can be read, and tell what is wrong with the others.

    Parameters
    ----------
    paths : sequence of Path
        The files.
    evidence : Evidence
        Evidence that knows the practice article.
    article : Practice
        The practice article.
    """
    codings: dict[str, Coding] = {}
    broken = []
    for path in paths:
        try:
            coding = _read(path, evidence, article)
            _check_name(coding, codings)
        except BalkansimError as error:
            broken.append(Broken(path.name, error.told()))
        else:
            codings[coding.student.casefold()] = coding
    return list(codings.values()), broken


def _read(path: Path, evidence: Evidence, article: Practice) -> Coding:
    if path.suffix.casefold() in WORKBOOKS:
        todo = "open it and save it as CSV UTF-8"
        raise BalkansimError("a workbook, not a CSV file", expected="a CSV file", where=path.name, todo=todo)
    return read_coding(path, evidence, article)


def _check_name(coding: Coding, codings: dict[str, Coding]) -> None:
    name = coding.student.casefold()
    if name in codings:
        found = f"the sheet of {coding.student!r} is gathered from {codings[name].file} already"
        raise BalkansimError(found, where=coding.file, todo="give each student's file a name of its own")
    if not name or name in TAKEN:
        raise BalkansimError(f"{name!r} is no student's name", where=coding.file, todo="rename the file")
