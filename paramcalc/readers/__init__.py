"""The ways in: a line of text, Python source, a saved file. Each gives a model as it was written down; none runs it."""
