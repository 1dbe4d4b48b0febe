"""Exports of WordPress: who wrote what, what the site shows, and the text without what only the editor needs."""

import time
from pathlib import Path

import pytest
from fixtures import Articles

from trouvere.index.report import Skipped
from trouvere.index.settings import Settings
from trouvere.index.sources.feeds.shortcodes import without_shortcodes
from trouvere.index.sources.feeds.wordpress import paragraphs

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>Le Rivage</title><link>https://rivage.example</link>
<language>fr-FR</language><wp:wxr_version>1.2</wp:wxr_version>
<wp:author><wp:author_login><![CDATA[zlegoff]]></wp:author_login><wp:author_email>z@rivage.example</wp:author_email>
<wp:author_display_name><![CDATA[Zoé Le Goff]]></wp:author_display_name></wp:author>
<wp:author><wp:author_login>pmorin</wp:author_login><wp:author_display_name></wp:author_display_name>
<wp:author_first_name>Paul</wp:author_first_name><wp:author_last_name>Morin</wp:author_last_name></wp:author>
<wp:category><wp:category_nicename>faits</wp:category_nicename><wp:cat_name>Faits &amp;amp; gestes</wp:cat_name></wp:category>
"""


def item(content: str = "Texte.", *, excerpt: str = "", author: str = "zlegoff", more: str = "", **told: str) -> str:
    fields = {"post_date": "2021-05-05 00:30:00", "status": "publish", "post_type": "post", **told}
    elements = "".join(f"<wp:{name}><![CDATA[{value}]]></wp:{name}>" for name, value in fields.items())
    return (
        f"<item><title>Le pont</title><link>https://rivage.example/pont/</link><dc:creator>{author}</dc:creator>"
        f"<pubDate>Tue, 04 May 2021 22:30:00 +0000</pubDate><guid isPermaLink='false'>https://rivage.example/?p=4</guid>"
        f"<content:encoded><![CDATA[{content}]]></content:encoded>"
        f"<excerpt:encoded><![CDATA[{excerpt}]]></excerpt:encoded>{elements}{more}</item>"
    )


def export(folder: Path, *items: str) -> Path:
    path = folder / "export.xml"
    path.write_text(f"{HEAD}{''.join(items)}</channel></rss>", encoding="utf-8")
    return path


def test_an_article(tmp_path: Path, articles: Articles, skipped: list[Skipped]) -> None:
    categories = """<category domain="post_tag" nicename="pont">pont</category>
<category domain="category" nicename="travaux"><![CDATA[Travaux]]></category>
<category domain="category" nicename="faits"></category>
<category domain="post_format" nicename="post-format-video">Vidéo</category>
<category domain="language" nicename="fr">Français</category>
<wp:comment><wp:comment_author>Visiteur</wp:comment_author><wp:comment_content>Bravo !</wp:comment_content></wp:comment>
<wp:postmeta><wp:meta_key>_champ</wp:meta_key><wp:meta_value>secret</wp:meta_value></wp:postmeta>"""
    content = """<!-- wp:paragraph {"fontSize":"large"} -->
