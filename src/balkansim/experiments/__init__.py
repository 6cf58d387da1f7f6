"""Experiments: ensembles and what is asked of them."""

from __future__ import annotations

from balkansim.experiments.design import matrix, problem

__all__ = ["matrix", "problem"]
