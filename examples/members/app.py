"""A site for members: who is not logged in is sent to log in, and each member finds what their rank may read.

flask --app examples/members/app.py run
"""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask, redirect, render_template, request, url_for
from flask_login import LoginManager, UserMixin, current_user, login_required, login_user, logout_user
from werkzeug.security import check_password_hash, generate_password_hash
from werkzeug.wrappers import Response

from trouvere.index import Article, build_index
from trouvere.search import Filters
from trouvere.web import create_blueprint

HERE = Path(__file__).parent
ARTICLES = [
    Article(id="ag", title="Assemblée générale", text="Le budget de l’association est voté.", category="Public"),
    Article(id="pv", title="Procès-verbal du bureau", text="Le bureau parle du budget et du loyer.", category="Bureau"),
    Article(id="ca", title="Comptes confidentiels", text="Le détail du budget et des salaires.", category="Trésorerie"),
]


class Member(UserMixin):  # type: ignore[misc]  # Flask-Login has no types
    """A member: `may_read` are the categories of articles that this one finds."""

    def __init__(self, name: str, password: str, may_read: tuple[str, ...]) -> None:
        self.id = name
        self.password = generate_password_hash(password)
        self.may_read = may_read


# Passwords in a program are for an example only.
MEMBERS = {
    "anna": Member("anna", "tilleul", ("Public", "Bureau", "Trésorerie")),
    "basile": Member("basile", "érable", ("Public",)),
}


def may_enter() -> bool | Response:
    """Let members in; send others to log in, and from there back to what they asked for."""
    if current_user.is_authenticated:
        return True
    return redirect(url_for("login", next=request.script_root + request.full_path))


def may_read() -> Filters:
    """Return what the member who asks may find: asked at each request, of the session, never of the address."""
    return Filters(category=current_user.may_read)


def create_app(folder: Path | None = None) -> Flask:
    """Return the site; its index is in `folder`."""
    index = (folder or Path(os.environ.get("MEMBERS_DATA", HERE / "data"))) / "articles.idx"
    build_index(index, ARTICLES)

    app = Flask(__name__)
    app.secret_key = os.environ.get("SECRET_KEY", "à changer")
    manager = LoginManager(app)
    manager.login_view = "login"
    manager.user_loader(MEMBERS.get)

    blueprint = create_blueprint(index, name="recherche", authorize=may_enter, base_filter=may_read)
    app.register_blueprint(blueprint, url_prefix="/recherche")

    @app.get("/")
    @login_required  # type: ignore[untyped-decorator]
    def home() -> str:
        return render_template("home.html")

    @app.route("/login", methods=["GET", "POST"])
    def login() -> Response | str | tuple[str, int]:
        if request.method == "GET":
            return render_template("login.html")
        member = MEMBERS.get(request.form.get("name", ""))
        if member is None or not check_password_hash(member.password, request.form.get("password", "")):
            return render_template("login.html", wrong=True), 401
        login_user(member)
        return redirect(own_address(request.args.get("next", "")))

    @app.post("/logout")
    def logout() -> Response:
        logout_user()
        return redirect(url_for("login"))

    return app


def own_address(wanted: str) -> str:
    """Return `wanted` where it is a path of this site, otherwise the home page: never a way to another site."""
    parts = urlsplit(wanted)
    ours = not parts.scheme and not parts.netloc and wanted.startswith("/") and not wanted.startswith(("//", "/\\"))
    return wanted if ours else url_for("home")


if __name__ == "__main__":
    create_app().run()
