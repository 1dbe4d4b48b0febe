"""The parts, by the names that `--only` takes, in the order of the promises in docs/en/promises.md.

A new part is a file with a function `Plan` → `Outcome`, and a line here; a short form of the same function, with few
rounds, belongs into the normal tests.
"""

from __future__ import annotations

from torture.outcome import Both, Part

PARTS: dict[str, Part] = {
    "kill": Part(
        1,
        Both(
            "kill -9 de build, update, delete, optimize et d'un écrivain Whoosh",
            "kill -9 of build, update, delete, optimize and of a Whoosh writer",
        ),
        500,
        "kill:kills",
    ),
    "command": Part(
        1,
        Both(
            "kill -9, SIGTERM, SIGHUP à `trouvere index build` et `update`, à plusieurs processus",
            "kill -9, SIGTERM, SIGHUP for `trouvere index build` and `update`, in several processes",
        ),
        40,
        "command:commands",
    ),
    "faults": Part(
        1,
        Both(
            "chaque écriture, fsync, renommage échoue à son tour (d'une à 4 façons)",
            "each write, fsync, rename fails in turn (in one to 4 ways)",
        ),
        4,
        "faults:faults",
    ),
    "full": Part(
        1,
        Both("un vrai disque (tmpfs) plein, de toutes les tailles", "a real disk (tmpfs) that is full, of every size"),
        40,
        "faults:full",
    ),
    "power": Part(
        1,
        Both(
            "coupure de courant : ce qui n'est pas synchronisé est perdu ou déchiré",
            "power cut: what is not synchronised is lost or torn",
        ),
        200,
        "power:losses",
    ),
    "corruption": Part(
        2,
        Both("6 sortes de dégâts aux fichiers d'un index", "6 kinds of damage to the files of an index"),
        1_000,
        "corruption:corruptions",
    ),
    "overwriting": Part(
        2,
        Both(
            "fichiers écrasés sur place, ouverts et déjà vérifiés",
            "files overwritten in place, open and already verified",
        ),
        1_000,
        "overwriting:overwriting",
    ),
    "outliving": Part(
        2,
        Both(
            "CURRENT, manifestes, fichiers abîmés sous qui cherche ou démarre",
            "CURRENT, manifests, files damaged under who searches or starts",
        ),
        140,
        "outliving:outliving",
    ),
    "pickles": Part(
        3,
        Both(
            "un pickle malveillant dans chaque fichier, toutes les commandes",
            "a malicious pickle in each file, all commands",
        ),
        600,
        "pickles:pickles",
    ),
    "forged": Part(
        3,
        Both(
            "manifestes, CURRENT et liens forgés : refusés sans rien lire dehors",
            "forged manifests, CURRENT and links: refused without reading anything outside",
        ),
        1_000,
        "forged:forged",
    ),
    "queries": Part(
        4,
        Both("requêtes hostiles, par Python et par HTTP", "hostile queries, by Python and by HTTP"),
        100_000,
        "queries:fuzzed",
    ),
    "crowd": Part(
        4,
        Both(
            "plus de recherches à la fois qu'il n'est permis : 503 tout de suite",
            "more searches at once than is allowed: 503 at once",
        ),
        20,
        "crowd:crowds",
    ),
    "texts": Part(
        4,
        Both(
            "articles de 980 000 mots, de toute forme, demandés par 4 lecteurs à la fois",
            "articles of 980,000 words, of every shape, asked for by 4 readers at once",
        ),
        320,
        "texts:long_texts",
    ),
    "connections": Part(
        4,
        Both(
            "500 clients qui ne finissent rien, devant `trouvere serve`",
            "500 clients that finish nothing, before `trouvere serve`",
        ),
        10,
        "connections:unended",
    ),
    "load": Part(
        5,
        Both(
            "secondes de lecture, 50 lecteurs, pendant des publications (waitress, gunicorn)",
            "seconds of reading, 50 readers, during publications (waitress, gunicorn)",
        ),
        600,
        "load:under_load",
    ),
    "reopening": Part(
        5,
        Both(
            "réouvertures d'un index : descripteurs, mémoire, fichiers rendus",
            "reopenings of an index: descriptors, memory, files given back",
        ),
        1_000,
        "reopening:reopenings",
    ),
    "articles": Part(
        6,
        Both(
            "fichiers pièges, ensemble puis un à un ; lignes de N Mo",
            "files that are traps, together then one by one; lines of N MB",
        ),
        200,
        "articles:articles",
    ),
    "values": Part(
        6,
        Both(
            "des valeurs de toutes sortes dans tous les champs d'articles donnés par Python",
            "values of all kinds in all fields of articles given by Python",
        ),
        500,
        "values:values",
    ),
    "growth": Part(
        6,
        Both(
            "une suite de chaque sorte, N milliers de signes puis le double, dans chaque champ",
            "a run of each kind, N thousand characters then twice that, in each field",
        ),
        100,
        "growth:growth",
    ),
    "pages": Part(
        7,
        Both(
            "charges XSS dans tout ce qui est montré, sous Chromium, avec et sans CSP",
            "XSS payloads in all that is shown, in Chromium, with and without CSP",
        ),
        400,
        "pages:pages",
    ),
    "compatible": Part(
        8,
        Both(
            "index gardés de chaque version, et manifestes d'autres formats",
            "indexes kept of each version, and manifests of other formats",
        ),
        1,
        "compatible:versions",
    ),
    "erased": Part(
        9,
        Both(
            "delete --purge, puis recherche de chaque mot dans chaque octet",
            "delete --purge, then each word looked for in each byte",
        ),
        100,
        "erased:purges",
    ),
    "mirror": Part(
        11,
        Both(
            "update --mirror de dossiers dont une part ne peut pas être lue",
            "update --mirror of folders of which a part cannot be read",
        ),
        300,
        "mirror:mirrors",
    ),
    "mutants": Part(
        0,
        Both(
            "sans fsync, sans vérification, sans borne… : chaque épreuve doit échouer",
            "without fsync, without verification, without bounds…: each test must fail",
        ),
        12,
        "mutants:mutants",
    ),
}
