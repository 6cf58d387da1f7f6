"""Explaining: what stands behind a forecast, a number of the world, a coefficient or a rule."""
