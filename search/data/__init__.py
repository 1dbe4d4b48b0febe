"""What ships with the search beside code: `variants.txt`, `light_words.txt`."""
