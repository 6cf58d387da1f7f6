"""The rulebook: the quantities and chances of a month, as pure scalar functions."""
