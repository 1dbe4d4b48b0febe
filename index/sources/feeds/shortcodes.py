"""Shortcodes of WordPress, `[gallery ids="1"]`: they go, the text that they enclose stays.

Prose in brackets (« [1] », « [sic] », « [Le Monde] », « [NDLR : …] ») is told from them by what only a shortcode has:
attributes, an end (`[/button]`), a name with an underscore, or one that is known.
"""

from __future__ import annotations

import re
from html import escape

# No attribute has a bracket in it, as in WordPress itself: what is never closed is gone through once.
_TAG = re.compile(r"\[(?P<end>/?)(?P<name>[a-zA-Z][\w-]{0,60})(?P<attributes>(?=[\s/\]])[^\[\]]*+)\]")
_ATTRIBUTE = re.compile(
    r"""\s+[a-zA-Z_][\w-]*\s?=\s?(?:["'”“’″]|&(?:quot|#\d{2,5}|#x[\da-f]{2,4});|([\w/#.-]))"""
).match
_VALUE = re.compile(r"""(?<![\w-])([a-zA-Z_][\w-]{0,60})\s?=\s?(?:"([^"]*+)"|'([^']*+)')""")
_SHORTCODE_BLOCK = "<!-- wp:shortcode -->"
BLOCK_REACH = 40
"""Characters before a shortcode in which the comment begins that is its block."""
_KNOWN = frozenset(
    (
        *("gallery", "audio", "video", "playlist", "embed", "caption", "toc", "contact-form", "contact-form-7"),
        *("gravityform", "gravityforms", "formidable", "wpforms", "mailpoet", "instagram-feed", "smartslider3"),
        *(
            "youtube",
            "vimeo",
            "dailymotion",
            "soundcloud",
            "googlemaps",
            "googlemap",
            "gist",
            "tweet",
            "twitter-timeline",
        ),
        *("elementor-template", "rev-slider", "metaslider", "layerslider", "slideshow", "nggallery", "singlepic"),
        *("nextpage", "sitemap", "polldaddy", "crowdsignal", "recent-posts", "related-posts", "jetpack-related-posts"),
        *("dropcap", "one-half", "one-third", "two-third", "row", "column", "columns", "clear", "divider", "spacer"),
        *(
            "woocommerce",
            "products",
            "add-to-any",
            "addtoany",
            "shareaholic",
            "sgmb",
            "tablepress",
            "table-of-contents",
        ),
    )
)
"""Names of plugins that stand alone and have no attributes, or may have none."""
_SILENT = frozenset(
    (
        *("embed", "audio", "video", "playlist", "youtube", "vimeo", "dailymotion", "soundcloud", "googlemaps", "gist"),
        *("googlemap", "tweet", "instagram", "vc_raw_html", "vc_raw_js", "fusion_code", "vc_gmaps", "su_youtube"),
        *("su_vimeo", "su_video", "su_audio", "su_gmap", "av_video"),
        *("vc_widget_sidebar", "fusion_youtube", "fusion_vimeo", "fusion_map", "fusion_soundcloud"),
    )
)
"""What these enclose is an address, or code, that no reader sees."""
_INLINE = re.compile(
    r"(?:dropcap|highlight|tooltip|popover|icon|fontawesome|label|button|btn|lightbox|text_link)$"
).search
_BLOCK = re.compile(
    r"(?:et_pb|vc|fusion|av|cs|tb|fl|themify|mk|tatsu|kc|wpb|cmsms|thb|x|fl_builder)_"
    r"|(?:\w+[_-])?(?:rows?|col(?:umn)?s?|sections?|container|box|note|quote|list|tabs?|accordion|toggle|spoiler|half|third"
    r"|fourth|divider|heading|gallery|images|clear|spacer)\Z"
).match
_TITLED = re.compile(
    r"(?:heading|_tab|accordion_item|accordion_tab|toggle|tta_section|blurb|cta\d?|slide|spoiler|fullwidth_header|vc_btn|et_pb_button)\Z"
).search
"""Modules whose title a reader sees, though it is an attribute."""
_TITLES = ("title", "heading", "text", "h2", "button_text")
_IMAGE = re.compile(r"<img\b[^<>]*+>", re.IGNORECASE)
_HTML_TAG = re.compile(r"<[^<>]*+>")
_PARAGRAPH = "\n\n<p>"
_CAPTIONS = ("caption", "wp_caption")


