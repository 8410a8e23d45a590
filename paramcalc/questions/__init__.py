"""The questions from the other side: a size for a budget, the meaning of a number, the proof of a formula."""
