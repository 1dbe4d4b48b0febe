"""The parts, by the names that `--only` takes, in the order of the promises in docs/fr/promises.md.

A new part is a file with a function `Plan` → `Outcome`, and a line here; a short form of the same function, with few
rounds, belongs into the normal tests.
"""

from __future__ import annotations

from torture.outcome import Part

PARTS: dict[str, Part] = {
    "kill": Part(1, "kill -9 de build, update, delete, optimize et d'un écrivain Whoosh", 500, "kill:kills"),
    "command": Part(
        1,
        "kill -9, SIGTERM, SIGHUP à `trouvere index build` et `update`, à plusieurs processus",
        40,
        "command:commands",
    ),
    "faults": Part(1, "chaque écriture, fsync, renommage échoue à son tour (d'une à 4 façons)", 4, "faults:faults"),
    "full": Part(1, "un vrai disque (tmpfs) plein, de toutes les tailles", 40, "faults:full"),
    "power": Part(1, "coupure de courant : ce qui n'est pas synchronisé est perdu ou déchiré", 200, "power:losses"),
    "corruption": Part(2, "6 sortes de dégâts aux fichiers d'un index", 1_000, "corruption:corruptions"),
    "overwriting": Part(2, "fichiers écrasés sur place, ouverts et déjà vérifiés", 1_000, "overwriting:overwriting"),
    "outliving": Part(
        2, "CURRENT, manifestes, fichiers abîmés sous qui cherche ou démarre", 140, "outliving:outliving"
    ),
    "pickles": Part(3, "un pickle malveillant dans chaque fichier, toutes les commandes", 600, "pickles:pickles"),
    "forged": Part(3, "manifestes, CURRENT et liens forgés : refusés sans rien lire dehors", 1_000, "forged:forged"),
    "queries": Part(4, "requêtes hostiles, par Python et par HTTP", 100_000, "queries:fuzzed"),
    "crowd": Part(4, "plus de recherches à la fois qu'il n'est permis : 503 tout de suite", 20, "crowd:crowds"),
    "texts": Part(
        4, "articles de 980 000 mots, de toute forme, demandés par 4 lecteurs à la fois", 320, "texts:long_texts"
    ),
    "connections": Part(4, "500 clients qui ne finissent rien, devant `trouvere serve`", 10, "connections:unended"),
    "load": Part(
        5, "secondes de lecture, 50 lecteurs, pendant des publications (waitress, gunicorn)", 600, "load:under_load"
    ),
    "reopening": Part(
        5, "réouvertures d'un index : descripteurs, mémoire, fichiers rendus", 1_000, "reopening:reopenings"
    ),
    "articles": Part(6, "fichiers pièges, ensemble puis un à un ; lignes de N Mo", 200, "articles:articles"),
    "values": Part(
        6, "des valeurs de toutes sortes dans tous les champs d'articles donnés par Python", 500, "values:values"
    ),
    "growth": Part(
        6, "une suite de chaque sorte, N milliers de signes puis le double, dans chaque champ", 100, "growth:growth"
    ),
    "pages": Part(7, "charges XSS dans tout ce qui est montré, sous Chromium, avec et sans CSP", 400, "pages:pages"),
    "compatible": Part(8, "index gardés de chaque version, et manifestes d'autres formats", 1, "compatible:versions"),
    "erased": Part(9, "delete --purge, puis recherche de chaque mot dans chaque octet", 100, "erased:purges"),
    "mirror": Part(11, "update --mirror de dossiers dont une part ne peut pas être lue", 300, "mirror:mirrors"),
    "mutants": Part(
        0, "sans fsync, sans vérification, sans borne… : chaque épreuve doit échouer", 12, "mutants:mutants"
    ),
}
