"""The terms of a generation: those that begin so, how they are written, how many articles have them."""
