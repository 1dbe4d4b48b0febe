"""A host's theme and stylesheet: loaded in order, cached, and nothing in them but colours, fonts and measures."""

import re
from pathlib import Path

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.middleware.proxy_fix import ProxyFix

from trouvere.index import Article, build_index
from trouvere.index.errors import SettingsError
from trouvere.index.settings import Settings
from trouvere.web import create_app, create_blueprint
from trouvere.web.pages.theme import Theme, look, variables


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("look") / "i"
    build_index(path, [Article(id="1", title="Grève", text="Une grève.")])
    return path


THEME = {"accent": "#0b5394", "serif": "Georgia, serif"}


def client_of(index: Path, **options: object) -> FlaskClient:
    app = Flask("host")
    app.register_blueprint(create_blueprint(index, settings=Settings(), **options), url_prefix="/r")  # type: ignore[arg-type]
    return app.test_client()


def test_the_theme_is_a_file_that_browsers_keep(index: Path) -> None:
    client = client_of(index, theme=THEME, authorize=lambda: False)
    sheet = client.get("/r/static/trouvere/theme.css")
    assert sheet.content_type == "text/css; charset=utf-8"
    assert sheet.headers["Cache-Control"] == "no-cache"
    (current,) = re.findall(r"theme\.css\?v=([^\"&]+)", client_of(index, theme=THEME).get("/r/").text)
    assert "immutable" in client.get(f"/r/static/trouvere/theme.css?v={current}").headers["Cache-Control"]
    assert client.get("/r/static/trouvere/theme.css?v=1").headers["Cache-Control"] == "no-cache"
    tag = {"If-None-Match": sheet.headers["ETag"]}
    assert client.get("/r/static/trouvere/theme.css", headers=tag).status_code == 304
    assert client_of(index).get("/r/static/trouvere/theme.css").status_code == 404


def test_colours_are_those_of_a_light_screen_fonts_those_of_every_screen() -> None:
    css = look({"accent": "#0b5394", "serif": "Georgia, serif"}, {"accent": "#8ab8ff"}).css
    light, dark = css.split("(prefers-color-scheme: dark)")
    everywhere, light = light.split("(prefers-color-scheme: light)")
    assert "--t-serif: Georgia, serif;" in everywhere
    assert "accent" not in everywhere
    # A site's accent is that of its buttons, too, unless it says otherwise.
    assert "--t-accent: #0b5394;" in light
    assert "--t-button: #0b5394;" in light
    assert "--t-accent: #8ab8ff;" in dark
    assert "button" not in dark
    assert "--t-button: #123456;" in look({"accent": "#0b5394", "button": "#123456"}).css


def test_variables_are_those_of_the_stylesheet() -> None:
    assert variables() >= {"accent", "paper", "ink", "button", "mark", "serif", "column"}


@pytest.mark.parametrize(
    "value",
    ["#0b5394", "rebeccapurple", "rgb(11 83 148 / 80%)", "oklch(45% 0.12 250)", "color-mix(in oklab, #fff 20%, black)",
     '"Iowan Old Style", Georgia, serif', "'Noto Sans'", "38rem", "calc(1rem + 2vw)", "var(--site-accent)", "light-dark(#111, #eee)"],
)  # fmt: skip
def test_a_value_of_css_is_taken(value: str) -> None:
    assert f"--t-accent: {value};" in look({"accent": value}).css


@pytest.mark.parametrize(
    "value",
    ["", " ", "red; } body { display: none", "url(https://mal.fr/x)", "URL(x)", "u\\72l(x)", "image-set('x' 1x)", "red}", "{",
     "red /* ", "*/", '"open', "'open", "rgb(1,2,3", ")(", "red !important", "@import 'x'", "a:b", "<style>", "red\n", "x" * 301,
     "element(#x)", "attr(href)", "src('x')", "expression(alert(1))", 3, None],
)  # fmt: skip
def test_what_is_more_than_a_value_is_refused(value: str) -> None:
    with pytest.raises(SettingsError, match="valeur simple"):
        look({"accent": value})


