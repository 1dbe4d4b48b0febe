"""Evaluation: measures of TREC runs, a paired test, and what a site's owner expects to be found."""