def without_shortcodes(html: str) -> str:
    """Return `html` without its shortcodes; a caption stands for the image that it is about."""
    if "[" not in html:
        return html
    tags = list(_TAG.finditer(html))
    ended = {tag["name"].lower() for tag in tags if tag["end"]}
    enclosing = _enclosing(tags)
    kept: list[str] = []
    at = 0
    silent = ""
    caption: tuple[int, str] | None = None
    for number, tag in enumerate(tags):
        name = tag["name"].lower()
        if silent and not (tag["end"] and name == silent):
            continue
        if not _is_shortcode(tag, ended):
            continue
        kept += ("" if silent else html[at : tag.start()], _instead(tag, name))
        at = tag.end()
        silent = name if not silent and name in _SILENT and number in enclosing else ""
        if name in _CAPTIONS and not tag["end"]:
            caption = (len(kept), _value(tag["attributes"], ("caption",)))
        elif name in _CAPTIONS and caption:
            kept[caption[0] :] = [_captioned("".join(kept[caption[0] :]), caption[1])]
            caption = None
    kept.append(html[at:])
    return "".join(kept)


def _enclosing(tags: list[re.Match[str]]) -> set[int]:
    """Return the numbers of the tags that the next one of their name ends."""
    found: set[int] = set()
    following: dict[str, bool] = {}
    for number in range(len(tags) - 1, -1, -1):
        name, end = tags[number]["name"].lower(), bool(tags[number]["end"])
        if not end and following.get(name):
            found.add(number)
        following[name] = end
    return found


def _is_shortcode(tag: re.Match[str], ended: set[str]) -> bool:
    name, attributes, html = tag["name"], tag["attributes"].rstrip(), tag.string
    before, after = html[max(0, tag.start() - BLOCK_REACH) : tag.start()], html[tag.end() : tag.end() + 2]
    # `[[gallery]]` is how a shortcode is written about.
    if before.endswith("[") and after.startswith("]"):
        return False
    if tag["end"]:
        return not attributes
    if name.lower() in ended or attributes.endswith("/") or before.rstrip().endswith(_SHORTCODE_BLOCK):
        return True
    # « [VIDÉO] », « [Audio] » say what is at the other end of a link.
    if (attributes or name.islower()) and name.lower() in _KNOWN:
        return True
    if (found := _ATTRIBUTE(attributes)) and (name.islower() or not found[1]):
        return True
    if "-" in name and not attributes and name.islower():
        return before[-1:] in ("", "\n", ">") and after[:1] in ("", "\r", "\n", "<")
    # A place of a list in a program, `names[last_one]`, stands at its name.
    return "_" in name and not (before[-1:].isalnum() and not attributes)


def _instead(tag: re.Match[str], name: str) -> str:
    """Return what stands where a shortcode stood: a break between blocks, the title that a module shows."""
    if not tag["end"] and _TITLED(name) and (title := _value(tag["attributes"], _TITLES)):
        return f"{_PARAGRAPH}{title}{_PARAGRAPH}"
    return _PARAGRAPH if name in _CAPTIONS or (_BLOCK(name) and not _INLINE(name)) else ""


def _value(attributes: str, names: tuple[str, ...]) -> str:
    """Return the text of the first attribute of these names, as HTML."""
    found = {name.lower(): double or single for name, double, single in _VALUE.findall(attributes)}
    return escape(next((found[name] for name in names if found.get(name)), ""), quote=False).replace("&amp;", "&")


def _captioned(html: str, told: str) -> str:
    """Return the caption of an image; where there is none, the image."""
    caption = _IMAGE.sub("", html)
    if _HTML_TAG.sub("", caption).strip():
        return caption
    return f"{caption}{told}" if told else html
