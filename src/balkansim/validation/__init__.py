"""Fitting the few intercepts that history identifies, and showing how well and on what grounds."""
