"""Records: from the keys that producers write, and the shapes of their values, to the fields of an article.

names.py            the table of names, in French and English, that mean a field
fields.py           `FieldNames`: from a record to a raw article, after `--map`
recognition.py      which of several keys that mean one field is it; which records are no article
field_values.py     texts, people and lists in the shapes that producers give them
html_values.py      HTML in a value, told from prose and cleaned
statuses.py         drafts by the status of a record
"""
