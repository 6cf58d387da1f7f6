"""Write the generated pages of the documentation, and renew the output that its examples show.

Run in an environment in which balkansim is installed::

    python tools/write_reference.py              # docs/reference/ and docs/model/odd.md
    python tools/write_reference.py --examples   # also the output shown in tutorial and how-to pages
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from balkansim.cli.main import ENTRIES, cli, run

DOCS = Path(__file__).resolve().parents[1] / "docs"
sys.path.insert(0, str(DOCS))

from generator.examples import renew  # noqa: E402
from generator.generate import generated, write  # noqa: E402


def main() -> None:
    """Write what is stale and say which pages that was."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    asked.add_argument("--examples", action="store_true", help="also run the examples and renew what they print")
    chosen = asked.parse_args()
    changed = write(DOCS, generated(cli, {entry.name: entry.heading for entry in ENTRIES}))
    if chosen.examples:
        changed += renew(DOCS, run)
    print("\n".join(changed) or "every page is as it should be")


if __name__ == "__main__":
    main()