@given(st.text(alphabet="red#;{}()\"'\\/*:@!<url \n,.-%1", max_size=12))
def test_whatever_is_taken_stays_within_its_declaration(value: str) -> None:
    try:
        css = look({"accent": value}).css
    except SettingsError:
        return
    shell = look({"accent": "X"}).css
    assert css == shell.replace("X", value.strip())
    assert not set(value) & set(";{}\\:@!<\n")
    assert "url(" not in value.lower()


@pytest.mark.parametrize("theme", [{"acent": "red"}, {"--t-accent": "red"}, {"accent: red; --x": "red"}])
def test_an_unknown_variable_is_said_with_those_there_are(theme: Theme) -> None:
    with pytest.raises(SettingsError, match="variable inconnue") as caught:
        look(theme)
    assert "accent" in (caught.value.hint or "")


@pytest.mark.parametrize(
    "address", ["https://mal.fr/x.css", "//mal.fr/x.css", "/\\mal.fr", "x.css", "javascript:x", "/a b"]
)
def test_a_stylesheet_of_another_site_is_refused(index: Path, address: str) -> None:
    with pytest.raises(SettingsError, match="adresse de ce site"):
        create_blueprint(index, stylesheet=address)
    with pytest.raises(SettingsError, match="adresse de ce site"):
        create_app(index, settings=Settings(stylesheet=address))


def test_the_hosts_stylesheet_is_loaded_last_also_where_the_host_has_a_prefix(index: Path) -> None:
    app = Flask("host", static_folder=None)
    app.add_url_rule("/static/<path:filename>", "static", lambda filename: "")
    app.wsgi_app = ProxyFix(app.wsgi_app, x_prefix=1)  # type: ignore[method-assign]
    blueprint = create_blueprint(
        index, settings=Settings(), theme={"accent": "red"}, stylesheet=lambda: url_for("static", filename="site.css")
    )
    app.register_blueprint(blueprint, url_prefix="/r")
    page = app.test_client().get("/r/search?q=grève", headers={"X-Forwarded-Prefix": "/journal"}).text
    sheets = [part.partition('"')[0].partition("?")[0] for part in page.split('rel="stylesheet" href="')[1:]]
    assert sheets == [
        "/journal/r/static/trouvere/trouvere.css",
        "/journal/r/static/trouvere/theme.css",
        "/journal/static/site.css",
    ]
    assert 'action="/journal/r/search"' in page


def test_trouvere_serve_has_a_stylesheet_by_a_setting(index: Path) -> None:
    client = create_app(index, settings=Settings(stylesheet="/site.css")).test_client()
    for address in ("/search?q=grève", "/nowhere"):
        assert 'rel="stylesheet" href="/site.css"' in client.get(address).text


def test_proxies_are_believed_as_far_as_there_are_some(index: Path) -> None:
    told = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "exemple.fr", "X-Forwarded-Prefix": "/archives"}

    def asked(proxies: int) -> tuple[str, str]:
        app = create_app(index, settings=Settings(proxies=proxies))
        app.add_url_rule("/where", "where", lambda: url_for("trouvere.start", _external=True))
        client = app.test_client()
        return client.get("/where", headers=told).text, client.get("/", headers=told).text

    where, page = asked(0)
    assert where == "http://localhost/"
    assert "/archives" not in page
    where, page = asked(1)
    assert where == "https://exemple.fr/archives/"
    assert 'action="/archives/search"' in page


def test_a_hosts_own_hooks_come_first(index: Path) -> None:
    app = Flask("host")
    app.register_blueprint(create_blueprint(index, settings=Settings()), url_prefix="/r")
    app.before_request(lambda: ("closed for repairs", 503))
    answer = app.test_client().get("/r/search?q=grève")
    assert (answer.status_code, answer.text) == (503, "closed for repairs")
