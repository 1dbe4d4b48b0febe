"""Where sentences end, and where passages begin and end: a bar stands where one does."""

import pytest

from trouvere.search.highlight.blanks import last_blank
from trouvere.search.highlight.marks import Marks
from trouvere.search.highlight.sentence_ends import sentence_end
from trouvere.search.highlight.snippets import first_snippet, passage
from trouvere.search.query.plan import Term


def ends(text: str) -> list[int]:
    found: list[int] = []
    high = len(text)
    while (end := sentence_end(text, 0, high)) >= 0:
        found.insert(0, end)
        high = end
    return found


@pytest.mark.parametrize(
    "marked",
    [
        # names
        "Hier.| M. Martin arrive.| M.\u00a0Durand part.",
        "Fin.| MM. Martin et Durand saluent.",
        "Fin.| Mme. Dupont vient avec Mlle. Petit et le Dr. House.",
        "Il loge rue St. Pierre.| Le Pr. Raoult aussi.",
        "Fin.| M. Le Pen parle, Mme La Borde se tait.",
        "E. Zola écrit.| Il vit avec d'E. Zola un mois.",
        "J.-P. Dupont dort.| J.-M. Le Pen parle.| R. L. Stevenson rit.",
        "La S.A.R.L. Dupont ferme.| Aux U.S.A.| Les autres restent.",
        "Fr. Mauriac écrit.| Ch. Péguy et Ph. Pétain, puis Th. Gautier.| Alex. Dumas aussi.",
        "Un Ph. D. et le R. P. Martin lisent.| Le prof. Tournesol et l'Inst. Pasteur.",
        "Il parle fr.| Le reste non.",
        # law, books, numbers
        "À 14 h. 30, il dort.| À 8 h. 05 il part.| Fin à 20 h.| J. Dupont rentre.",
        "Le coef. 120, le niv. 3, la cat. 2 (anc. L. 132-12-3).| Cass. soc. 29 mai 2001 et Cass. crim. 3 juin.",
        "L'arrêté du 18 septembre 2020-art. 1 et le chapitre VIII. 2.| Le titre VIII.| Les autres.",
        "Selon l'art. L. 1234-5, tout est nul.| Les art. R*111-1 et D. 12 aussi.",
        "Voir p. 12 du livre, vol. 2, chap. IV, t. II, n. 3, n° 4, fig. 5.| Le reste suit.",
        "Cf. Dupont, cf. « Le Monde » et cf. art. 12.| Le reste suit.",
        "Le 3 sept. 2023, tél. 01 99 00 66 77, env. 300 personnes.| Elles rient.",
        "En 50 av. J.-C. la Gaule résiste.| Rome naît av. J.-C.| Le roi meurt.",
        "L'immeuble av. Foch est vendu.| Le bd. Voltaire aussi.",
        # what may end one
        "Des pommes, etc. et des poires, etc.| Le reste pourrit.| Du vin, etc.| Paris boit.",
        "Il arrive à 20 h.| Le lendemain il part.| Il mesure 2 m.| Paris dort.| Cela fait 100 km.| Lyon dort.",
        "Il prend de la vitamine C.| Le médecin aussi.| C'est l'art.| Picasso peint.",
        "Il va à Paris.| 12 personnes le suivent.",
        "Les ventes ont crû de 20 %.| En 2023 elles baissent.",
        # other signs
        "Il dit « Oui. »| Puis il part.| Le mot « non » est court.| Il aime « Paris » et Lyon.",
        "« Quoi ? » dit-il.| Oh ! dit-elle.| Quoi !| Il part.| Quand ?| Demain.",
        "La fin…| Il dort.| La fin… et puis rien.",
    ],
)
def test_sentences_end(marked: str) -> None:
    text = marked.replace("|", "")
    wanted = [len(part) - 1 for part in _heads(marked)]
    assert ends(text) == wanted


def _heads(marked: str) -> list[str]:
    parts = marked.split("|")
    return ["".join(parts[:count]) for count in range(1, len(parts))]


LEAD = "Ceci est une phrase qui ne dit rien. " * 4
WORD = Term("prefet", "prefet")


@pytest.mark.parametrize(
    "sentence",
    [
        "Hier le préfet a vu M. Martin à la préfecture.",
        "Selon l'art. L. 1234-5, le préfet annule tout.",
        "En 50 av. J.-C. la Gaule avait un préfet.",
        "« Le préfet ? » dit E. Zola, p. 12 du livre, etc. et rit.",
        "M. Le Bris, Dr. ès lettres, voit le préfet.",
    ],
)
def test_a_passage_begins_and_ends_with_a_sentence(sentence: str) -> None:
    text = f"{LEAD}{sentence} {LEAD}"
    low = text.index(sentence)
    at = text.index("préfet")
    found = passage(text, Marks(WORD, "text"), (at, at + 6), len(sentence) + 10)
    assert found is not None
    assert (found.start, found.end) == (low, low + len(sentence))
    assert [fragment.text for fragment in found.fragments if fragment.matched] == ["préfet"]


@pytest.mark.parametrize(
    "start",
    [
        "«|préfet",
        "«| préfet",
        "«|\u00a0préfet",
        "« |préfet",
        "l'|préfet",
        "(« l’|préfet",
        "vice-|préfet",
        "«\u202f|préfet",
        "M.\u00a0|préfet",
    ],
)
@pytest.mark.parametrize("before", [LEAD, "", f"{LEAD}\n", f"{LEAD}{'x' * 30} "])
def test_a_full_passage_begins_with_what_its_first_word_holds_to(start: str, before: str) -> None:
    start = start.replace("|", "")
    words = "préfet et encore un préfet et toujours le préfet"
    text = f"{before}{start.removesuffix('préfet')}{words} puis rien."
    at = text.index(words)
    for chars in range(10, len(words) + 3):
        found = passage(text, Marks(WORD, "text"), (at, at + len(words)), chars)
        assert found is not None
        assert found.start == 0 or text[found.start - 1].isspace()
        assert text[found.start : at + 6].startswith(start[:-6])


def test_a_full_passage_begins_with_its_first_word_where_no_blank_is_close() -> None:
    text = f"{LEAD}{'x,' * 100}préfet {LEAD}"
    at = text.index("préfet")
    found = passage(text, Marks(WORD, "text"), (at, at + 6), 6)
    assert found is not None
    assert (found.start, found.end) == (at, at + 6)


@pytest.mark.parametrize(
    ("text", "head"),
    [
        ("Il a dit « bonjour", "Il a dit"),
        ("Il a dit bonjour « à »", "Il a dit bonjour"),
        ("Il a dit quoi ? Rien", "Il a dit quoi ?"),
        ("Il a dit quoi ?", "Il a dit"),
        ("Il a perdu 12 500", "Il a perdu"),
        ("Il a perdu 1 000 000", "Il a perdu"),
        ("Il lit L. 1234-5", "Il lit"),
        ("Il lit en 2023 500", "Il lit en 2023"),
        ("Il perd 20 %", "Il perd"),
        ("Mot", ""),
    ],
)
def test_a_text_is_cut_where_a_reader_may_see_it_cut(text: str, head: str) -> None:
    assert text[: max(last_blank(text, 0, len(text)), 0)] == head


def test_a_beginning_ends_with_a_sentence() -> None:
    text = f"M. Martin voit le Dr. Durand à l'hôtel. {LEAD}"
    assert first_snippet(text, 45).text == "M. Martin voit le Dr. Durand à l'hôtel."
