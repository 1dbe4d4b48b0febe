"""Ids and addresses."""

import hashlib

import pytest

from trouvere.index.article import RawArticle
from trouvere.index.cleaning import clean
from trouvere.index.errors import ArticleError


def test_the_id_given_is_kept_exactly() -> None:
    assert clean(RawArticle(id=" Dép/42 é ", url="https://x.fr", text="a")).id == "Dép/42 é"


def test_else_the_url_else_the_content() -> None:
    by_url = "u-" + hashlib.sha256(b"https://x.fr/1").hexdigest()[:16]
    assert clean(RawArticle(url="https://x.fr/1", text="a")).id == by_url
    by_content = "h-" + hashlib.sha256(b"Titre\nUn texte.").hexdigest()[:16]
    assert clean(RawArticle(title="Titre", text="Un texte.")).id == by_content


def test_the_same_content_has_the_same_id_whatever_its_form() -> None:
    ids = {
        clean(article).id
        for article in (
            RawArticle(text="Le pont\n\nIl est fermé.\n\nIl rouvrira."),
            RawArticle(title="Le pont", text="Il est fermé.\nIl rouvrira."),
            RawArticle(title="Le pont", text="Le pont\nIl est fermé.\r\n\r\nIl rouvrira.\n"),
        )
    }
    assert len(ids) == 1
    assert clean(RawArticle(title="Le pont", text="Autre.")).id not in ids


@pytest.mark.parametrize("bad", ["x" * 513, "a\x00b", "a\ud800", "a\nb"])
def test_ids_that_cannot_be_ids(bad: str) -> None:
    with pytest.raises(ArticleError, match="identifiant"):
        clean(RawArticle(id=bad, text="a"))


@pytest.mark.parametrize("url", ["javascript:alert(1)", "ftp://x.fr", "https://", "/relatif", "http://a b", "//x.fr"])
def test_only_addresses_of_the_web_are_urls(url: str) -> None:
    article = clean(RawArticle(text="a", url=url))
    assert article.url == ""
    assert article.extra == {"url": url}
    assert article.id.startswith("h-")


def test_urls_are_kept_as_written() -> None:
    assert clean(RawArticle(text="a", url=" HTTPS://X.fr/é?q=1#z ")).url == "HTTPS://X.fr/é?q=1#z"
