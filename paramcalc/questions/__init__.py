"""The questions from the other side: which size fits a budget, what a printed number means, whether a formula is right."""
