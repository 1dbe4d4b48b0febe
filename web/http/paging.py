"""Pagination for programs: the `Link` header (RFC 8288) with the first, previous, next and last page of a search."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from trouvere.web.params import MAX_PAGE, SearchParams

MAX_HEADER_CHARS = 4_000
"""Characters of the header at the most. Proxies refuse an answer whose headers are too long: better none than a 502."""


def page_links(params: SearchParams, total: int, address: Callable[[SearchParams], str]) -> str:
    """Return the value of the header for this page of a search; empty where the addresses are too long for one.

    `address` gives the path and query of a search. Past the last page, `prev` is the last one.
    """
    last = min(max(1, -(-total // params.per_page)), MAX_PAGE)
    pages = {"first": 1, "prev": min(params.page - 1, last), "next": params.page + 1, "last": last}
    shown = [
        f'<{address(replace(params, page=page))}>; rel="{name}"' for name, page in pages.items() if 1 <= page <= last
    ]
    value = ", ".join(shown)
    return value if len(value) <= MAX_HEADER_CHARS else ""
