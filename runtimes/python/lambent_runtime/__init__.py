"""What runs a Python function. A package of its own, so that no module of a function can clash with one of these."""
