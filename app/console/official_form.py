"""The official form as WTForms, made at request time from the catalogue (DOMAIN §3)."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from flask_babel import gettext
from wtforms import FormField, HiddenField
from wtforms.form import BaseForm

from app.catalog.kinds import Field, make_field
from app.catalog.queries import Catalogue
from app.catalog.rules.service import ServiceForm
from app.console import display
from app.console.forms import CatalogueForm, refuse
from app.foundation.errors import DomainError
from app.foundation.labels import text
from app.foundation.messages import say
from app.workflow.official_form import BASIC, CHANNEL, extras


def _chosen(catalogue: Catalogue) -> Field:
    """Which services are applied for: the tick boxes of the basic block."""
    choices = [{"code": code, "label": form.label} for code, form in catalogue.services.items()]
    return make_field(
        {
            "id": "services",
            "type": "multi_choice",
            "label": say("Services applied for"),
            "required": True,
            "choices": choices,
        }
    )


class OfficialForm(BaseForm):
    """The basic block, a block per service in the annex's order, the extras.

    Fields of a block are named `<service>-<field>`, as the browser's conditions look them up.
    """

    def __init__(self, catalogue: Catalogue, formdata: Any, **stored: Any) -> None:
        self._catalogue = catalogue
        self._own = (*BASIC, CHANNEL, *extras(catalogue))
        fields: dict[str, Any] = {one.id: one.wtform() for one in BASIC}
        fields["services"] = _chosen(catalogue).wtform()
        fields |= {
            code: FormField(_block(form), text(form.section))
            for code, form in catalogue.services.items()
        }
        fields |= {one.id: one.wtform() for one in (CHANNEL, *extras(catalogue))}
        super().__init__({**fields, "key": HiddenField()})
        self.process(formdata, data=stored)

    @property
    def key(self) -> str | None:
        """One per form handed out: sent twice, it makes one application."""
        given: str | None = self["key"].data
        return given if given and len(given) <= 64 else None  # noqa: PLR2004  # a UUID has 36

    def payload(self) -> dict[str, Any]:
        """What was filled in, as `create` takes it; blocks that aren't ticked don't count."""
        ticked = self["services"].data
        blocks: Any = self._fields
        answers = {
            code: blocks[code].form.entered if code in self._catalogue.services else {}
            for code in ticked
        }
        return {**{one.id: self[one.id].data for one in self._own}, "services": answers}

    def refuse(self, error: DomainError) -> None:
        """Each problem beside its field; what is wrong with a whole service beside its tick."""
        errors: dict[str, list[Any]] = {}
        for path, said in error.errors.items():
            code = path.removeprefix("services.")
            form = self._catalogue.services.get(code)
            sentences = [display.paired(form.label, one) for one in said] if form else said
            errors.setdefault("services" if form else code, []).extend(sentences)
        refuse(self, errors)

    def sections(self) -> list[dict[str, Any]]:
        """The blocks as the annex prints them; what it doesn't print stands apart."""
        return [self._basic(), *self._blocks(), *self._apart()]

    def _basic(self) -> dict[str, Any]:
        services = self._catalogue.services
        inline = {
            code: f"{code}.{form.split.field}" for code, form in services.items() if form.split
        }
        return {
            "id": "basic",
            "label": gettext("Basic information of the enterprise"),
            "side": True,
            "fields": [*(one.id for one in BASIC), "services"],
            "wide": ["address", "services"],
            "inline": {"services": inline},
        }

    def _blocks(self) -> Iterable[dict[str, Any]]:
        for code, form in self._catalogue.services.items():
            yield {
                "id": code,
                "label": text(form.section),
                "optional": True,
                "fields": [f"{code}.{one}" for one in _unsplit(form)],
                "shown_if": {"field": "services", "op": "contains", "value": code},
            }

    def _apart(self) -> Iterable[dict[str, Any]]:
        fields = [CHANNEL.id, *(one.id for one in extras(self._catalogue))]
        yield {"id": "apart", "label": gettext("Further details"), "fields": fields, "apart": True}


def _block(form: ServiceForm) -> Any:
    """What WTForms calls a form class: made anew for the fields of this version."""
    return partial(CatalogueForm, form.fields)


def _unsplit(form: ServiceForm) -> Iterable[str]:
    """The block's fields without the one that is asked beside the tick."""
    split = form.split.field if form.split else None
    return (one.id for one in form.fields if one.id != split)
