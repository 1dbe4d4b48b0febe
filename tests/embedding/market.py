"""A directory of workshops whose site declares fields, for the tests of filters, facets, orders and browsing."""

import datetime as dt

from trouvere.index import Article, Field

MARKET_FIELDS = (
    Field("region", label="Région", label_en="Region"),
    Field("prix", "number", label="Prix", facet=True),
    Field("payant", "boolean", label="Payant"),
    Field("ouverture", "date", label="Ouverture", facet=True),
    Field("marque-page", facet=False, show=False),
)
MARKET = [
    Article(
        id=f"atelier-{n}",
        title=f"Atelier {n}",
        text="Un atelier de poterie ouvre ses portes.",
        date=dt.date(2024, 1, n),
        source="Annuaire" if n % 2 else "Bulletin",
        tags=("terre", f"rang {n % 3}"),
        authors=("Anne Roux",) if n % 2 else ("Anne Roux", "Luc Petit"),
        place="Cosne" if n % 2 else "Lyon",
        language="fr",
        extra={
            "region": ["Nièvre", "Pays de la Loire"] if n % 4 == 0 else "Nièvre" if n % 2 else "Ain",
            "prix": n * 2.5,
            "payant": n > 6,
            "ouverture": f"2024-0{1 + n % 3}-15" if n % 2 else f"2024-0{1 + n % 3}-15T10:30",
            "marque-page": f"m{n}",
            "téléphone": "03 86 00 00 00",
        },
    )
    for n in range(1, 13)
]
"""A directory whose site declares fields. The last article has none."""
MARKET.append(Article(id="ancien", title="Ancien atelier", text="Un atelier de poterie fermé.", source="Bulletin"))
