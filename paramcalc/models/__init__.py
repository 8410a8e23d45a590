"""Whole models: what was written down, what follows from it layer by layer, and what a summary of it hides."""
