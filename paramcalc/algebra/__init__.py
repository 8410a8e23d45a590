"""Exact integer polynomials in named sizes, and how they are read and written. Nothing here knows what a layer is."""
