"""Find the folder that holds what ships with the package: seeds, scenarios, sweeps, exercises and notebooks."""

from __future__ import annotations

from pathlib import Path

from balkansim.errors import BalkansimError


def data_root() -> Path:
    """Return the folder that holds ``seeds/``, ``scenarios/``, ``sweeps/``, ``exercises/`` and ``notebooks/``.

    An installed wheel carries them in ``balkansim/data/``; in a checkout they stand at the top of the repository.

    Returns
    -------
    Path
        The folder, absolute.

    Raises
    ------
    BalkansimError
        If neither place holds a ``seeds`` folder.
    """
    package = Path(__file__).resolve().parent
    places = (package / "data", package.parents[1])
    for place in places:
        if (place / "seeds").is_dir():
            return place
    raise BalkansimError(
        "the data that ship with balkansim are missing",
        expected=" or ".join(str(place / "seeds") for place in places),
        todo="install balkansim again, or run it from a complete checkout",
    )
