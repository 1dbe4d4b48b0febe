"""Data files: variants, light words, abbreviations, streets, the French word list (`words.zst`)."""
