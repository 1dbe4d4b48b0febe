"""Links to the oddest ids lead to their articles as Chromium reads them, on the page and in the widget."""

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from torture.browsing import ODD, asked
from torture.serving import served

from trouvere.index import Article, build_index
from trouvere.index.settings import Settings
from trouvere.web import create_app

pytestmark = pytest.mark.browser


def test_chromium_follows_every_link_to_its_article(chromium: Any, tmp_path: Path) -> None:
    ids = [one for one in dict.fromkeys(one.strip() for one in ODD) if one]
    path = tmp_path / "i"
    articles = [Article(id=one, title=f"Titre numéro {n}.", text="Un article.") for n, one in enumerate(ids)]
    built = build_index(path, articles)
    assert not built.skipped
    other = Flask("other")
    with served(other) as elsewhere:
        app = create_app(path, settings=Settings(cors_origins=elsewhere))
        client = app.test_client()
        with served(app) as site:

            @other.get("/")
            def home() -> str:
                return (
                    f'<!doctype html><html lang="fr"><script src="{site}/static/trouvere/trouvere-search.js"></script>'
                    f'<trouvere-search src="{site}" per-page="100"></trouvere-search>'
                )

            page = chromium.new_page()
            try:
                page.goto(f"{site}/search?q=article&per_page=100")
                links = page.evaluate(
                    "[...document.querySelectorAll('ol a')].map(a => [a.getAttribute('href'), a.href])"
                )
                assert len(links) > len(ids)
                for written, href in links:
                    assert site + asked(written) == href
                found = page.evaluate("[...document.querySelectorAll('h2 a')].map(a => [a.href, a.textContent])")
                page.goto(elsewhere)
                page.locator("trouvere-search .input").fill("article")
                page.locator("trouvere-search .button").click()
                page.locator("trouvere-search .result").first.wait_for()
                result = "document.querySelector('trouvere-search').shadowRoot.querySelectorAll('.title a')"
                shown = page.evaluate(f"[...{result}].map(a => [a.href, a.textContent])")
            finally:
                page.close()
    for pairs in (found, shown):
        assert {title for _, title in pairs} == {one.title for one in articles}
        for href, title in pairs:
            assert href.startswith(site + "/")
            answer = client.get(href.removeprefix(site))
            assert (answer.status_code, title in answer.text) == (200, True), href
