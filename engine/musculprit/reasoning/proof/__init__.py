"""The whole program as formulas, so that a solver can look at every possible person at once."""
