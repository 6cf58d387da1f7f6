"""Scenarios: small files, each a diff of its parent, each asking one question."""
