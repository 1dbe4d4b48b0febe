"""Fields that a site declares on its pages, and browsing without words, as a browser without scripts gets them."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from page_reading import Get, Page, Read, follow, ids, text, texts

from trouvere.index import Article, Field, build_index
from trouvere.index.settings import Settings
from trouvere.search import Filters
from trouvere.web import create_blueprint
from trouvere.web.archive import BaseFilter
from trouvere.web.catalogue import load_catalogue
from trouvere.web.pages.facts import all_facts, ends_of, shown_facts, value_of

NNBSP = "\u202f"
FIELDS = (
    Field("region", label="Région", label_en="Region"),
    Field("prix", "number", label="Prix", facet=True),
    Field("payant", "boolean", label="Payant"),
    Field("ouverture", "date", label="Ouverture", facet=True, show=False),
)
REGIONS = ("Nièvre", "Ain", "Lozère")
ARTICLES = [
    Article(
        id=f"a{n}",
        title=f"Étal numéro {n}",
        text="Un étal au marché, et tout ce qu’il vend.",
        date=dt.date(2023, 1, 1) + dt.timedelta(days=n) if n % 10 else None,
        source="AFP" if n % 3 else "AP",
        category="Marchés",
        tags=(f"étiquette {n}", "tous"),
        extra={
            "region": REGIONS[n % 3],
            "payant": n % 4 == 0,
            "ouverture": f"20{10 + n % 10}-05-04",
            **({"prix": n * 1.5} if n else {}),
        },
    )
    for n in range(40)
]


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("own") / "index"
    build_index(path, ARTICLES, fields=FIELDS)
    return path


Site = Callable[..., Get]


@pytest.fixture
def site(path: Path, read: Read) -> Site:
    from flask import Flask

    def site(language: str = "fr", base_filter: BaseFilter | None = None) -> Get:
        app = Flask(__name__)
        settings = Settings(language=language)
        app.register_blueprint(create_blueprint(path, settings=settings, base_filter=base_filter))
        client = app.test_client()

        def get(url: str, status: int = 200) -> Page:
            answer = client.get(url)
            assert answer.status_code == status, answer.text
            return read(answer.text)

        return get

    return site


@pytest.fixture
def get(site: Site) -> Get:
    return site()


def asked(url: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(url).query)


def count(page: Page) -> int:
    return int(text(page, ".count strong").split()[0])


@pytest.mark.parametrize(
    ("query", "passing"),
    [
        ("sort=date", lambda a: True),
        ("source=AFP", lambda a: a.source == "AFP"),
        ("from=2023-01-10&to=2023-01-20", lambda a: a.date and 10 <= a.date.day <= 20 and a.date.month == 1),
        (
            "region=Ain&region=Nièvre&prix=6..30",
            lambda a: a.extra["region"] != "Lozère" and 6 <= a.extra.get("prix", 0) <= 30,
        ),
        ("prix.min=50", lambda a: a.extra.get("prix", 0) >= 50),
        ("prix.min=&prix.max=", None),
        ("payant=oui&not.source=AP", lambda a: a.extra["payant"] and a.source != "AP"),
        ("tag=étiquette 7", lambda a: "étiquette 7" in a.tags),
        ("ouverture=2012..2013", lambda a: "2012" <= a.extra["ouverture"][:4] <= "2013"),
    ],
)
def test_without_words_all_that_passes_is_listed_to_the_end(
    get: Get, query: str, passing: Callable[[Article], object] | None
) -> None:
    if passing is None:
        assert get(f"/search?{query}").cssselect(".start, .latest")
        return
    wanted = [article for article in ARTICLES if passing(article)]
    newest = sorted((one.date for one in wanted if one.date), reverse=True)
    seen: list[str] = []
    url: str | None = f"/search?{query}"
    while url:
        page = get(url)
        assert count(page) == len(wanted)
        assert len(page.cssselect("h1")) == 1
        assert text(page, "h1").startswith(text(page, ".count strong"))
        assert text(page, "title").startswith(text(page, ".count strong"))
        assert not page.cssselect("mark")
        seen += ids(page)
        following = page.cssselect(".paging a[rel=next]")
        url = following[0].get("href") if following else None
    assert sorted(seen) == sorted(one.id for one in wanted)
    dated = {one.id: one.date for one in ARTICLES}
    assert [dated[one] for one in seen] == [*newest, *[None] * (len(wanted) - len(newest))]


def test_the_home_page_leads_to_all_articles(get: Get) -> None:
    home = get("/search")
    everything = get(follow(home, ".about a", "Tous les articles"))
    assert count(everything) == len(ARTICLES)
    assert "Résultats pour" not in text(everything, "h1")
    assert not [one for one in texts(everything, ".options a") if one in ("pertinence", "au mieux")]
    # What is typed next is ordered by relevance, not by date.
    assert "sort" not in [one.get("name") for one in everything.cssselect("#kept input")]
    region = get(follow(home, ".tallies a", "Ain"))
    assert count(region) == sum(one.extra["region"] == "Ain" for one in ARTICLES)


def test_groups_stand_for_each_facet_and_fold_behind_the_third(get: Get) -> None:
    page = get("/search?q=étal")
    titles = [one.text_content().strip() for one in page.cssselect(".group .title")]
    assert titles == ["Période", "Source", "Rubrique", "Région", "Prix", "Payant", "Ouverture", "Mots-clés"]
    assert [one.text_content().strip() for one in page.cssselect("details.group summary")][:3] == [
        "Prix",
        "Payant",
        "Ouverture",
    ]
    # What is chosen is in sight.
    chosen = get("/search?q=étal&payant=oui&prix=3..")
    assert "Payant" not in texts(chosen, "details.group summary")
    assert "Prix" not in texts(chosen, "details.group summary")
    assert text(chosen, ".refine a[aria-current] .value") == "oui"


def test_a_value_is_chosen_excluded_and_let_go_of(get: Get) -> None:
    page = get("/search?q=étal&page=2")
    by_value = {one.cssselect(".value")[0].text: one for one in page.cssselect(".choice")}
    said = int(by_value["Ain"].cssselect(".n")[0].text)
    chosen = get(by_value["Ain"].get("href"))
    assert count(chosen) == said
    assert texts(chosen, ".chips a") == ["Retirer le filtre Région : Ain"]

    exclusions = {one.get("title"): one.get("href") for one in page.cssselect(".refine li a[title]")}
    without = get(exclusions["Sauf Ain"])
    assert count(without) == len(ARTICLES) - said
    assert texts(without, ".chips a") == ["Retirer le filtre Région : sauf Ain"]
    held = without.cssselect(".choice.excluded")
    assert [one.cssselect(".value")[0].text for one in held] == ["Ain"]
    assert int(held[0].cssselect(".n")[0].text) == said
    assert count(get(held[0].get("href"))) == len(ARTICLES)

    # A chosen value that is excluded is no longer chosen.
    flipped = {one.get("title"): one.get("href") for one in chosen.cssselect(".refine li a[title]")}["Sauf Ain"]
    assert asked(flipped) == {"q": ["étal"], "not.region": ["Ain"]}


def test_the_ends_of_a_number_are_a_form_that_keeps_the_rest(get: Get) -> None:
    page = get("/search?q=étal&region=Ain&sort=-prix&page=2&per_page=5")
    least = page.cssselect("input[name=prix.min]")[0]
    assert least.get("placeholder") == "1,5"
    assert page.xpath(f"//label[@for='{least.get('id')}']")
    form = least.xpath("ancestor::form")[0]
    kept = {(one.get("name"), one.get("value")) for one in form.xpath(".//input[@type='hidden']")}
    assert kept == {("q", "étal"), ("region", "Ain"), ("sort", "-prix"), ("per_page", "5")}
    sent = get("/search?q=étal&region=Ain&sort=-prix&per_page=5&prix.min=4.5&prix.max=")
    assert "Prix : 4,5 ou plus" in texts(sent, ".chips a")[1]
    assert sent.xpath("//input[@name='prix.min']/@value") == ["4.5"]
    assert sent.xpath("//input[@name='prix.max']/@value") == [""]
    # A link of the page has the range in one word.
    link = next(one.get("href") for one in sent.cssselect(".choice"))
    assert asked(link)["prix"] == ["4.5.."]
    day = get("/search?ouverture=2012")
    assert day.xpath("//input[@name='ouverture.min']/@value") == ["2012-01-01"]
    assert day.xpath("//input[@name='ouverture.max']/@value") == ["2012-12-31"]


def test_what_does_not_fit_is_said_and_the_page_goes_on(get: Get) -> None:
    page = get("/search?q=étal&prix=cher")
    assert count(page) == len(ARTICLES)
    assert "cher" in text(page, ".notices")


def test_orders_of_declared_fields_go_both_ways(get: Get) -> None:
    page = get("/search?q=étal")
    orders = {one.text_content(): one.get("href") for one in page.cssselect(".menu li a")}
    assert list(orders) == [
        "Région, de A à Z",
        "Région, de Z à A",
        "Prix, croissant",
        "Prix, décroissant",
        "Ouverture, dates croissantes",
        "Ouverture, dates décroissantes",
    ]
    up, down = get(orders["Prix, croissant"]), get(orders["Prix, décroissant"])
    assert ids(up)[0] == "a1"
    assert ids(down)[0] == "a39"
    assert text(down, ".menu summary") == "Prix, décroissant"
    assert text(up, ".menu [aria-current]") == "Prix, croissant"


def test_hits_show_what_is_to_be_shown_and_the_article_all_of_it(get: Get) -> None:
    facts = texts(get("/search?tag=étiquette 4"), ".facts li")
    assert facts[-3:] == ["Région : Ain", "Prix : 6", "Payant"]
    assert "Payant" not in texts(get("/search?tag=étiquette 5"), ".facts li")
    page = get("/articles/a5")
    assert texts(page, ".own dt") == ["Région", "Prix", "Payant", "Ouverture"]
    assert texts(page, ".own dd") == ["Lozère", "7,5", "non", "4 mai 2015"]


def test_all_values_of_a_facet_have_a_page_with_a_field_to_search_them(get: Get) -> None:
    page = get(follow(get("/search?q=étal&source=AFP&page=2"), ".everything a", "Mots-clés"))
    afp = [one for one in ARTICLES if one.source == "AFP"]
    assert f"{len(afp) + 1} valeurs" in text(page, ".count")
    assert len(page.cssselect(".values .choice")) == len(afp) + 1
    assert text(page, ".values .value") == "tous"
    form = page.cssselect(".among form")[0]
    hidden = {(one.get("name"), one.get("value")) for one in form.xpath(".//input[@type='hidden']")}
    assert hidden == {("q", "étal"), ("source", "AFP")}
    assert form.get("action") == "/facets/tags"
    found = get("/facets/tags?q=étal&source=AFP&prefix=11")
    assert texts(found, ".values .value") == ["étiquette 11"]
    assert count(get(found.cssselect(".values .choice")[0].get("href"))) == 1
    assert not get("/facets/tags?prefix=zzz").cssselect(".values")
    assert count(get(follow(page, ".rail a", "Retour"))) == len(afp)


@pytest.mark.parametrize("field", ["prix", "ouverture", "inconnu", "month", "undated", "title"])
def test_a_facet_that_is_none_has_no_page(get: Get, field: str) -> None:
    get(f"/facets/{field}", status=404)


def test_values_come_a_hundred_a_page(tmp_path: Path, read: Read) -> None:
    from trouvere.web import create_app

    build_index(tmp_path / "index", [Article(id=str(n), text="mot", tags=(f"t{n:03}",)) for n in range(250)])
    client = create_app(tmp_path / "index", settings=Settings()).test_client()
    seen: list[str] = []
    url: str | None = "/facets/tags"
    while url:
        page = read(client.get(url).text)
        seen += texts(page, ".values .value")
        following = page.cssselect(".paging a[rel=next]")
        url = following[0].get("href") if following else None
    assert seen == [f"t{n:03}" for n in range(250)]
    assert texts(read(client.get("/facets/tags?page=99").text), ".paging [aria-current=page]") == ["Page 3"]


def test_nothing_found_without_words_names_the_filters(get: Get) -> None:
    page = get("/search?region=Mars&source=AFP")
    assert text(page, "h1") == "Aucun article avec ces filtres"
    assert "«" not in text(page, "h1")
    ways = texts(page, ".ways a")
    assert "sans le filtre « Région »" in ways
    assert count(get(follow(page, ".ways a", "Région"))) == sum(one.source == "AFP" for one in ARTICLES)


def test_a_confined_reader_sees_no_value_of_what_is_hidden(site: Site) -> None:
    get = site(base_filter=Filters(fields={"region": "Ain"}))
    mine = [one for one in ARTICLES if one.extra["region"] == "Ain"]
    page = get("/search?sort=prix")
    assert count(page) == len(mine)
    prices = [float(str(one.extra["prix"])) for one in mine if "prix" in one.extra]
    assert page.xpath("//input[@name='prix.min']/@placeholder") == [f"{min(prices):g}".replace(".", ",")]
    for url in ("/", "/search?sort=date", "/facets/region", "/facets/tags?prefix=étiquette", "/search?region=Nièvre"):
        body = get(url).text_content()
        assert "Lozère" not in body, url
        assert "étiquette 5" not in body.split(), url
    assert texts(get("/facets/region"), ".values .value") == ["Ain"]
    hidden = next(one.id for one in ARTICLES if one.extra["region"] != "Ain")
    get(f"/articles/{hidden}", status=404)


def test_english_pages_use_the_english_label(site: Site) -> None:
    page = site("en")("/search?region=Ain&prix=..30&not.payant=oui")
    assert texts(page, ".chips a")[:3] == [
        "Remove the filter Region: Ain",
        "Remove the filter Prix: 30 or less",
        "Remove the filter Payant: except yes",
    ]


@pytest.mark.parametrize(
    ("name", "wanted", "shown", "ends"),
    [
        ("prix", "10..20", "10 à 20", ("10", "20")),
        ("prix", "1234,5..", f"1{NNBSP}234,5 ou plus", ("1234.5", "")),
        ("prix", "..20", "20 ou moins", ("", "20")),
        ("prix", "10", "10", ("10", "10")),
        ("prix", "48.85661234", "48,85661234", None),
        ("prix", "1e308..", "1e+308 ou plus", None),
        ("prix", "..-1.5e-9", "-1,5e-09 ou moins", None),
        ("ouverture", "2023-03", "du 1er mars 2023 au 31 mars 2023", ("2023-03-01", "2023-03-31")),
        ("ouverture", "2023-03-04", "4 mars 2023", ("2023-03-04", "2023-03-04")),
        ("ouverture", "2023-03-04..", "depuis le 4 mars 2023", ("2023-03-04", "")),
        ("ouverture", "..2023", "jusqu’au 31 décembre 2023", ("", "2023-12-31")),
        ("payant", "oui", "oui", None),
        ("payant", "false", "non", None),
        ("region", "10..20", "10..20", None),
    ],
)
def test_values_of_filters_are_written_as_french_does(
    name: str, wanted: str, shown: str, ends: tuple[str, str] | None
) -> None:
    field = next(one for one in FIELDS if one.name == name)
    assert value_of(field, wanted, load_catalogue("fr")) == shown
    if ends:
        assert ends_of(field, wanted) == ends


def test_facts_of_several_values_misfits_and_times() -> None:
    fr, en = load_catalogue("fr"), load_catalogue("en")
    article = Article(
        id="1", text="x", extra={"prix": [2, 3.25], "ouverture": "2023-03-01T14:30", "payant": "peut-être"}
    )
    assert shown_facts(article, FIELDS, fr) == [f"Prix{NNBSP}: 2, 3,25"]
    assert [one.value for one in all_facts(article, FIELDS, fr)] == ["2, 3,25", "1er mars 2023, 14\u00a0h\u00a030"]
    assert [one.value for one in all_facts(article, FIELDS, en)] == ["2, 3.25", "1 March 2023, 14:30"]


@pytest.fixture(scope="module")
def towns(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index with fields of awkward names, and one of more values than a search counts."""
    path = tmp_path_factory.mktemp("towns") / "index"
    fields = [Field(name) for name in ("commune", "endpoint", "self", "values", "région")]
    articles = [
        Article(
            id=str(n),
            title=f"Pain {n}",
            text="Du pain.",
            extra={"commune": f"Île-{n % 30}", "endpoint": "a&b", "self": "é/è", "values": "=1"}
            | {"région": "Nièvre" if n % 2 else "Ain"},
        )
        for n in range(60)
    ]
    build_index(path, articles, fields=fields)
    return path


