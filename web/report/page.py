"""The report as an HTML page: one self-contained file without script or network, by its own Content-Security-Policy."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from trouvere.index.settings import Settings
from trouvere.web.catalogue import load_catalogue
from trouvere.web.report.asked_again import RetriedQuery
from trouvere.web.report.figures import Figures
from trouvere.web.report.plots import BOTTOM_MARGIN, LEFT_MARGIN, percent, plots_of

TEMPLATES = Path(__file__).parents[1] / "templates"
STYLE = TEMPLATES / "trouvere/report/report.css"


def page(figures: Figures, now: Mapping[str, RetriedQuery], *, settings: Settings) -> str:
    """Return the page, in the language of the settings; queries in it are text, whatever they hold."""
    t = load_catalogue(settings.language)
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    style = STYLE.read_text(encoding="utf-8")
    # The one style sheet is named by its hash: not even a style that slipped in with a query would count.
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return environment.get_template("trouvere/report/report.html").render(
        t=t,
        figures=figures,
        now=now,
        plots=plots_of(figures, t) if figures.days else (),
        policy=f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'",
        style=Markup(f"<style>{style}</style>"),  # our own file, nothing of a query
        site_name=settings.site_name,
        share=lambda part, whole: percent(100 * part / whole if whole else 0.0, t),
        ms=lambda value: t("report.ms", n=f"{value:.{0 if value >= 10 else 1}f}".replace(".", t("number.decimal"))),
        left=LEFT_MARGIN,
        bottom=BOTTOM_MARGIN,
    )
