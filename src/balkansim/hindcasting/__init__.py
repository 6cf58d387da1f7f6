"""Forecasts frozen at past dates and scored against what followed."""
