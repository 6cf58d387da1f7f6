"""Telling: one history month by month in sentences, with the reason of each act, and its record as a table."""
