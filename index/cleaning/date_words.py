"""Word lists of the grammar of dates: months, weekdays, zones, what leads to a date, what stands where there is none.

All in lower case, without accents.
"""

from __future__ import annotations

_MONTH_NAMES = (
    "janvier janv jan january",
    "fevrier fevr fev february febr feb",
    "mars mar march",
    "avril avr april apr",
    "mai may",
    "juin june jun",
    "juillet juil juill july jul",
    "aout aou august aug",
    "septembre sept sep september",
    "octobre oct october",
    "novembre nov november",
    "decembre dec december",
)
MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES, 1) for name in names.split()}
"""The number of a month by its name; « jui » is none, being two."""

_WEEKDAY_NAMES = (
    "lundi lun monday mon",
    "mardi mar tuesday tues tue",
    "mercredi mer wednesday wed",
    "jeudi jeu thursday thurs thur thu",
    "vendredi ven friday fri",
    "samedi sam saturday sat",
    "dimanche dim sunday sun",
)
WEEKDAYS = frozenset(name for names in _WEEKDAY_NAMES for name in names.split())

_LEADING_WORDS = (
    "le la les du de ce en l d a au the on of date dates jour day annee mois year",
    "publie publiee publies publication parution paru parue diffuse diffusee diffusion edition",
    "mis mise ligne jour maj modifie modifiee modification actualise actualisee derniere",
    "poste postee ecrit ecrite redige redigee cree creee creation ajoute ajoutee",
    "published posted updated update last modified edited created written dated release released",
)
LEADING_WORDS = WEEKDAYS.union(*(words.split() for words in _LEADING_WORDS))
"""Words that may stand before a date, in any order, and change nothing of what it is: « Date de mise en ligne : »."""

_ZONE_NAMES = {
    0: ("z", "ut", "utc", "gmt", "wet", "etc/utc"),
    1: ("west", "cet", "met", "heure normale d'europe centrale"),
    2: ("cest", "mest", "eet", "heure d'ete d'europe centrale"),
    3: ("eest",),
    # Those of RFC 822, and their names in Québec.
    -4: ("edt", "hae"),
    -5: ("est", "hne", "cdt"),
    -6: ("cst", "mdt"),
    -7: ("mst", "pdt"),
    -8: ("pst",),
}
ZONES = {name: hours for hours, names in _ZONE_NAMES.items() for name in names}
"""The hours of a zone east of Greenwich, by its name; « ist » and "bst" are none, being several."""

NO_DATE = frozenset(
    (
        *(
            "null",
            "none",
            "nil",
            "nan",
            "nat",
            "na",
            "n/a",
            "n.a",
            "n/d",
            "nd",
            "n.d",
            "nc",
            "n.c",
            "s.d",
            "s. d",
            "sd",
        ),
        *("undefined", "unknown", "inconnu", "inconnue", "date inconnue", "unknown date", "sans date", "sans"),
        *("non date", "non datee", "non renseigne", "non renseignee", "non disponible", "indisponible", "no date"),
        *("invalid date", "date invalide", "false", "faux", "vide", "empty", "aucun", "aucune", "\\n", "(null)"),
        *("#n/a", "#n/d", "#value!", "#valeur!", "#ref!", "#num!", "#nombre!", "<na>"),
    )
)
"""What programs and people write where there is no date: they say nothing, and are kept nowhere."""
