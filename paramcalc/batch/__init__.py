"""Many models: files searched for in folders, counted in several processes, and held against a baseline."""
