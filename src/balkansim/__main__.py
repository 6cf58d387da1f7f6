"""Run the command line with `python -m balkansim`."""

from balkansim.cli.main import main

main()
