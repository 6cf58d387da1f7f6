"""Designs: sweep files, the design points they stand for, and what a sweep would cost."""

from balkansim.designs.sampling import matrix, problem

__all__ = ["matrix", "problem"]
