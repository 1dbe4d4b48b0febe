"""The search page and the article page, as a browser without scripts gets them."""

import re

from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from page_reading import Get, follow, ids, text, texts
from werkzeug.datastructures import MultiDict

from trouvere.index import Article

NNBSP = "\u202f"


def test_the_start_page_has_a_focused_field_and_says_how_much_there_is(get: Get, articles: list[Article]) -> None:
    page = get("/")
    assert page.get("lang") == "fr"
    assert len(page.cssselect("h1")) == 1
    field = page.cssselect("input[name=q]")[0]
    assert field.get("autofocus") is not None
    assert page.cssselect(f"label[for={field.get('id')}]")
    assert f"{len(articles)} articles" in text(page, "h1")
    assert "1er janvier 2022 au 1er mars 2023" in text(page, ".about")
    assert "12 articles sans date" in text(page, ".about")
    latest = page.cssselect(".latest ul > li > a")
    assert latest[0].get("href") == "/articles/cnn-1"
    assert len(latest) == 5
    ap = get(follow(page, ".tallies a", "AP"))
    assert text(ap, ".count strong") == "7 articles"


def test_both_addresses_give_the_same_search(get: Get) -> None:
    first, second = get("/search", q="Loukachenko"), get("/", q="Loukachenko")
    assert ids(first) == ids(second)
    assert set(ids(first)) == {"cnn-1", "ap/2023/2"}


def test_results_are_an_ordered_list_of_titles_with_marks(get: Get) -> None:
    page = get("/search", q="visite de Loukachenko à Pékin")
    assert len(page.cssselect("h1")) == 1
    items = page.cssselect("ol.results > li")
    assert len(items) == len(page.cssselect("ol.results h2")) == 2
    assert {"Loukachenko", "Pékin", "visite"} <= {mark.text_content() for mark in page.cssselect("mark")}
    assert "2 articles" in text(page, "[aria-live=polite]")
    assert "1er mars 2023" in texts(page, "time")
    assert page.cssselect("time")[0].get("datetime") == "2023-03-01"
    assert "Simone McCarthy et Rob Picheta" in page.text_content()
    assert page.cssselect("search form")
    assert page.cssselect("a.skip")[0].get("href") == "#content"
    assert page.cssselect("#content")


def test_what_was_understood_and_what_was_ignored_is_said(get: Get) -> None:
    page = get("/search", q="visite de Loukachenko à Pékin")
    understood = text(page, ".understood")
    assert f"Compris{NNBSP}:" in understood
    assert "visite ET Loukachenko ET Pékin" in understood
    assert re.search(rf"Ignoré \(mots trop courants\){NNBSP}: *de, à", " ".join(understood.split(" ")))


def test_pages_lead_to_the_real_end(get: Get) -> None:
    seen: list[str] = []
    url: str | None = "/search?q=gr%C3%A8ve&per_page=5"
    pages = 0
    while url:
        page = get(url)
        pages += 1
        assert text(page, ".count strong") == "12 articles"
        assert text(page, ".paging [aria-current=page]").endswith(str(pages))
        assert page.cssselect("ol.results")[0].get("start") == str(len(seen) + 1)
        seen += ids(page)
        following = page.cssselect(".paging a[rel=next]")
        url = following[0].get("href") if following else None
    assert pages == 3
    assert len(seen) == len(set(seen)) == 12


def test_a_page_past_the_end_is_the_last_one_and_says_so(get: Get) -> None:
    page = get("/search", q="grève", per_page=5, page=99)
    assert len(ids(page)) == 2
    assert "pas de page 99" in text(page, ".notices")


def test_a_filter_is_a_link_with_its_count_and_a_chip_takes_it_away(get: Get) -> None:
    page = get("/search", q="grève", page=2, per_page=5)
    sources = {
        one.cssselect(".value")[0].text: one.cssselect(".n")[0].text for one in page.cssselect("#group-1 ~ ul a.choice")
    }
    assert sources == {"AP": "6", "Ouest-France": "5", "AFP": "1"}
    url = follow(page, ".refine a", "Ouest-France")
    assert "&page=" not in url
    assert "per_page=5" in url
    filtered = get(url)
    assert text(filtered, ".count strong") == "5 articles"
    assert "Ouest-France" in text(filtered, ".refine a[aria-current]")
    # Another source may still be chosen beside it.
    both = get(follow(filtered, ".refine a", "AFP"))
    assert text(both, ".count strong") == "6 articles"
    without = get(follow(both, ".chips a", "Ouest-France"))
    assert text(without, ".count strong") == "1 article"
    assert text(get(follow(both, ".chips a", "Tout retirer")), ".count strong") == "12 articles"


def test_a_period_leaves_out_what_has_no_date_and_says_so(get: Get) -> None:
    months = get("/search", **{"q": "grève", "from": "2022-03", "to": "2022-05"})
    assert [months.cssselect(f"#{name}")[0].get("value") for name in ("from", "to")] == ["2022-03-01", "2022-05-31"]
    page = get("/search", **{"q": "grève", "from": "2022-03-01", "to": "2022-05-31"})
    assert text(page, ".count strong") == "3 articles"
    assert texts(page, ".chips a")[0].endswith("Depuis le 1er mars 2022")
    assert "1 article sans date est laissé de côté" in text(page, ".undated")
    assert page.cssselect("#from")[0].get("value") == "2022-03-01"
    assert "1 article sans date" in text(get("/search", q="grève"), ".undated")


