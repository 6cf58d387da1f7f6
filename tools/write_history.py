"""Write the page that holds the model against history and published results; it runs the model for some minutes.

Run where balkansim is installed, whenever rules, coefficients, targets or questions of the past have changed::

    python tools/write_history.py            # docs/model/history.md
"""

from __future__ import annotations

from pathlib import Path
from string import Template

import balkansim
from balkansim.cli.console import progress_bar

PAGE = Path(__file__).resolve().parents[1] / "docs" / "model" / "history.md"
RECOVERED = 200
TEXT = Template("""\
<!-- Written by `python tools/write_history.py`: changes made here are lost. -->

# Against history and published results

What three commands print, failures included. None of it validates a forecast: calibration and hindcast read the same
short record, and a published number that is met shows that a mechanism is built as meant, nothing about the Balkans.

## Calibration

`balkansim calibrate --check --recovery $recovered --leave-one-out`: priors and posterior, what the posterior predicts
of each target, whether known coefficients are recovered, and what each target buys.

```text
$calibration
```

## Hindcast

`balkansim hindcast`: frozen at past dates, coefficients drawn from their priors, beside base rate and status quo.

```text
$hindcast
```

`balkansim hindcast --calibrated` draws them from the posterior instead, which rests on the same record: in-sample.

## Published models

`balkansim replicate`: what was published, what comes out, and the difference.

```text
$published
```
""")


def main() -> None:
    """Run the model and write the page."""
    with progress_bar("records") as progress:
        fitted = balkansim.calibrate(check=True, recovery=RECOVERED, leave_one_out=True, progress=progress)
    with progress_bar("freezes") as progress:
        frozen = balkansim.hindcast(progress=progress)
    tables = {"calibration": fitted, "hindcast": frozen, "published": balkansim.replicate()}
    PAGE.write_bytes(TEXT.substitute(tables, recovered=RECOVERED).encode())


if __name__ == "__main__":
    main()
