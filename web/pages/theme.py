"""Theme: a host's colours, fonts and measures, as a small stylesheet that only sets the CSS variables of ours.

It is served like any file, so that no page needs `unsafe-inline`. Names and values are checked when the blueprint is
made: nothing in them can end its declaration, load an address or bring a rule of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from trouvere.index.errors import SettingsError

STYLESHEET = Path(__file__).parents[1] / "static" / "trouvere.css"
SHARED_VARIABLES = ("serif", "sans", "column", "rail", "gap")
"""Variables that a dark page shares with a light one: fonts and measures."""

_VALUE = re.compile(r"""(?:[\w#.,%+*/ ()-]|"[\w .,-]*"|'[\w .,-]*'){1,300}""")
_FUNCTION = re.compile(
    "rgba?|hsla?|hwb|(?:ok)?l(?:ab|ch)|color(?:-mix)?|light-dark|calc|min|max|clamp|var", re.IGNORECASE
)
_CALL = re.compile(r"([\w-]*)\s*\(")

Stylesheet = str | Callable[[], str]
Theme = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Look:
    """How a blueprint looks beyond our own stylesheet: `css` is the theme's, `stylesheet` the address of the host's."""

    css: str = ""
    stylesheet: Stylesheet = ""

    @property
    def version(self) -> str:
        """Hash of the theme, for its address and ETag."""
        return blake2b(self.css.encode(), digest_size=6).hexdigest()

    def own_address(self) -> str:
        """Return the address of the host's stylesheet, "" where it has none; a callable is asked within the request."""
        return self.stylesheet() if callable(self.stylesheet) else self.stylesheet


def look(theme: Theme | None = None, theme_dark: Theme | None = None, stylesheet: Stylesheet | None = None) -> Look:
    """Return the look of a blueprint; raises `SettingsError` for what is no variable, no value or no own address."""
    if isinstance(stylesheet, str) and stylesheet and not re.fullmatch(r"/(?![/\\])[^\s\x00-\x1f]*", stylesheet):
        raise SettingsError(
            f"stylesheet = {stylesheet!r} n'est pas une adresse de ce site",
            hint='un chemin comme "/static/site.css", ou lambda: url_for("static", filename="site.css")',
        )
    light, dark = _checked(theme or {}), _checked(theme_dark or {})
    if "accent" in light:
        light.setdefault("button", light["accent"])
    shared = {name: value for name, value in light.items() if name in SHARED_VARIABLES}
    colours = {name: value for name, value in light.items() if name not in SHARED_VARIABLES}
    # On paper our own black on white stays.
    rules = (
        _rule("screen", shared),
        _rule("screen and (prefers-color-scheme: light)", colours),
        _rule("screen and (prefers-color-scheme: dark)", dark),
    )
    return Look("".join(rules), stylesheet or "")


def variables() -> frozenset[str]:
    """Return the names that a theme may set: the variables at the head of our stylesheet, without `--t-`."""
    return frozenset(re.findall(r"^\s*--t-([a-z-]+):", STYLESHEET.read_text(encoding="utf-8"), re.MULTILINE))


def _checked(theme: Theme) -> dict[str, str]:
    known = variables()
    values: dict[str, str] = {}
    for name, value in theme.items():
        if name not in known:
            raise SettingsError(f"thème : variable inconnue « {name} »", hint=f"variables : {', '.join(sorted(known))}")
        if not isinstance(value, str) or not _is_value(value):
            raise SettingsError(
                f"thème : {name} = {value!r} n'est pas une valeur simple",
                hint='une couleur, une taille ou des polices : "#0b5394", "oklch(45% 0.12 250)", "Georgia, serif"',
            )
        values[name] = value.strip()
    return values


def _is_value(value: str) -> bool:
    if not value.strip() or not _VALUE.fullmatch(value) or "/*" in value or "*/" in value:
        return False
    bare = re.sub(r"\"[^\"]*\"|'[^']*'", "", value)
    depth = 0
    for character in bare:
        depth += (character == "(") - (character == ")")
        if depth < 0:
            return False
    return depth == 0 and all(not call or _FUNCTION.fullmatch(call) for call in _CALL.findall(bare))


def _rule(media: str, values: Mapping[str, str]) -> str:
    if not values:
        return ""
    lines = "".join(f"    --t-{name}: {value};\n" for name, value in sorted(values.items()))
    return f"@media {media} {{\n  :root {{\n{lines}  }}\n}}\n"
