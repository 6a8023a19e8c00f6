"""Finding a record from anywhere: by its number, its enterprise, the initials, the phone's end."""

from typing import Any
from urllib.parse import urlencode

from flask import flash, redirect, request, url_for
from flask_appbuilder import BaseView, expose
from flask_babel import gettext
from sqlalchemy import select

from app.access.actors import current_actor
from app.access.finding import FIND, found_by
from app.access.rules import Needed, Open
from app.access.scoped import visible
from app.console.naming import VIEWS, record_url
from app.extensions import db
from app.workflow.nouns import NOUNS

LONGEST = 40


class FindView(BaseView):
    """Opens the one record that what was typed may mean, else the list of them."""

    route_base = "/find"
    default_view = "find"
    permits: dict[str, Needed] = {"find": Open.signed_in}

    @expose("/")
    def find(self) -> Any:
        """Only among what the actor sees."""
        typed = request.args.get("q", "").strip()[:LONGEST].replace("\0", "")
        for noun in NOUNS:
            found = self._ids(NOUNS[noun].model, typed) if typed else []
            if len(found) == 1:
                return redirect(record_url(noun, found[0]))
            if found:
                return redirect(
                    f"{url_for(f'{VIEWS[noun]}.list')}?{urlencode({f'_flt_0_{FIND}': typed})}"
                )
        flash(gettext("Nothing has this number, or you may not see it."), "warning")
        return redirect(url_for("HomeView.index"))

    def _ids(self, model: Any, typed: str) -> list[int]:
        """One or more; of several two are enough to know."""
        query = select(model.id).where(found_by(model, typed), visible(model, current_actor()))
        return list(db.session.scalars(query.limit(2)))
