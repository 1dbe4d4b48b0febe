"""Security headers of every answer (Content-Security-Policy and others), and which outside links are safe."""

from __future__ import annotations

from urllib.parse import urlsplit

from werkzeug.wrappers import Response

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "connect-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'self'",
    )
)

HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    # The query is in the address: nobody a link leads to learns it.
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "browsing-topics=(), camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    # No page of another site shows or runs what is here, unless `cors.py` says so of the widget's script.
    "Cross-Origin-Resource-Policy": "same-origin",
}


def secure(response: Response) -> Response:
    """Put the headers on `response`; one that is there already stays, a host may be stricter or laxer."""
    there = {name.lower() for name in response.headers.keys()}  # noqa: SIM118  headers are no dictionary
    response.headers.extend((name, value) for name, value in HEADERS.items() if name.lower() not in there)
    return response


def outside_link(url: str) -> str | None:
    """Return `url` where it is safe as a link: http or https, with a host, without blanks or control characters."""
    if not url or any(character <= " " or character in "\x7f\\" for character in url):
        return None
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and host else None