@pytest.fixture
def town(towns: Path, read: Read) -> Get:
    from trouvere.web import create_app

    client = create_app(towns, settings=Settings()).test_client()

    def get(url: str, status: int = 200) -> Page:
        answer = client.get(url)
        assert answer.status_code == status, (url, answer.text)
        return read(answer.text) if "html" in answer.content_type else answer

    return get


@pytest.mark.parametrize(
    ("name", "value"), [("endpoint", "a&b"), ("self", "é/è"), ("values", "=1"), ("région", "nievre")]
)
@pytest.mark.parametrize(
    "address",
    [
        *("/search", "/search.json", "/search.rss", "/search.csv", "/api/v1/search", "/articles/1", "/articles/?id=1"),
        *("/similar?id=1", "/explain?id=1", "/facets/commune", "/api/v1/facets/commune"),
    ],
)
def test_a_field_may_have_any_name_that_is_allowed(town: Get, address: str, name: str, value: str) -> None:
    pairs = urlencode({"q": "pain", "sort": "date", name: value, "per_page": 2})
    found = town(f"{address}{'&' if '?' in address else '?'}{pairs}")
    if links := getattr(found, "headers", {}).get("Link"):
        following = next(one for one in links.split(", ") if 'rel="next"' in one).partition(">")[0][1:]
        assert following.isascii()
        assert asked(following) == {"q": ["pain"], "sort": ["date"], name: [value], "per_page": ["2"], "page": ["2"]}


