"""Write a posterior beside the coefficients of an evidence folder, both files or neither."""

from __future__ import annotations

import json
import os
from pathlib import Path

from balkansim.calibrating.calibration import Calibration
from balkansim.errors import BalkansimError
from balkansim.evidence.posterior import CALIBRATED_BELOW, NOTES_FILE, ROWS_FILE

DIGITS = 10
ROUNDED = 6
HEAD = "# What made posterior.csv: the joint posterior of the fitted coefficients, each row as likely as any other."


def write(calibration: Calibration, folder: Path) -> None:
    """Write the draws and the notes of a posterior; files of the same names are replaced.

    Parameters
    ----------
    calibration : Calibration
        What to write.
    folder : pathlib.Path
        Where; it is made where it does not exist.

    Raises
    ------
    BalkansimError
        If it cannot be written; nothing is half-written then.
    """
    texts = {ROWS_FILE: rows_text(calibration), NOTES_FILE: notes_text(calibration)}
    drafts = {name: folder / f".{name}.writing" for name in texts}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            drafts[name].write_text(text, encoding="utf-8", newline="\n")
        for name, draft in drafts.items():
            os.replace(draft, folder / name)
    except OSError as error:
        for draft in drafts.values():
            if draft.parent.is_dir():
                draft.unlink(missing_ok=True)
        found = f"cannot be written: {error.strerror}"
        raise BalkansimError(found, where=str(folder), todo="name another folder with --out") from None


def rows_text(calibration: Calibration) -> str:
    """Return the draws as CSV, a row each."""
    rows = zip(*calibration.draws.values(), strict=True)
    lines = [",".join(f"{number:.{DIGITS}g}" for number in row) for row in rows]
    return "\n".join([",".join(calibration.draws), *lines]) + "\n"


def notes_text(calibration: Calibration) -> str:
    """Return what made the draws, as TOML; a JSON string is a TOML string too."""
    fitting = calibration.fitting
    lines = [HEAD, f"command = {json.dumps(fitting.command)}"]
    for name in ("seed", "simulations", "accept", "kept", "rows"):
        lines.append(f"{name} = {getattr(fitting, name)}")
    lines.append(f"effective = {fitting.effective:.1f}")
    lines += [f"{name} = {json.dumps(getattr(fitting, name))}" for name in ("priors", "targets")]
    lines += ["", "[versions]", *(f"{name} = {json.dumps(told)}" for name, told in fitting.versions.items())]
    for fit in calibration.fits:
        low, value, high = (round(number, ROUNDED) for number in fit.posterior)
        lines += ["", f"[coefficients.{json.dumps(fit.name)}]", f"low = {low}", f"value = {value}", f"high = {high}"]
        lines += [f"sd_ratio = {round(fit.sd_ratio, ROUNDED)}"]
        lines += [f'origin = "{"calibrated" if fit.sd_ratio < CALIBRATED_BELOW else "assumed"}"']
        lines += [f"bears_on = {json.dumps(list((calibration.bears_on or {}).get(fit.name, ())))}"]
    return "\n".join(lines) + "\n"
