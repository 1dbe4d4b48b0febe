"""The benchmark: ours and its peers timed in one run, and held against the marks. `scripts/bench` starts it."""