@pytest.mark.parametrize(
    ("query", "shown", "left"),
    [
        ("région=nievre", ("Nièvre", "30", False), {}),
        ("région=NIEVRE&région=Nièvre", ("Nièvre", "30", False), {}),
        ("not.région=nievre&q=pain", ("Nièvre", "30", True), {"q": ["pain"]}),
        # Rarer than the twenty values that are counted: known all the same.
        ("commune=Île-29", ("Île-29", "2", False), {}),
        ("commune=ile-29&q=pain", ("Île-29", "2", False), {"q": ["pain"]}),
        ("not.commune=île-29", ("Île-29", "2", True), {}),
        ("région=nievre&facet_limit=0", ("Nièvre", "30", False), {"facet_limit": ["0"]}),
        ("commune=Île-3&commune=nulle-part", ("Île-3", "2", False), {"commune": ["nulle-part"]}),
    ],
)
def test_what_is_chosen_is_the_value_that_articles_have(
    town: Get, query: str, shown: tuple[str, str, bool], left: dict[str, list[str]]
) -> None:
    page = town(f"/search?sort=date&{query}")
    held, *others = page.cssselect(".choice[aria-current]")
    value = held.cssselect(".value")[0].text
    assert (value, held.cssselect(".n")[0].text, "excluded" in held.get("class")) == shown
    assert asked(held.get("href")) == {"sort": ["date"], **left}
    assert [(one.cssselect(".value")[0].text, one.cssselect(".n")[0].text) for one in others] == [
        (one, "0") for one in left.get("commune", ())
    ]
    assert texts(page, ".choice .value").count(value) == 1


def test_values_that_mean_the_same_are_one_filter(get: Get) -> None:
    page = get("/search?q=étal&payant=oui&payant=true&prix=6&prix=6,0&region=ain&region=AIN")
    assert texts(page, ".chips a") == [
        "Retirer le filtre Région : ain",
        "Retirer le filtre Prix : 6",
        "Retirer le filtre Payant : oui",
        "Tout retirer",
    ]


def test_a_number_below_zero_is_a_number_in_a_table(tmp_path: Path) -> None:
    from trouvere.web import create_app

    extra = {"solde": -12.5, "avis": "-12", "notes": [-1, 2]}
    fields = [Field("solde", "number"), Field("avis"), Field("notes", "number")]
    build_index(tmp_path / "index", [Article(id="1", text="mot", extra=extra)], fields=fields)
    client = create_app(tmp_path / "index", settings=Settings()).test_client()
    row = client.get("/search.csv?q=mot").text.splitlines()[1]
    assert row.endswith(",-12.5,'-12,'-1 ; 2")
