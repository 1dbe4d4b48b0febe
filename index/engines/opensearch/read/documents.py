"""Documents of a cluster, read back: the `_id` of an article, and the article that a document holds."""

from __future__ import annotations

from collections.abc import Mapping
from struct import Struct
from typing import Any

from trouvere.index import jsontext
from trouvere.index.article import Article
from trouvere.index.engines.opensearch.read.mapping import can_be_sent

DIGEST_STRUCT = Struct(">qq")
"""A digest of 16 bytes as two numbers."""
LONGEST_ID = 512
"""Bytes that the cluster takes for an id; a longer one of ours has a digest there."""


def document_id(id: str) -> str:  # noqa: A002
    """Return the `_id` of an article: its id, wherever the cluster takes that."""
    encoded = id.encode(errors="surrogatepass")
    if len(encoded) <= LONGEST_ID and can_be_sent(id):
        return id
    from hashlib import sha256

    return "sha256:" + sha256(encoded).hexdigest()


def restored(values: Mapping[str, Any]) -> Article:
    """Return the article that was stored as these values; raises `ValueError` where it is none of ours."""
    try:
        known = dict(values)
        if "extra" in known:
            known["extra"] = jsontext.loads(known["extra"].encode())
        return Article.from_dict(known)
    except (TypeError, AttributeError) as error:
        raise ValueError(str(error)) from error
