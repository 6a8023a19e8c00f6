"""The application factory: wires extensions and faces; no rules."""

import os

from flask import Flask
from jinja2 import pass_context

from app.extensions import csrf, db, init_database, new_appbuilder
from app.foundation.messages import in_template
from config import Settings


def create_app(settings: Settings | None = None) -> Flask:
    """Build the application; without `settings` they come from the environment."""
    from app import cli, server  # noqa: PLC0415  # faces import models, which need the metadata wired first
    from app.access.manager import LianbanSecurityManager  # noqa: PLC0415  # likewise
    from app.console import menu  # noqa: PLC0415  # likewise

    settings = settings or Settings.from_environment(os.environ)
    app = Flask(__name__)
    app.config.from_mapping(settings.flask())
    init_database(app)
    csrf.init_app(app)
    server.init_app(app, settings)
    with app.app_context():
        appbuilder = new_appbuilder(LianbanSecurityManager)
        appbuilder.init_app(app, db.session)
        app.jinja_env.globals["gettext"] = pass_context(in_template)
        menu.register(appbuilder)
    cli.init_app(app)
    return app
