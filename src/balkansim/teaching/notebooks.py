"""Copying the notebooks that ship to where they can be opened and changed."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from balkansim.errors import BalkansimError
from balkansim.evidence.reading import read_text
from balkansim.places import data_root
from balkansim.teaching.handing_out import write_folder

FOLDER = "notebooks"


def copy_notebooks(folder: Path | str) -> str:
    """Copy the notebooks into a new folder and return a sentence that tells what is there.

    Parameters
    ----------
    folder : path
        The folder to make.

    Raises
    ------
    BalkansimError
        If the folder exists or cannot be written, or no notebook ships.
    """
    scripts = {path.name: read_text(path) for path in sorted((data_root() / FOLDER).glob("[0-9]*.py"))}
    if not scripts:
        raise BalkansimError("the notebooks that ship with balkansim are missing", todo="install balkansim again")
    whole = find_spec("jupytext") is not None
    texts = (
        {Path(name).with_suffix(".ipynb").name: _notebook(text) for name, text in scripts.items()} if whole else scripts
    )
    write_folder(Path(folder), texts)
    told = f"{len(texts)} notebooks are in {folder}: {', '.join(texts)}."
    return told if whole else f"{told} Jupyter opens them with jupytext (pip install jupytext), VS Code as they are."


def _notebook(script: str) -> str:
    """Return a script in cells as a notebook without output."""
    jupytext = import_module("jupytext")

    return str(jupytext.writes(jupytext.reads(script, fmt="py:percent"), fmt="ipynb"))
