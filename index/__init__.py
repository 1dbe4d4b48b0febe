"""Makes an index: sources, cleaning, analysis, engines, generations."""
