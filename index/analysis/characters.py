"""Character classes of the tokenizer: apostrophes, hyphens, dots, blanks, emoji; regular expressions of letters."""

from __future__ import annotations

import re

APOSTROPHE_LETTERS = "ʼʻʹˈ"
"""Letters to Unicode, and to str.isalnum, and apostrophes to everybody else."""
APOSTROPHES = "'’′´`‘‛" + APOSTROPHE_LETTERS
"""Whatever is typed for an apostrophe; all are one to the analysis."""
HYPHENS = "-‐‑"
DOTS = ".·⋅•‧"
INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff" + "".join(map(chr, range(0x300, 0x370)))
"""Soft hyphens, zero-width characters, combining marks left over by NFC: inside a word they are as if not there."""
JOINERS = APOSTROPHES + HYPHENS + DOTS + INVISIBLE
BLANKS = " \u00a0\u202f\u2009"
"""What stands between the groups of a number."""
EURO = "€"
EMOJI = (
    "⌚⌛⏩-⏳☀-☄☎☔☕☘☝☠☢☣☮☯☹☺♈-♓♻♿⚓-⚗⚠⚡⚪⚫⚽⚾⛄⛅⛔⛪⛲-⛵⛺⛽✅✈-✍✨❄❌❓-❕❗❤⭐"
    "\U0001f1e6-\U0001f1ff\U0001f300-\U0001f3fa\U0001f400-\U0001f6ff\U0001f7e0-\U0001f7eb\U0001f900-\U0001f9ff"
    "\U0001fa70-\U0001faff"
)
"""Emoji, as ranges of a regular expression. Shades of skin are none, nor is what stands before the lines of a list."""
FEMININES = (
    "s|x|es?|nes?|les?|tes?|ses?|ves?|ives?|t?rices?|euses?|i?(?:e|è)res?|elles?|i?ennes?|onnes?|ques?|ches?|esses?"
)
"""What inclusive writing puts into parentheses, or behind points: a regular expression."""

LETTER = f"[^\\W_{APOSTROPHE_LETTERS}]"
"""A letter or a digit: \\w is str.isalnum plus "_"."""
JOINER = f"[{re.escape(JOINERS)}]"
FEMININE = rf"\((?:{FEMININES}|{FEMININES.upper()})\)"
END = f"(?!{LETTER}|{JOINER}{LETTER}|{FEMININE})"
"""Where a raw token ends."""
