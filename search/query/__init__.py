"""What is asked: the tree of a query, the parser that makes it, the plan that an engine looks up.

filters.py                       `Filters`, and what they ask of an index; which article passes
named_fields.py                  facets and orders as they are named: what of which column
nodes.py                         the tree of `Node`s
parser/                          from text to a tree, and back
planner.py                       from a tree to a plan: words become terms in their forms, stop words step aside
plan.py                          the nodes of a plan
minimum_match.py                 how much of a query an article must have (`match="auto"`)
term_statistics.py               `TermStatistics`: how frequent words are, as an engine is asked
variants.py, variant_lookup.py   synonyms and other spellings (Kiev, Kyiv); those that the index knows
synonyms.py                      reads their files
other_writings.py                joined or apart, inflected within a hyphen, as figures
numbers.py, dates.py             numbers and dates as people type them
inversion.py                     « rassure-t-elle »: a pronoun that hangs on the verb
partial_query.py                 what was typed so far
"""

from trouvere.search.query.filters import Filters

__all__ = ["Filters"]  # under this name, too: values that were pickled before have it
