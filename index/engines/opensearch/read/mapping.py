"""The mapping and settings of a generation on a cluster, and what each field holds.

| field | holds |
| --- | --- |
| `title`, `text` | surface forms, as our analysis gave them, in order (`analysed` in documents.py) |
| `title_stem`, `text_stem` | stems, each at the position of its word; those of stop words left out |
| `titled` | whether the title is the article's own, and so is in `title` |
| `…_length` | how many tokens each of these four has: Lucene itself keeps lengths in one byte |
| `id`, `source`, `category`, `tags`, `authors`, `language`, `place` | values as written, for facets |
| `source_key`, `category_key` … | the same as filters compare them: `folded_value` |
| `date`, `minute` | the day; when within it, where the article says that (`minute_of`) |
| `title_order` | the title as titles are ordered (`order_of_title`) |
| `own.…` | what an article has of each declared field, under `Field.column`: terms, of numbers the numbers |
| `own_key.…` | keywords among these as filters compare them |
| `number` | ascends in the order in which articles came in: ties go to the lower one |
| `digest_high`, `digest_low` | the 16 bytes of `Article.digest`, as two numbers |
| `article` | the article itself, as `stored` in documents.py has it: all that `_source` keeps |

Each analysed field begins with `FIRST_TOKEN` in every article, so that Lucene's statistics of it are those of all
articles, whether they have a title or not: `field.docCount` is how many there are. Every length is counted one too long
for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from trouvere.index.fields import KEYWORD_FIELDS, Field
from trouvere.index.schema import TEXT_FIELDS, stem_of
from trouvere.index.settings import Settings

FORMAT = 2
"""Changes whenever a generation written before can no longer be searched."""
FORMATS_OF_ARTICLES = (1, 2)
"""Formats whose stored articles are read: a generation of these is made anew without its sources (`rebuild`)."""

_HALF = re.compile("[\ud800-\udfff]")

FORMS = tuple(form for field in TEXT_FIELDS for form in (field, stem_of(field)))
DIGEST = ("digest_high", "digest_low")
FILTERED = KEYWORD_FIELDS
OWN, OWN_KEYS = "own", "own_key"
"""Objects with what articles have of declared fields: no name of theirs clashes with one of ours."""
FIRST_TOKEN = "¶"
"""First token of every analysed field; no word is so."""
NO_STEM_TOKEN = "_"
"""What is sent in the place of a stem where a word has none; it is not indexed, and no stem is so."""
LONGEST_VALUE = 8_000
"""Characters of a value that can still be filtered by: Lucene takes 32,766 bytes."""
K1, B = 1.2, 0.75
"""Of BM25; the same as in `trouvere.search.ranking.bm25`."""

_IDF_SCRIPT = "return query.boost * (Math.log((double) field.docCount / (term.docFreq + 1)) + 1);"
_SCORE_SCRIPT = f"""
double average = (double) (field.sumTotalTermFreq - field.docCount) / field.docCount;
double norm = {K1} * ({1 - B} + {B} * (doc.length - 1) / (average > 0 ? average : 1));
return weight * doc.freq * {K1 + 1} / (doc.freq + norm);
"""
"""Scripts of BM25 (Painless): the weight of a term, its boost times its idf; and its score in an article."""


def key_of(field: str) -> str:
    """Return the name of the field that has the values of another one as filters compare them."""
    return f"{field}_key"


def own_of(field: Field) -> str:
    """Return the name of the field that has what articles have of a declared one."""
    return f"{OWN}.{field.column}"


def own_key_of(field: Field) -> str:
    """Return the name of the field that has the values of a declared one as filters compare them."""
    return f"{OWN_KEYS if field.kind == 'keyword' else OWN}.{field.column}"


def length_of(form: str) -> str:
    """Return the name of the field that has the exact lengths of an analysed one."""
    return f"{form}_length"


def body_of(settings: Settings, meta: dict[str, Any], fields: Iterable[Field] = ()) -> dict[str, Any]:
    """Return what a generation is created with that declares these fields."""
    return {"settings": _settings(settings), "mappings": mappings(meta, fields)}


def mappings(meta: dict[str, Any], fields: Iterable[Field] = ()) -> dict[str, Any]:
    """Return the mapping, with what the generation says of itself."""
    analysed = {"type": "text", "index_options": "positions", "similarity": "trouvere"}
    keyword = {"type": "keyword", "ignore_above": LONGEST_VALUE}
    return {
        "dynamic": "strict",
        "_meta": {"trouvere": meta},
        "_source": {"includes": ["article"]},
        "properties": {
            "article": {"type": "object", "enabled": False},
            **{field: {**analysed, "analyzer": "words"} for field in TEXT_FIELDS},
            **{stem_of(field): {**analysed, "analyzer": "stems"} for field in TEXT_FIELDS},
            **{length_of(form): {"type": "integer", "index": False} for form in FORMS},
            "titled": {"type": "boolean"},
            "id": {"type": "keyword", "index": False},
            **{field: {**keyword, "index": False} for field in FILTERED},
            **{key_of(field): {**keyword, "doc_values": False} for field in FILTERED},
            "date": {"type": "date", "format": "strict_date"},
            "minute": {"type": "short", "index": False},
            "title_order": {**keyword, "index": False},
            **_own(tuple(fields), keyword),
            "number": {"type": "long"},
            **{half: {"type": "long", "index": False} for half in DIGEST},
        },
    }


def _own(fields: tuple[Field, ...], keyword: dict[str, Any]) -> dict[str, Any]:
    """Return what holds declared fields. Terms of dates are in their order, and looked up as keywords are."""
    kinds = {"number": {"type": "double"}, "keyword": {**keyword, "index": False}}
    values = {field.column: kinds.get(field.kind, keyword) for field in fields}
    keys = {field.column: keyword for field in fields if field.kind == "keyword"}
    return {name: {"properties": each} for name, each in ((OWN, values), (OWN_KEYS, keys)) if each}


def _settings(settings: Settings) -> dict[str, Any]:
    return {
        "number_of_shards": settings.opensearch_shards,
        "number_of_replicas": settings.opensearch_replicas,
        # What is written is seen once all of it is: whoever writes says when.
        "refresh_interval": -1,
        "analysis": {
            "tokenizer": {"blanks": {"type": "whitespace", "max_token_length": 1 << 20}},
            "filter": {
                # Lucene refuses a whole article for one token of more than 32,766 bytes.
                "longest": {"type": "truncate", "length": LONGEST_VALUE},
                # It leaves the position of what it takes out.
                "gaps": {"type": "stop", "stopwords": [NO_STEM_TOKEN]},
            },
            "analyzer": {
                "words": {"type": "custom", "tokenizer": "blanks", "filter": ["longest"]},
                "stems": {"type": "custom", "tokenizer": "blanks", "filter": ["longest", "gaps"]},
            },
        },
        "similarity": {
            "trouvere": {
                "type": "scripted",
                "weight_script": {"source": _IDF_SCRIPT},
                "script": {"source": _SCORE_SCRIPT},
            }
        },
    }


def can_be_sent(text: str) -> bool:
    """Say whether a word, a value, an id is one for the cluster: half a surrogate pair is in no article there."""
    return text.isascii() or not _HALF.search(text)
