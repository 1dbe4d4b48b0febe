"""What ships with the search beside code: `variants.txt`."""
