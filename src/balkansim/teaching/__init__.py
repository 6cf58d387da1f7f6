"""Exercises for a class: handing them out, and gathering what the students code."""
