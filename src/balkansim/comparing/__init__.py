"""Comparing worlds on common random numbers: scenarios, bodies of evidence, and mechanisms switched off."""
