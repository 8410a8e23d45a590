"""Carrying weights between frameworks: which slice becomes which, and the arrays themselves."""
