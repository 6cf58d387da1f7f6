"""Forecasts: the questions of the documents, how a record of runs answers them, and the ledger of the answers."""
