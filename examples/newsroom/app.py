"""A newsroom's site: its own layout, two searches (articles, recipes), and a desk where what is saved can be found.

    flask --app examples/newsroom/app.py run

The desk stands for any CMS: its save hook calls `update_index`, its delete hook `delete_articles`.
"""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

from flask import Flask, Response, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from trouvere.index import Article, build_index, delete_articles, update_index
from trouvere.index.errors import ArticleNotFound, IndexLocked
from trouvere.index.settings import Settings
from trouvere.web import create_blueprint

HERE = Path(__file__).parent
RECIPES = [
    Article(
        id="tarte-tatin",
        title="La tarte Tatin",
        text="Des pommes, du beurre, du sucre. La pâte se met par-dessus, et la tarte se retourne à la sortie du four.",
        category="Desserts",
    ),
    Article(
        id="pot-au-feu",
        title="Le pot-au-feu",
        text="Trois morceaux de bœuf, des poireaux, des carottes, des navets, et tout un après-midi.",
        category="Plats",
    ),
]
FIRST = Article(
    id="bienvenue",
    title="Le marché de Cosne rouvre ses portes",
    text="Fermé depuis l’automne, le marché couvert a rouvert samedi. Vingt étals attendaient les habitants.",
    date=dt.date(2023, 3, 4),
    source="La rédaction",
    category="Ville",
)
THEME = {"accent": "#0b5394", "paper": "#f6f8fb", "serif": "Georgia, serif", "sans": "system-ui, sans-serif"}
THEME_DARK = {"accent": "#8ab8ff", "button": "#2a5fa5", "paper": "#10151c"}


def create_app(folder: Path | None = None) -> Flask:
    """Return the site; its indexes are in `folder`."""
    folder = folder or Path(os.environ.get("NEWSROOM_DATA", HERE / "data"))
    articles, recipes = folder / "articles.idx", folder / "recettes.idx"
    update_index(articles, [FIRST])  # builds where there is nothing yet
    build_index(recipes, RECIPES)  # publishes nothing where nothing changed

    app = Flask(__name__)
    # For messages and nothing else here: a real site keeps its key to itself.
    app.secret_key = os.environ.get("SECRET_KEY", "à changer")

    def stylesheet() -> str:
        return url_for("static", filename="newsroom.css")

    for name, index, prefix, title in (
        ("recherche", articles, "/recherche", "Les articles"),
        ("cuisine", recipes, "/cuisine/recherche", "La cuisine"),
    ):
        settings = Settings.load({"site_name": title})
        blueprint = create_blueprint(
            index, name=name, settings=settings, theme=THEME, theme_dark=THEME_DARK, stylesheet=stylesheet
        )
        app.register_blueprint(blueprint, url_prefix=prefix)

    @app.get("/")
    def home() -> str:
        return render_template("home.html")

    @app.post("/articles")
    def save() -> AnyResponse:
        """Save an article, and let it be found: the hook that a CMS would call."""
        form = request.form
        article = Article(
            id=form.get("id", "").strip(),
            title=form.get("title", "").strip(),
            text=form.get("text", "").strip() or abort(400),
            date=dt.date.today(),
            source="La rédaction",
            category=form.get("category", "").strip(),
        )
        # … the CMS keeps the article itself, here. Then:
        try:
            report = update_index(articles, [article])
        except IndexLocked as error:
            # Somebody else has been writing for longer than `lock_wait`: the article is saved, not yet to be found.
            app.logger.warning("%s", error)
            return Response("Enregistré ; la recherche suivra.", status=202)
        flash(f"Enregistré : {report.indexed + report.updated} article(s) à jour dans la recherche.")
        return redirect(url_for("home"), code=303)

    @app.post("/articles/delete")
    def delete() -> AnyResponse:
        """Take an article away, from the search too."""
        try:
            delete_articles(articles, [request.form.get("id", "")])
        except ArticleNotFound:
            abort(404)
        return redirect(url_for("home"), code=303)

    @app.errorhandler(404)
    def not_found(error: Exception) -> tuple[str, int]:
        return render_template("not_found.html"), 404

    return app


if __name__ == "__main__":
    create_app().run()
