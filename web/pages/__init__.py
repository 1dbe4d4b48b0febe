"""The pages that people read, and the other forms of a search: RSS, CSV, JSON Lines."""
