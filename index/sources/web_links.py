"""Canonical address of an article: absolute, without the parameters and fragments that say where a reader came from.

Two addresses of the same article have one canonical address; all else of an address stays as it is written.
"""

from __future__ import annotations

import re
from urllib.parse import urljoin

TRACKING_PREFIXES = (
    *("utm_", "at_", "mtm_", "matomo_", "piwik_", "pk_campaign", "pk_kwd", "pk_keyword", "pk_source", "pk_medium"),
    *("pk_content", "hsa_", "ns_campaign", "ns_mchannel", "ns_source", "ns_linkname", "wt_mc", "oly_", "vero_", "_hs"),
)
"""Beginnings of parameters that web analytics (Google, AT Internet, Matomo, HubSpot …) add to a link."""
TRACKING = frozenset(
    (
        *(
            "fbclid",
            "gclid",
            "gclsrc",
            "dclid",
            "gbraid",
            "wbraid",
            "msclkid",
            "yclid",
            "twclid",
            "ttclid",
            "li_fat_id",
        ),
        *("igshid", "igsh", "mc_cid", "mc_eid", "xtor", "xtref", "xtcr", "xts", "mkt_tok", "_ga", "_gl", "s_cid"),
        *("cmpid", "sfnsn", "rss", "feed"),
    )
)
FEED_NAMES = frozenset(("rss", "rss2", "feed", "atom", "flux", "flux-rss", "flux_rss", "rss-feed", "rssfeed"))
ORIGINS = frozenset(("ref", "source", "src", "from", "origin", "origine", "partner", "medium", "campaign", "via"))
"""Parameters that may choose a page, but not where they say `rss`."""

_WEB = re.compile(r"https?://[^\s/?#]+[^\s]*", re.IGNORECASE).fullmatch
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE).match
_TRACKING_FRAGMENT = re.compile(r"(?:xtor|utm_|at_|echobox|comment|respond|:~:)", re.IGNORECASE).match
_ROUTE = ("!", "/")
"""How the fragment begins that is the path of a page which a script makes."""


def canonical(url: str, base: str = "", *, anchored: bool = False) -> str:
    """Return the canonical address of `url`, relative to `base`; "" where it is no address of the web.

    A fragment goes, unless it is the path within an old application (`#!/…`). Where the article is a part of a page
    (`anchored`), only one that tells where the reader came from goes.
    """
    written = absolute(url, base)
    if "?" not in written and "#" not in written:
        return written
    page, _, fragment = written.partition("#")
    path, asked, query = page.partition("?")
    if asked:
        given = query.replace("&amp;", "&").split("&")
        kept = [one for one in given if not _is_tracking(one)]
        page = f"{path}?{'&'.join(kept)}" if any(kept) else path
    stays = anchored and not _TRACKING_FRAGMENT(fragment)
    return f"{page}#{fragment}" if fragment and (stays or fragment.startswith(_ROUTE)) else page


def absolute(url: str, base: str = "") -> str:
    """Return the address of the web that `url` is, relative to `base`; "" where it is none."""
    written = url.strip()
    if written.startswith("www."):
        written = f"https://{written}"
    elif written and base and not _SCHEME(written):
        try:
            written = urljoin(base.strip(), written)
        except ValueError:
            return ""
    return written if _WEB(written) else ""


def _is_tracking(parameter: str) -> bool:
    name, valued, value = parameter.partition("=")
    name = name.lower()
    if name in ORIGINS:
        return value.lower() in FEED_NAMES
    # `?feed=12` chooses something, `?rss` and `?rss=1` tell where from.
    if name in FEED_NAMES:
        return not valued or value in {"", "1", "true", "yes", "oui"}
    return name in TRACKING or name.startswith(TRACKING_PREFIXES)
