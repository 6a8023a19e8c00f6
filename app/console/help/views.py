"""The pages of help, and the answers of the palette."""

from typing import Any

from flask import Response, jsonify, redirect, request, url_for
from flask_appbuilder import BaseView, expose
from flask_babel import gettext

from app.access.rules import Needed, Open
from app.console.help import tours
from app.console.help.answers import LONGEST, answers_to
from app.console.help.shortcuts import overview


class HelpView(BaseView):
    """The same for everybody, but for what leads where the reader may not go."""

    route_base = "/help"
    default_view = "index"
    permits: dict[str, Needed] = dict.fromkeys(
        ("index", "keys", "answers", "toured"), Open.signed_in
    )

    @expose("/")
    def index(self) -> Any:
        """How one finds, walks by keys, and learns one's way about."""
        return self.render_template(
            "lianban/help.html", title=gettext("Help"), groups=overview(), steps=tours.steps()
        )

    @expose("/keys")
    def keys(self) -> Any:
        """The shortcuts alone: `?` shows this page as a dialog."""
        title = gettext("Keyboard shortcuts")
        return self.render_template("lianban/keys.html", title=title, groups=overview())

    @expose("/answers")
    def answers(self) -> Response:
        """What was typed into the palette may mean, as JSON."""
        typed = request.args.get("q", "").strip()[:LONGEST].replace("\0", "")
        return jsonify(result=answers_to(typed))

    @expose("/tour", methods=["POST"])
    def toured(self) -> Any:
        """The tour isn't offered again; the help still has it."""
        tours.settle()
        return redirect(url_for("HomeView.index"))
