"""Mirroring: which articles an update may delete, those in none of the sources, if all of the sources were read.

The index does not know which file an article came from, and need not: it may have been moved to a file that cannot be
read just now. So of what was not read, anything may be, and where something was not read nothing is taken away.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from xxhash import xxh3_64_intdigest

from trouvere.index.article import Article
from trouvere.index.engines.writing import Writing
from trouvere.index.errors import MirrorRefused, UsageError
from trouvere.index.french_format import count, number
from trouvere.index.report import Skipped

HEAD_CHARS = 32
"""Characters by whose hash an article is found that begins as another does."""
TORN_CHARS = "*_`~[(<#-|\\ \n\ufffd"
"""What is left at the end of a text of the mark-up, or the character, that it was cut within."""
CUT_REASON = "coupé au milieu d'une ligne dans les sources ; s'il devait l'être : trouvere index delete INDEX {}"
UNENDED_REASON = "dernière ligne sans fin, coupée peut-être : terminez le fichier par une fin de ligne"


class Mirror:
    """What an update has met in the sources, as far as it tells what may go."""

    def __init__(self, writing: Writing, max_delete: float | None) -> None:
        if max_delete is not None and not 0 <= max_delete <= 1:
            raise UsageError(f"max_delete = {max_delete} ; il faut une part de l'index, de 0 à 1", hint="0.3 : 30 %")
        self._writing = writing
        self._share = writing.settings.max_delete / 100 if max_delete is None else max_delete
        self._new: dict[int, list[tuple[str, int, int]]] = {}
        """Of each new article its id, how long what it says is, and the hash of that, by the hash of its beginning."""
        self._short: dict[str, str] = {}
        """What those say that are shorter than a beginning, and their ids."""

    def doubts(self, article: Article, stored: Article | None) -> bool:
        """Return whether an article that is new or different may be cut short: then it is not taken, and it is said."""
        if article.id in self._writing.unended:
            self._writing.skip(Skipped(article.id, UNENDED_REASON))
            return True
        if stored is None:
            self._remember(article)
            return False
        if is_cut(content_of(article), content_of(stored)):
            self._writing.skip(Skipped(article.id, CUT_REASON.format(article.id)))
            return True
        return False

    def gone(
        self, missing: Collection[str], stored: int, read: Callable[[Collection[str]], Iterable[Article]]
    ) -> tuple[Collection[str], Collection[str]]:
        """Return which of the ids that were not met may go, all or none, and which new ones are not to stay.

        None go where not everything was read. New ones are not to stay where they are the beginning of one that is
        missing: its file is cut short, and will be whole again. `stored` is how many articles there are, `read` returns
        those with some ids. Raises `MirrorRefused` where more is missing than may be taken away at once.
        """
        if not missing:
            return (), ()
        if not self._writing.unread:
            self._check_share(len(missing), stored)
        torn: set[str] = set()
        for article in read(missing) if self._new or self._short else ():
            if pieces := self._pieces_of(content_of(article)):
                torn.update(pieces)
                self._writing.skip(Skipped(article.id, CUT_REASON.format(article.id)))
        return () if self._writing.unread else missing, torn

    def check_met(self, met: Collection[str]) -> None:
        """Raise `MirrorRefused` where nothing was met."""
        if not met:
            raise MirrorRefused(
                "--mirror viderait l'index : les sources n'ont donné aucun article"
                + "".join(f"\n  {skip}" for skip in self._writing.skipped[:3]),
                hint="vérifiez les sources ; pour tout enlever, supprimez l'index lui-même",
            )

    def _check_share(self, missing: int, stored: int) -> None:
        if missing == stored > 1:
            raise MirrorRefused(
                f"--mirror enlèverait les {count(stored, 'article')} de l'index : rien n'a été changé",
                hint="vérifiez les sources ; si ce sont bien celles-ci : trouvere index build INDEX SOURCE…",
            )
        # One may always go, unless none may: 30 % of three articles is none of them.
        if missing > max(int(self._share * stored + 1e-9), 1 if self._share else 0):
            wanted = -(-100 * missing // stored)
            raise MirrorRefused(
                f"--mirror enlèverait {count(missing, 'article')} sur {number(stored)} ({wanted} %), plus que ne permet"
                f" --max-delete {self._share * 100:g} : rien n'a été changé",
                hint=f"vérifiez les sources ; si c'est voulu : --max-delete {wanted}",
            )

    def _remember(self, article: Article) -> None:
        content = content_of(article).rstrip(TORN_CHARS)
        if len(content) < HEAD_CHARS:
            self._short[content] = article.id
        else:
            self._new.setdefault(_hash(content[:HEAD_CHARS]), []).append((article.id, len(content), _hash(content)))

    def _pieces_of(self, whole: str) -> list[str]:
        """Return the ids of the new articles that are the beginning of this one, broken off within a line."""
        sizes = range(1, min(HEAD_CHARS, len(whole)))
        found = [(self._short[whole[:size]], size) for size in sizes if whole[:size] in self._short]
        for id, size, digest in self._new.get(_hash(whole[:HEAD_CHARS]), ()):  # noqa: A001
            if size < len(whole) and _hash(whole[:size]) == digest:
                found.append((id, size))
        return [id for id, size in found if is_cut(whole[:size], whole)]  # noqa: A001


def content_of(article: Article) -> str:
    """Return what an article says, its own title first, as it would stand at the beginning of a file."""
    whole = article.text if article.title_derived else f"{article.title}\n{article.text}"
    return "\n".join(filter(None, whole.split("\n")))


def is_cut(content: str, whole: str) -> bool:
    """Return whether `content` is the beginning of `whole`, and ends within a line of it, or after the first.

    One that ends where another line does has lost a paragraph, as an edited article may.
    """
    content = content.rstrip(TORN_CHARS)
    rest = whole[len(content) :]
    if not rest.strip(TORN_CHARS) or not whole.startswith(content):
        return False
    return rest[0] != "\n" or "\n" not in content


def _hash(text: str) -> int:
    return xxh3_64_intdigest(text.encode("utf-8", "surrogatepass"))
