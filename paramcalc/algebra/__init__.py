"""Exact integer polynomials in named sizes, and how they are written. What a layer is, is not known here."""
