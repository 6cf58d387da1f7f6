"""The command line: one subcommand a job, parsing and printing only."""
