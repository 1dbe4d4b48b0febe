"""Goes the whole way with the installed package, as somebody without the checkout: articles, index, answers, page.

usage: python -I .ci/installed.py SEEDS   (-I: neither this folder nor PYTHONPATH is where imports look)
"""

import importlib.util
import json
import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from typing import Any

QUERY = "visite de Loukachenko à Pékin"
TROUVERE = str(Path(sys.executable).with_name("trouvere"))


def trouvere(*arguments: str) -> str:
    """Run the command and return what it prints on standard output."""
    done = subprocess.run([TROUVERE, *arguments], capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, f"trouvere {' '.join(arguments)}: exit {done.returncode}\n{done.stderr}"
    return done.stdout


def main(seeds: str) -> None:
    """Fail at the first thing that is not as promised."""
    check_packages()
    check_demo(seeds)
    trouvere("index", "build", "seeds.idx", seeds)
    check_index(seeds)
    check_answers()
    check_page()


def check_packages() -> None:
    """Our folders must not be found under their bare names, nor come from anywhere but this environment."""
    for name in ("index", "search", "web"):
        assert importlib.util.find_spec(name) is None, f"import {name} finds something"
        package = importlib.util.find_spec(f"trouvere.{name}")
        assert package and package.origin and Path(package.origin).is_relative_to(sys.prefix), package
        assert files(f"trouvere.{name}").joinpath("py.typed").is_file()
    print("packages: trouvere.index, trouvere.search, trouvere.web, typed, and no other name")


def check_demo(seeds: str) -> None:
    """The README's first command, on given articles and on the sample."""
    shown = trouvere("demo", "--no-serve", seeds)
    for part in (f"Recherche : {QUERY}\n2 articles", "CNN", "AP", "‹Loukachenko›", "‹Pékin›", "‹visite›"):
        assert part in shown, f"{part!r} is not in\n{shown}"
    assert "‹Loukachenko›" in trouvere("demo", "--no-serve")
    print("demo: both seeds found and highlighted; the sample answers")


def check_index(seeds: str) -> None:
    """The same articles twice give the same index, and every byte of it is checked."""
    before = json.loads(trouvere("index", "info", "seeds.idx", "--json"))
    assert before["articles"] == 2, before
    assert Path(before["path"]).is_dir(), before
    assert trouvere("index", "build", "seeds.idx", seeds, "--json")
    assert json.loads(trouvere("index", "info", "seeds.idx", "--json")) == before
    assert json.loads(trouvere("index", "check", "seeds.idx", "--json"))["ok"]
    print("index: 2 articles, the same after a second build, intact")


def check_answers() -> None:
    """Both articles, cleaned, with snippets that are the text itself."""
    from trouvere.search import open_searcher

    found: dict[str, Any] = json.loads(trouvere("search", "seeds.idx", QUERY, "--json"))
    assert (found["total"], {hit["source"] for hit in found["hits"]}) == (2, {"CNN", "AP"}), found
    with open_searcher("seeds.idx") as searcher:
        for hit in found["hits"]:
            article = searcher.article(hit["id"])
            assert article.title
            assert not any(leftover in article.title + article.text for leftover in ("[ad_", "Source link"))
            assert hit["snippets"]
            for snippet in hit["snippets"]:
                joined = "".join(fragment["text"] for fragment in snippet["fragments"])
                assert joined == article.text[snippet["start"] : snippet["end"]]
            assert any(fragment["matched"] for snippet in hit["snippets"] for fragment in snippet["fragments"])
        for query, least in (("ukraine", 1), ("etat", 1)):
            assert searcher.search(query).total >= least, query
    print("search: both seeds, cleaned; fragments joined are the text")


def check_page() -> None:
    """Templates, wording and static files are there too."""
    from trouvere.web import create_app

    client = create_app("seeds.idx").test_client()
    page = client.get("/search", query_string={"q": QUERY})
    assert (page.status_code, "<mark>Loukachenko</mark>" in page.text) == (200, True)
    assert client.get("/static/trouvere/trouvere.css").status_code == 200
    assert client.get("/api/v1/search", query_string={"q": QUERY}).json["total"] == 2  # type: ignore[index]
    print("page: results, stylesheet, API")


main(*sys.argv[1:])
