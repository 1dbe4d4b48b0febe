"""The vectorized analyzer: the same tokens as the chain to the letter, for many texts at once, as numpy arrays."""
