"""Run the command line with `python -m balkansim`."""

from __future__ import annotations

from balkansim.cli.main import main

main()