def test_a_new_query_keeps_filters_and_forgets_the_page(get: Get) -> None:
    page = get("/search", q="grève", source=["AP", "AFP"], sort="date", page=2, per_page=5)
    hidden = [(one.get("name"), one.get("value")) for one in page.cssselect("search input[type=hidden]")]
    assert hidden == [("sort", "date"), ("source", "AP"), ("source", "AFP"), ("per_page", "5")]
    kept = [(one.get("name"), one.get("value")) for one in page.cssselect(".refine input[type=hidden]")]
    assert kept == [("q", "grève"), *hidden]


def test_sorting_by_date_puts_the_newest_first_and_undated_last(get: Get) -> None:
    page = get(follow(get("/search", q="grève", per_page=20), ".options a", "date"))
    assert ids(page)[0] == "greve-11"
    assert "sans" in ids(page)[-1]
    assert text(page, ".options:nth-child(2) [aria-current]") == "date"


def test_what_has_all_the_words_is_one_click_away_and_all_articles_one_back(get: Get) -> None:
    page = get("/search", q="Xi Pékin")
    some = text(page, ".count strong")
    every = get(follow(page, ".remark a", "tous les mots"))
    assert text(page, ".remark a").startswith(text(every, ".count strong").split()[0])
    assert some != text(every, ".count strong")
    assert "ET" in text(every, ".understood")
    assert "OU" in text(page, ".understood")
    assert text(get(follow(every, ".remark a", "tous les articles")), ".count strong") == some


def test_by_date_only_those_with_all_the_words_is_said(get: Get) -> None:
    page = get("/search", q="Xi Pékin", sort="date")
    every = get(follow(page, ".remark a", "Par date"))
    counts = [int(text(one, ".count strong").split()[0]) for one in (page, every)]
    assert counts[0] < counts[1]
    assert "OU" in text(every, ".understood")
    for one in ("de Loukachenko", "grève Loukachenko", '"visite de Loukachenko"'):
        assert "Par date" not in " ".join(texts(get("/search", q=one, sort="date"), ".remark")), one


def test_no_article_with_all_the_words_is_said(get: Get) -> None:
    page = get("/search", q="grève Loukachenko")
    assert texts(page, ".remark") == ["Aucun article n’a tous ces mots. Voici ceux qui en ont une partie."]
    assert not get("/search", q="grève").cssselect(".remark")


def test_a_quotation_that_was_let_go_of_is_one_click_from_being_insisted_on(get: Get) -> None:
    page = get("/search", q="« Loukachenko traverse la Manche à la nage depuis Pékin »")
    assert "cette citation n’est nulle part" in text(page, ".understood")
    insisted = get(follow(page, ".understood a", "l’exiger"))
    assert "Aucun article pour" in text(insisted, "h1")


def test_any_word_is_one_click_from_nothing(get: Get) -> None:
    page = get("/search", q="grève Loukachenko", match="all")
    assert "Aucun article pour" in text(page, "h1")
    loosened = get(follow(page, ".ways a", "au moins un"))
    assert text(loosened, ".count strong") == "14 articles"
    assert "Aucun article n’a tous ces mots" in text(get("/search", q="grève Loukachenko"), ".remark")


def test_nothing_found_offers_ways_on(get: Get) -> None:
    page = get("/search", q="zanzibar", source="AP")
    assert len(page.cssselect("h1")) == 1
    assert not page.cssselect(".results")
    assert "zanzibar" in text(page, "h1")
    assert "source" not in follow(page, ".ways a", "filtres")


def test_bad_values_fall_back_and_are_said(get: Get) -> None:
    page = get("/search", **{"q": "grève", "sort": "size", "page": "minus", "from": "hier", "match": "x"})
    assert text(page, ".count strong") == "12 articles"
    assert len(page.cssselect(".notices li")) == 4
    swapped = get("/search", **{"q": "grève", "from": "2022-05-31", "to": "2022-03-01"})
    assert text(swapped, ".count strong") == "3 articles"
    assert len(swapped.cssselect(".notices li")) == 1


def test_unknown_parameters_are_kept_out_of_every_link(client: FlaskClient) -> None:
    assert "utm" not in client.get("/search?q=gr%C3%A8ve&utm_source=x&callback=utm").text


words = st.text(max_size=60) | st.sampled_from(
    ["grève", "AP", "date", "all", "2022-01-01", "-1", "9" * 20, "١٢", "1_0", "\x00", "«", '"a b"~5 (((', "*"]
)
names = words | st.sampled_from(
    ["q", "match", "page", "per_page", "sort", "source", "category", "from", "to", "id", "x"]
)


@given(st.lists(st.tuples(names, words), max_size=8))
@hypothesis_settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_address_breaks_the_search_page(app: Flask, args: list[tuple[str, str]]) -> None:
    assert app.test_client().get("/search", query_string=MultiDict(args)).status_code == 200


@given(st.binary(max_size=80))
@hypothesis_settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_bytes_break_the_search_page(app: Flask, raw: bytes) -> None:
    query = "q=" + "".join(f"%{byte:02X}" for byte in raw)
    assert app.test_client().get("/search", query_string=query).status_code == 200


def test_another_spelling_is_said_and_followed(client: FlaskClient) -> None:
    page = client.get("/search?q=Loukachanko").text
    assert "Résultats pour «\u00a0Loukachenko\u00a0» – <a" in page
    assert "chercher plutôt «\u00a0Loukachanko\u00a0»" in page
    # The words marked on the article's page are those it was found by.
    assert re.search(r'href="/articles/cnn-1\?q=Loukachenko', page)
    page = client.get("/search", query_string={"q": "Loukachanko grève"}).text
    assert "Essayez plutôt\u202f:" in page
    assert 'href="/search?q=Loukachenko+grève"' in page
