"""Experiments: ensembles and what is asked of them."""
