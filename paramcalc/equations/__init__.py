"""The equation language: a cell is its equations, and everything else about it is derived from them."""
