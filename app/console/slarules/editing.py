"""A rule's draft being edited, by the mechanism of every such form."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import url_for

from app.access.actors import current_actor
from app.console.editing import Editing
from app.console.forms import CatalogueForm
from app.console.history import Words
from app.console.merging import Part
from app.console.naming import known
from app.console.slarules.form import RuleForm
from app.console.stale import stale_notice
from app.extensions import db
from app.foundation.errors import Invalid, Problems
from app.workflow.drafts import Filling, Place
from app.workflow.slarules.editing import edit


class RuleEditing(Editing[RuleForm]):
    """The view gives the rule, and what is on the page around the form."""

    def __init__(self, view: Any, pk: int) -> None:
        self._view, self._rule = view, view.rule(pk)
        super().__init__(Place("slarules/edit", pk), url_for("SlaRuleView.edit", pk=pk))

    def parts(self) -> Sequence[Part]:
        return self.form(None).parts

    def now(self) -> tuple[int, Mapping[str, Any]]:
        self._rule = self._view.rule(self.place.record_id)
        return self._rule.version, self.form(None).stored()

    def form(self, sent: Any) -> RuleForm:
        return RuleForm(known(), self._rule.draft, sent, new=False)

    def inputs(self, form: RuleForm) -> CatalogueForm:
        return form.form

    def mine(self, form: RuleForm) -> Mapping[str, Any]:
        return form.typed()

    def save(self, form: RuleForm, seen: int, sent: Filling) -> Any:
        document, pk = form.document(), self.place.record_id
        if document is None:
            raise Invalid({})
        edit(pk, [seen], document | {"code": self._rule.code}, current_actor(), sent=sent)
        return self._view.saved(pk)

    def refuse(self, form: RuleForm, errors: Problems) -> None:
        form.refuse(errors)

    def notice(self, seen: int) -> Mapping[str, Any]:
        words = Words(db.session(), known(), current_actor())
        return stale_notice(db.session(), words, self._rule, seen)

    def page(self, form: RuleForm, stale: Any, draft: Any) -> Any:
        return self._view.form_page(form, draft, self._rule, stale)
