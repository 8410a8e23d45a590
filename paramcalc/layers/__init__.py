"""A layer: its cell, options, directions and depth; its structure in symbols; its breakdown at given sizes."""
