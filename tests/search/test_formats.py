"""The same articles as text, JSON Lines, CSV and HTML, from Python and gzipped: the same ids, texts and hits."""

import csv
import gzip
import html
import json
from pathlib import Path

import pytest

from trouvere.index import Article, build_index, describe_index
from trouvere.search import open_searcher

TITLES = ["Le pont de l’Étoile rouvre", "Grève à la SNCF : un train sur deux", "Cœur de ville, œuvre d’État"]
TEXTS = [
    "Après deux ans de travaux, le pont de l’Étoile a rouvert lundi matin. Les habitants « n’y croyaient plus ».\n"
    "Les camions de plus de 19 tonnes restent interdits jusqu’à l’été prochain, a précisé la préfecture.",
    "La direction de la SNCF prévoit un train sur deux mercredi. Les syndicats réclament des négociations salariales.\n"
    "Aucun bus de remplacement n’est prévu entre Nevers et Cosne, ont indiqué les organisateurs du mouvement.",
    "L’œuvre commandée par l’État sera posée au cœur de la ville. Son auteure, étrangère à la région, l’a voulue simple.\n"
    "Le maire attend mille visiteurs par semaine ; les commerçants, eux, espèrent un Noël moins triste qu’hier.",
]


def as_text(folder: Path) -> Path:
    for number, (title, text) in enumerate(zip(TITLES, TEXTS, strict=True)):
        (folder / f"{number}.txt").write_text(f"{title}\n\n{text}\n", encoding="utf-8")
    return folder


def as_jsonl(folder: Path) -> Path:
    with (folder / "a.jsonl").open("w", encoding="utf-8") as file:
        for title, text in zip(TITLES, TEXTS, strict=True):
            print(json.dumps({"title": title, "body": text}), file=file)
    return folder


def as_gzip(folder: Path) -> Path:
    as_jsonl(folder)
    (folder / "a.jsonl.gz").write_bytes(gzip.compress((folder / "a.jsonl").read_bytes(), mtime=0))
    (folder / "a.jsonl").unlink()
    return folder


def as_csv(folder: Path) -> Path:
    with (folder / "a.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows([("title", "text"), *zip(TITLES, TEXTS, strict=True)])
    return folder


def as_html(folder: Path) -> Path:
    for number, (title, text) in enumerate(zip(TITLES, TEXTS, strict=True)):
        paragraphs = "".join(f"<p>{html.escape(line)}</p>" for line in text.splitlines())
        (folder / f"{number}.html").write_text(
            f'<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>{html.escape(title)}</title>'
            f'<meta property="og:title" content="{html.escape(title)}"></head><body><nav><a href="/">Accueil</a></nav>'
            f"<article><h1>{html.escape(title)}</h1>{paragraphs}</article><footer>Mentions</footer></body></html>",
            encoding="utf-8",
        )
    return folder


def as_values(folder: Path) -> list[Article]:
    return [Article(title=title, text=text) for title, text in zip(TITLES, TEXTS, strict=True)]


def answers(index: Path) -> list[object]:
    with open_searcher(index) as searcher:
        found = [
            searcher.search(query) for query in ("état", "grève SNCF", "« sur deux »", "travaux", "cœur", "train*")
        ]
    return [
        [(hit.article.id, hit.article.text, hit.title, hit.snippets, round(hit.score, 4)) for hit in results.hits]
        for results in found
    ]


@pytest.mark.parametrize("make", [as_jsonl, as_gzip, as_csv, as_html, as_values])
def test_every_format_gives_the_hits_that_plain_text_gives(tmp_path: Path, make) -> None:
    for name in ("text", "other"):
        (tmp_path / name).mkdir()
    build_index(tmp_path / "a", as_text(tmp_path / "text"))
    build_index(tmp_path / "b", make(tmp_path / "other"))
    # A page says its language too, which the others leave open.
    assert (describe_index(tmp_path / "a").digest == describe_index(tmp_path / "b").digest) is (make is not as_html)
    assert answers(tmp_path / "a") == answers(tmp_path / "b")
    assert all(answers(tmp_path / "a"))


def test_building_twice_gives_the_same_info(tmp_path: Path) -> None:
    (tmp_path / "text").mkdir()
    as_text(tmp_path / "text")
    build_index(tmp_path / "a", tmp_path / "text")
    first = describe_index(tmp_path / "a")
    build_index(tmp_path / "a", tmp_path / "text")
    assert describe_index(tmp_path / "a") == first
    build_index(tmp_path / "b", tmp_path / "text")
    elsewhere, here = describe_index(tmp_path / "b").as_dict(), first.as_dict()
    # Of what is drawn, or of the moment and the place, nothing follows from the articles.
    for name in ("path", "published", "generation", "generations"):
        assert elsewhere.pop(name) != here.pop(name) or name == "published"
    assert elsewhere == here
