"""What readers say of terms, documents and postings: on ours as on the same documents in an index of Whoosh's own codec."""

from collections.abc import Callable
from typing import Any

import pytest
import whoosh.index
from whoosh.reading import TermNotFound

from trouvere.index.engines.whoosh.fields import SHOWN_VALUES
from trouvere.index.schema import TEXT_FIELDS, stem_of

Both = tuple[whoosh.index.Index, whoosh.index.Index]
Agreed = Callable[[Callable[[Any], Any]], Any]


def test_readers_say_the_same_of_terms(agreed: Agreed) -> None:
    fields = (*TEXT_FIELDS, *map(stem_of, TEXT_FIELDS), *SHOWN_VALUES, "région", "prix", "payant", "paru")

    def asked(searcher: Any) -> Any:
        reader = searcher.reader()
        return (
            list(reader.all_terms()),
            sorted(reader.indexed_field_names()),
            [list(reader.expand_prefix("text", prefix)) for prefix in ("minis", "zz", "")],
            [list(reader.lexicon(field)) for field in fields],
            [list(reader.field_terms(field)) for field in fields],
            list(reader.terms_from("title", "m")),
            [list(reader.most_frequent_terms(field, number=8, prefix="p")) for field in TEXT_FIELDS],
            [list(reader.most_distinctive_terms(field, number=8)) for field in TEXT_FIELDS],
            [(field, text, info.doc_frequency(), info.weight()) for (field, text), info in reader],
            [(term, info.max_weight()) for term, info in reader.iter_from("text", "p")],
            [(text, info.doc_frequency()) for text, info in reader.iter_field("text", "p")],
            [(text, info.doc_frequency()) for text, info in reader.iter_prefix("text", "mini")],
            [
                (reader.frequency(*pair), reader.doc_frequency(*pair))
                for pair in (("text", "la"), ("text", "absent"), ("tags", "rail"))
            ],
            [(reader.first_id("text", word)) for word in ("la", "paris")],
            [("text", b"la") in reader, ("text", "absent") in reader, ("nul", "la") in reader],
            [reader.field_length(field) for field in fields],
            [(reader.min_field_length(field), reader.max_field_length(field)) for field in TEXT_FIELDS],
            [reader.has_column(field) for field in fields],
        )

    assert all(agreed(asked))


def test_readers_say_the_same_of_documents(agreed: Agreed) -> None:
    def asked(searcher: Any) -> Any:
        reader = searcher.reader()
        documents = list(reader.all_doc_ids())
        return (
            (reader.doc_count(), reader.doc_count_all(), reader.has_deletions(), len(documents)),
            documents,
            [reader.is_deleted(number) for number in range(reader.doc_count_all())],
            list(reader.iter_docs()),
            list(reader.all_stored_fields()),
            [[reader.doc_field_length(number, field) for field in TEXT_FIELDS] for number in documents],
            [reader.has_vector(number, "text") for number in documents[:3]],
            searcher.document(id="a011"),
            list(searcher.documents(source="AFP", category="dépêche")),
            searcher.document_number(id="absent") is None,
            [searcher.avg_field_length("text"), searcher.idf("text", "paris")],
        )

    agreed(asked)


def test_postings_are_the_same_one_by_one(agreed: Agreed) -> None:
    def asked(searcher: Any) -> Any:
        reader = searcher.reader()
        found = []
        for word in list(reader.lexicon("text")):
            matcher = reader.postings("text", word)
            while matcher.is_active():
                spans_ = [(span.start, span.end) for span in matcher.spans()]
                found.append((matcher.id(), matcher.weight(), matcher.value_as("positions"), spans_, matcher.value()))
                matcher.next()
        return found

    assert len(agreed(asked)) > 1_000


def test_postings_are_skipped_through_alike(agreed: Agreed) -> None:
    def asked(searcher: Any) -> Any:
        found = []
        for leaf in [reader for reader, _ in searcher.reader().leaf_readers()]:
            matcher = leaf.postings("text", "la")
            for step in (3, 40, 41, 90, 5, 110):
                if matcher.is_active():
                    matcher.skip_to(step)
                found.append(matcher.id() if matcher.is_active() else None)
            matcher = leaf.postings("text", "la")
            found.append([matcher.id(), matcher.supports("positions"), matcher.supports("characters")])
            found.append(list(matcher.all_ids()))
        return found

    assert agreed(asked)


def test_what_is_not_there_is_refused_alike(both: Both) -> None:
    for index in both:
        with index.reader() as reader:
            asks: tuple[Callable[..., Any], ...] = (
                lambda reader=reader: reader.postings("text", "absent"),
                lambda reader=reader: reader.term_info("text", "absent"),
                lambda reader=reader: reader.lexicon("nul"),
                lambda reader=reader: reader.postings("nul", "la"),
            )
            for ask in asks:
                with pytest.raises(TermNotFound):
                    list(ask())
            with pytest.raises(Exception, match="No vectors are stored"):
                reader.vector(1, "text")
            with pytest.raises(Exception, match=r"[Nn]o column"):
                reader.leaf_readers()[0][0].column_reader("source")
