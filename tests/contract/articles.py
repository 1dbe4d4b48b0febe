"""What the contract is tried on: articles written for single promises, and a crowd around them."""

import datetime as dt
import random

from trouvere.index import Article

WORDS = """
    ministre préfet maire visite visites grève train trains budget école écoles hôpital conservation conserver licencier
    licenciement salaire salarié journal journaux élection électeur pêche péché retraite énergie déchets inondation loi
    police procès sénat sénateur sénatrice marché culture musée théâtre château forêt rivière village canton logement
""".split()
SMALL = "le la les de du des un une à et en pour dans qui est sont avec sur".split()
SOURCES = ("AFP", "AP", "Le Courrier", "Reuters", "")
CATEGORIES = ("Monde", "Société", "Sport", "Économie", "")

WRITTEN = (
    Article(
        id="pekin",
        title="Loukachenko en visite d’État à Pékin",
        text="Le dirigeant biélorusse est arrivé mardi. L’Ukraine inquiète. "
        "La Chine l’accueille pour une visite d’État.",
        source="AP",
        category="Monde",
        date=dt.date(2023, 3, 1),
        tags=("Chine", "diplomatie"),
    ),
    Article(
        id="pekin-seul",
        title="Marathon de Pékin",
        text="Des milliers de coureurs ont traversé la ville. Aucune visite officielle n’était prévue.",
        source="AFP",
        category="Sport",
        date=dt.date(2022, 10, 9),
        authors=("Anne Petit",),
    ),
    Article(id="greve", text="Grève à la SNCF : trains supprimés. " * 3, source="AFP", category="Société"),
    Article(id="cœur/œuvre", title="Cœur", text="À cœur vaillant, l’œuvre de l’été. L’Etat, lui, a été absent."),
    Article(
        id="derived", title="Le téléphérique du soir", text="Le téléphérique du soir est parti.", title_derived=True
    ),
    Article(
        id="nombres",
        title="Chiffres",
        text="Il a coûté 1 000 euros, puis 12 500 000 euros. À 18h30, le 1er mars, la COVID-19 et Saint-Étienne. "
        "Deux grands-mères, un pot-de-vin, des autoentrepreneurs.",
        date=dt.date(2023, 3, 2),
    ),
    Article(
        id="phrases",
        title="Xi reçoit Loukachenko",
        text="Xi a reçu hier Loukachenko. Le conseil des ministres de la ville se réunit. Le Pen se tait. "
        "Une longue phrase, sans rien, " * 30 + "puis un alambic et une visite d’État.",
        source="Reuters",
        category="Monde",
        date=dt.date(2023, 3, 15),
    ),
    Article(
        id="onglets",
        title="Une fiche à onglets",
        text="\n".join(
            f"{where} :\nLe zeugma se déclare à la mairie du domicile.\n" + "Autre chose, plus loin. " * 30
            for where in ("En France", "À l'étranger")
        ),
    ),
    Article(id="long id " + "é" * 300, title="Identifiant", text="Un identifiant plus long que cinq cents octets."),
)


def crowd(count: int, seed: int = 7) -> list[Article]:
    """Return articles of frequent words."""
    dice = random.Random(seed)

    def words(least: int, most: int) -> str:
        text = " ".join(dice.choices(WORDS + SMALL * 2, k=dice.randrange(least, most)))
        return text[:1].upper() + text[1:]

    return [
        Article(
            id=f"foule-{number}",
            title=words(2, 7) if dice.random() < 0.8 else "",
            text=". ".join(words(4, 14) for _ in range(dice.randrange(1, 30))) + ".",
            source=dice.choice(SOURCES),
            category=dice.choice(CATEGORIES),
            tags=tuple(dice.sample(("eau", "air", "feu"), dice.randrange(3))),
            date=dt.date(2021, 1, 1) + dt.timedelta(days=dice.randrange(900)) if dice.random() < 0.8 else None,
        )
        for number in range(count)
    ]


ARTICLES = [*WRITTEN, *crowd(400)]
