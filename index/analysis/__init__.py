"""The French chain."""
