"""Rows that students code, shared by the tests."""

DEPTH = ("P1", "fact", "Shore-Pact", "", "depth", "down", "strong", "binds nobody", "")
TENSION = ("P2", "judgement", "Varda", "Lumia", "tension", "up", "strong", "at their worst", "")
FORECAST = ("P8", "forecast", "", "", "", "", "", "more of the same", "")
