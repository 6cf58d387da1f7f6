"""Moves: what one actor, bloc or flashpoint does in a phase, composed of rules over the world's arrays."""
