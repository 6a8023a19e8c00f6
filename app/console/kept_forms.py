"""Forms of which drafts are kept, and who may fill them in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for
from sqlalchemy import exists, select

from app.access.scoped import visible
from app.console.naming import record_url
from app.extensions import db
from app.foundation.actor import Actor
from app.foundation.permissions import Permission as P
from app.people.models import Organisation, Outlet, Specialist
from app.sla.models import CalendarVersion, SlaRule
from app.workflow.action import ACTIONS
from app.workflow.nouns import NOUNS


@dataclass(frozen=True)
class KeptForm:
    """Its page, by endpoint; with a `model` it changes a row of that, else it makes a new one."""

    endpoint: str
    needed: P
    model: Any = None

    def there(self, _noun: str, pk: int, actor: Actor) -> bool:
        """Whether there is something that it could change."""
        return _seen(self.model, pk, actor) if self.model else pk == 0

    def page(self, _noun: str, pk: int) -> str:
        """Where it, or its empty form, is."""
        return url_for(self.endpoint, pk=pk) if pk else url_for(self.endpoint)


class CalendarForm(KeptForm):
    """Of a calendar whatever its revision: the noun is `calendars-<code>`, the number a day."""

    def there(self, noun: str, _pk: int, actor: Actor) -> bool:
        code = CalendarVersion.calendar == noun.partition("-")[2]
        query = select(exists().where(code, visible(CalendarVersion, actor)))
        return db.session.scalar(query) is True

    def page(self, noun: str, _pk: int) -> str:
        return url_for(self.endpoint, code=noun.partition("-")[2])


class ActionForm(KeptForm):
    """Of an action on a row, whose page is the row's."""

    def page(self, noun: str, pk: int) -> str:
        return record_url(noun, pk) or ""


def _seen(model: Any, pk: int, actor: Actor) -> bool:
    query = select(model.id).where(model.id == pk, visible(model, actor))
    return db.session.scalar(query) is not None


EDITED: Mapping[str, tuple[str, P, Any]] = {
    "organisations": ("OrganisationView", P.organisation_edit, Organisation),
    "outlets": ("OutletView", P.outlet_edit, Outlet),
    "specialists": ("SpecialistView", P.specialist_edit, Specialist),
    "slarules": ("SlaRuleView", P.slarule_edit, SlaRule),
}
CALENDAR = CalendarForm("CalendarView.current", P.calendar_edit)
FORMS: Mapping[str, KeptForm] = {
    "applications/create": KeptForm("ApplicationView.add", P.application_create),
    **{f"{noun}/add": KeptForm(f"{view}.add", may) for noun, (view, may, _) in EDITED.items()},
    **{
        f"{noun}/edit": KeptForm(f"{view}.edit", may, model)
        for noun, (view, may, model) in EDITED.items()
    },
    **{f"calendars/{verb}": CALENDAR for verb in ("day", "fill", "upload")},
    **{
        f"{noun}/{verb}": ActionForm("", action.permission, NOUNS[noun].model)
        for (noun, verb), action in ACTIONS.items()
    },
}


def kept_form(noun: str, verb: str) -> KeptForm | None:
    """The form, if there is one of that name."""
    kind, _, code = noun.partition("-")
    found = FORMS.get(f"{kind}/{verb}")
    return found if isinstance(found, CalendarForm) == bool(code) else None
