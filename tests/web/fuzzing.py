"""What Schemathesis cannot read in the description of the API: hooks of `test_openapi.py` and `scripts/api-fuzz`."""

from typing import Any

import schemathesis

Query = dict[str, Any] | None


@schemathesis.hook
def filter_query(context: Any, query: Query) -> bool:
    """A period that ends before it begins is 400; JSON Schema has no words for that of two parameters."""
    since, until = (query or {}).get("from"), (query or {}).get("to")
    return not (isinstance(since, str) and isinstance(until, str) and since and until and since > until)


@schemathesis.hook
def map_query(context: Any, query: Query) -> Query:
    """To JSON Schema 5.0 is an integer; in an address it is not how one is written."""
    written = {
        name: int(value) if isinstance(value, float) and value.is_integer() else value
        for name, value in (query or {}).items()
    }
    return written if query else query
