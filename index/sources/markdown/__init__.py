"""Markdown as static sites keep it: a header, then text in one of many dialects, by markdown-it-py.

reader.py                                      the reader
front_matter.py, yaml_header.py, headers.py    the YAML, TOML, JSON or lines at its head
templates.py, jsx.py                           tags of templates, shortcodes and components
dialects.py, directives.py, inline_marks.py    blocks and marks of dialects
code_blocks.py                                 code, which none of these touches
"""