<p>Le pont rouvre.</p>
<!-- /wp:paragraph -->
<!-- wp:image {"id":3} --><figure><a href="x"><img src="x" alt="Le pont"/></a><figcaption>Vu du quai</figcaption></figure>
<!-- /wp:image --><figure><img alt="Sans légende"/></figure>
<!-- wp:embed --><figure><div class="wp-block-embed__wrapper">
https://youtu.be/x
</div></figure><!-- /wp:embed -->
<!-- wp:shortcode -->[horaires]<!-- /wp:shortcode -->"""
    (found,) = articles(export(tmp_path, item(content, excerpt="Résumé du pont", more=categories)))
    assert (found.id, found.url) == ("https://rivage.example/?p=4", "https://rivage.example/pont/")
    assert found.text == "Résumé du pont\n\nLe pont rouvre.\n\nVu du quai\n\nSans légende"
    assert (found.authors, found.date) == (("Zoé Le Goff",), "2021-05-05 00:30:00")
    assert (found.category, found.tags) == ("Travaux", ("pont", "Faits & gestes"))
    assert (found.source, found.language, found.extra) == ("Le Rivage", "fr-FR", {})
    assert skipped == []


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ({"status": "draft"}, "brouillon"),
        ({"status": "pending"}, "brouillon"),
        ({"status": "auto-draft"}, "brouillon"),
        ({"status": "future"}, "à venir"),
        ({"post_date": "2999-05-05 00:30:00"}, "à venir"),
        ({"status": "private"}, "non publié"),
        ({"status": "trash"}, "non publié"),
        ({"status": "archive"}, "non publié (archive)"),
        ({"post_password": "x"}, "protégée par un mot de passe"),
        *(
            ({"post_type": kind}, f"pas un article ({kind})")
            for kind in (
                "attachment",
                "nav_menu_item",
                "product",
                "elementor_library",
                "acf-field",
                "wpcf7_contact_form",
            )
        ),
    ],
)
def test_what_the_site_does_not_show(
    tmp_path: Path, articles: Articles, skipped: list[Skipped], told: dict[str, str], reason: str
) -> None:
    assert len(articles(export(tmp_path, item(**told), item(post_type="page")))) == 1
    assert [(skip.where.partition("(")[2], skip.reason, skip.unread) for skip in skipped] == [
        ("entrée 1)", reason, False)
    ]


def test_types_that_are_asked_for(tmp_path: Path, articles: Articles) -> None:
    path = export(tmp_path, item(post_type="recette"), item(post_type="attachment", status="inherit"), item())
    assert len(articles(path)) == 1
    assert len(articles(path, settings=Settings(post_types=("recette",)))) == 2
    assert len(articles(path, settings=Settings(post_types=("recette", "attachment")))) == 3


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        ({}, "2021-05-05 00:30:00"),
        ({"post_date": "0000-00-00 00:00:00", "post_date_gmt": "2021-05-04 22:30:00"}, "2021-05-04 22:30:00"),
        (
            {"post_date": "0000-00-00 00:00:00", "post_date_gmt": "0000-00-00 00:00:00"},
            "Tue, 04 May 2021 22:30:00 +0000",
        ),
    ],
)
def test_the_date_is_that_of_the_site(tmp_path: Path, articles: Articles, dates: dict[str, str], expected: str) -> None:
    assert articles(export(tmp_path, item(**dates)))[0].date == expected
    null = item(**dates).replace("Tue, 04 May 2021 22:30:00 +0000", "Mon, 30 Nov -0001 00:00:00 +0000")
    assert articles(export(tmp_path, null))[0].date == ("" if expected.startswith("Tue") else expected)


@pytest.mark.parametrize(
    ("author", "more", "expected"),
    [
        ("pmorin", "", ("Paul Morin",)),
        ("inconnu", "", ("inconnu",)),
        ("zlegoff", "<category domain='author' nicename='cap-p'>pmorin</category>"
         "<category domain='author' nicename='cap-z'>zlegoff</category>", ("Paul Morin", "Zoé Le Goff")),
    ],
)  # fmt: skip
def test_authors_have_their_names(
    tmp_path: Path, articles: Articles, author: str, more: str, expected: tuple[str, ...]
) -> None:
    assert articles(export(tmp_path, item(author=author, more=more)))[0].authors == expected


@pytest.mark.parametrize(
    ("excerpt", "content", "expected"),
    [
        ("", "Un.\n\nDeux.", "Un.\n\nDeux."),
        ("Résumé.", "Un.\n\nDeux.", "Résumé.\n\nUn.\n\nDeux."),
        ("L’été vient", "<p>L'été  vient, dit-on.</p>", "L'été vient, dit-on."),
        ("L'été vient […]", "<p>L'été vient, dit-on.</p>", "L'été vient, dit-on."),
        ("L'été", "<img alt='Une plage'>\n\nL'été vient.", "Une plage\n\nL'été vient."),
        ("<p>Résumé [gallery]</p>", "", "Résumé"),
        ("", "Un\n\nhttps://youtu.be/x\n\nVoir https://rivage.example ici", "Un\n\nVoir https://rivage.example ici"),
    ],
)
def test_the_excerpt_is_the_first_paragraph(
    tmp_path: Path, articles: Articles, excerpt: str, content: str, expected: str
) -> None:
    assert articles(export(tmp_path, item(content, excerpt=excerpt)))[0].text == expected


@pytest.mark.parametrize("at", ["<wp:status>", "<wp:post_type>", "</wp:post_type>", "Texte."])
def test_what_is_cut_off_before_its_state_is_not_taken_for_public(
    tmp_path: Path, articles: Articles, skipped: list[Skipped], at: str
) -> None:
    path = export(tmp_path, item(), item())
    content = path.read_text(encoding="utf-8")
    path.write_text(content[: content.rindex(at)], encoding="utf-8")
    assert len(articles(path)) == 1
    assert "article coupé, export tronqué : on ne sait pas si le site le montre" in [skip.reason for skip in skipped]


def test_without_a_state_it_is_not_taken_for_public(tmp_path: Path, articles: Articles, skipped: list[Skipped]) -> None:
    stateless = item().replace("<wp:status><![CDATA[publish]]></wp:status>", "")
    assert len(articles(export(tmp_path, stateless, item(status="Publish")))) == 1
    assert [skip.reason for skip in skipped] == ["état de publication inconnu"]


def test_mail_addresses_are_no_names(tmp_path: Path, articles: Articles) -> None:
    told = (
        "<wp:author><wp:author_login>{0}</wp:author_login><wp:author_display_name>{0}</wp:author_display_name>"
        "<wp:author_first_name>{1}</wp:author_first_name><wp:author_last_name></wp:author_last_name></wp:author>"
    )
    found = articles(
        export(
            tmp_path,
            told.format("luc@rivage.example", "Luc"),
            told.format("a@rivage.example", ""),
            *(item(author=author) for author in ("luc@rivage.example", "a@rivage.example", "b@rivage.example")),
        )
    )
    assert [one.authors for one in found] == [("Luc",), (), ()]


@pytest.mark.parametrize("name", ["Non classé", "Uncategorized", "Non catégorisé"])
def test_no_category_is_none(tmp_path: Path, articles: Articles, name: str) -> None:
    none = f"<category domain='category' nicename='x'><![CDATA[{name}]]></category>"
    other = "<category domain='category' nicename='sport'><![CDATA[Sport]]></category>"
    found = articles(export(tmp_path, item(more=none + other), item(more=none)))
    assert [(one.category, one.tags) for one in found] == [("Sport", ()), ("", ())]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("<pre class='x'><code>x = [a_b] + [c_d id=\"1\"]</code></pre>[e_f id='2']", 'x = [a_b] + [c_d id="1"]'),
        ("<code>[a_b]</code> et <code>[c_d", "[a_b] et [c_d"),
        (
            "Une suite.\n\n[caption id='a']<a href='x'><img alt=''/></a> La grève[/caption]",
            "Une suite.\n\nLa grève",
        ),
        ("[et_pb_testimonial author='Anne' job_title='Maire']Bravo.[/et_pb_testimonial]", "Anne\n\nMaire\n\nBravo."),
        ("[et_pb_number_counter title='Habitants' number='12'][/et_pb_number_counter]", "Habitants"),
        ("[tabs][tab title='Onglet']Texte[/tab][/tabs]", "Onglet\n\nTexte"),
        ("[pullquote]Exergue[/pullquote]\nSuite", "Exergue\n\nSuite"),
        (
            "<div class='wp-block-file'><a href='x'>Le rapport</a><a href='x' class='wp-block-file__button'>Télécharger</a></div>",
            "Le rapport",
        ),
        ("  Une  ligne ", "Une ligne"),
    ],
)
def test_markup_of_builders(tmp_path: Path, articles: Articles, content: str, expected: str) -> None:
    assert articles(export(tmp_path, item(content)))[0].text == expected


@pytest.mark.parametrize("again", ["<code>", "<code>[a_b", "<code></code>[a_b]", "[tab title='", "<pre>[/"])
def test_hostile_markup_takes_linear_time(again: str) -> None:
    started = time.process_time()
    without_shortcodes(again * 50_000)
    assert time.process_time() - started < 3


def setting(name: str, value: str, *, acf: bool = True) -> str:
    told = "<wp:postmeta><wp:meta_key>{}</wp:meta_key><wp:meta_value><![CDATA[{}]]></wp:meta_value></wp:postmeta>"
    return told.format(name, value) + (told.format(f"_{name}", "field_5f3a2b1c") if acf else "")


@pytest.mark.parametrize(
    ("content", "more", "expected"),
    [
        ("", setting("texte", "<p>Un texte.</p>") + setting("suite", "Une suite."), "Un texte.\n\nUne suite."),
        ("", setting("_yoast_wpseo_metadesc", "Une description.", acf=False) + setting("x", "Vu deux fois", acf=False), ""),
        ("", "".join(setting(f"x{n}", no) for n, no in enumerate(("12", "a:1:{i:0;}", "https://x.example/a b", "20210504"))), ""),
        ("Le texte.", setting("texte", "Un encart."), "Le texte."),
        (
            'Avant.\n\n<!-- wp:acf/encart {"data":{"titre":"Le titre","_titre":"field_1","texte":"De l\\u0027eau, '
            '\\u003cb\\u003eici\\u003c/b\\u003e.","_texte":"field_2","image":12,"_image":"field_3","x":"Un réglage"}} /-->\n\nFin.',
            "",
            "Avant.\n\nLe titre\n\nDe l'eau, ici.\n\nFin.",
        ),
        ("Avant.\n\n<!-- wp:acf/encart {cassé /-->\n\nFin. <!-- wp:acf/x {", "", "Avant.\n\nFin."),
        (
            "<!-- wp:acf/boite {\"data\":{}} --><p>Dedans.</p><!-- /wp:acf/boite -->",
            f"<wp:comment><wp:commentmeta>{setting('texte', 'Un commentaire.')}</wp:commentmeta></wp:comment>",
            "Dedans.",
        ),
        ("[testimonial name='Anne' quote='Un mot.']", "", "Anne\n\nUn mot."),
        ("[bsf-info-box title='Titre']Texte[/bsf-info-box]", "", "Titre\n\nTexte"),
        ("[fusion_person name='Luc' title='Maire']Sa vie[/fusion_person]", "", "Maire\n\nLuc\n\nSa vie"),
        ("La langue [en_US] et [sic]", "", "La langue [en_US] et [sic]"),
    ],
)  # fmt: skip
def test_fields_of_acf_and_what_modules_show(
    tmp_path: Path, articles: Articles, content: str, more: str, expected: str
) -> None:
    assert articles(export(tmp_path, item(content, more=more)))[0].text == expected


def test_taxonomies_and_short_values_of_the_site_are_kept_beside(tmp_path: Path, articles: Articles) -> None:
    terms = "".join(
        f'<category domain="{taxonomy}" nicename="x"><![CDATA[{term}]]></category>'
        for taxonomy, term in (("region", "Nièvre"), ("region", "Ain"), ("post_tag", "pain"), ("post_format", "Vidéo"))
    )
    told = setting("prix", "12,50") + setting("boite", 'a:2:{i:0;s:3:"bio";i:1;s:5:"local";}') + setting("vide", "")
    told += setting("_edit_last", "1", acf=False) + setting("vues", "31", acf=False)
    (found,) = articles(export(tmp_path, item("Du pain.", more=terms + told)))
    assert found.extra["region"] == ["Nièvre", "Ain"]
    assert (found.extra["prix"], found.extra["boite"]) == ("12,50", ["bio", "local"])
    assert not {"post_tag", "post_format", "vide", "vues", "_edit_last"} & found.extra.keys()
    assert "pain" in found.tags


def test_many_blocks_take_linear_time() -> None:
    started = time.process_time()
    paragraphs("<!-- wp:acf/x {" * 50_000)
    paragraphs('<!-- wp:acf/x {"data":' * 50_000 + "-->")
    assert time.process_time() - started < 4
