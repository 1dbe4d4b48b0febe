"""The terms of a generation on a cluster: their statistics, how they are written, those that begin so."""
