"""JSON, JSON Lines, CSV and TSV.

json_lines.py       an object a line; a build parses the lines in its workers
json_array.py       objects in an array, or in a known place within an object
json_values.py      the values of a JSON text one by one, streaming
json_shapes.py      where producers keep the list of articles
json_exports.py     JSON Feed, Ghost and other exports that say more than one record does
delimited.py        CSV, TSV
"""
