"""Evaluation: measures of TREC runs, a paired test, and what a site's owner expects to be found.

cli.py            `trouvere evaluate`
measures.py       measures of ir-measures, a paired test on top
trec.py           runs, qrels, queries
expectations.py   `trouvere index build --expect FILE`
"""
