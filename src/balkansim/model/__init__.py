"""The start of a history: scenario and evidence turned into starting worlds and coefficients, a parameter draw each."""
