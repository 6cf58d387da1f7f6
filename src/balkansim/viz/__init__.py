"""Figures: each function returns a matplotlib Figure that was made without any global state."""
