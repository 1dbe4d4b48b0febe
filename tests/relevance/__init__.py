"""How good the answers are: development sets, what each part of a score brings, the choice of weights, golden reports."""
