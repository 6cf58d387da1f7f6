"""Scores of forecasts whose outcomes are known."""
