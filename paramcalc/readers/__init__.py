"""The readers of models: lines of layers, Python source, saved files. Each gives a ModelSpec, and none runs code."""
