"""Carrying weights from one framework to another: which slice goes where, and the arrays themselves."""
