"""Patches two methods of feedparser whose time is quadratic in the authors and tags of one entry.

They are replaced for the whole process, which a host may use feedparser in: they do what they did, but for an author of
more than 2,000 characters, in whom no mail address is looked for.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

MAX_AUTHOR_CHARS = 2_000


@lru_cache(maxsize=1)
def feedparser() -> Any:
    """Return the module. Imported here and not above: it takes a tenth of a second, which only feeds need pay."""
    import feedparser as module

    mixin = module.mixin._FeedParserMixin
    find_address = mixin._sync_author_detail

    def sync_author_detail(parser: Any, key: str = "author") -> None:
        if len(parser._get_context().get(key) or "") <= MAX_AUTHOR_CHARS:
            find_address(parser, key)

    def add_tag(parser: Any, term: str | None, scheme: str | None, label: str | None) -> None:
        """Add a tag that the entry has not. One that gets its term later is compared with the last alone."""
        tags = parser._get_context().setdefault("tags", [])
        if getattr(parser, "_tags", None) is not tags:
            parser._tags, parser._met = tags, {(tag["term"], tag["scheme"], tag["label"]) for tag in tags}
        value = module.FeedParserDict(term=term, scheme=scheme, label=label)
        known = (term, scheme, label) in parser._met if term else value in tags[-1:]
        if (term or scheme or label) and not known:
            parser._met.add((term, scheme, label))
            tags.append(value)

    mixin._sync_author_detail, mixin._add_tag = sync_author_detail, add_tag
    return module
