"""The fast twin of the chain: many texts at once, as numpy arrays, with the same tokens to the letter."""
