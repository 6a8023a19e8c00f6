"""Rules of time limits: the list, a rule with its history, its form; what-if stands beside."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask_appbuilder import BaseView, expose
from flask_babel import gettext
from sqlalchemy import select

from app.access.actors import current_actor
from app.access.rules import Needed
from app.access.scoped import visible
from app.console.drafts import Offer, filling
from app.console.editing import clashing
from app.console.naming import known
from app.console.sending import version_sent
from app.console.slarules import foresight, told, trial
from app.console.slarules.editing import RuleEditing
from app.console.slarules.form import RuleForm
from app.extensions import db
from app.foundation.errors import Invalid, NotFound, Stale
from app.foundation.labels import text
from app.foundation.permissions import Permission as P
from app.sla.models import SlaRule
from app.sla.queries import limits
from app.workflow.drafts import Place
from app.workflow.slarules.editing import create
from app.workflow.slarules.publishing import publish, retire
from app.workflow.slarules.standing import Standing, refusals, standing
from app.workflow.wording import askable

EMPTY = {"unit": "workday", "sample": False, "sort": 500}


class SlaRuleView(BaseView):
    """Read by all who keep limits; drafted and published by the coordinating office."""

    route_base = "/slarules"
    default_view = "list"
    permits: dict[str, Needed] = {
        **dict.fromkeys(("list", "show", "test"), P.slarule_read),
        **dict.fromkeys(("add", "edit", "what_if", "clocks", "publish", "retire"), P.slarule_edit),
    }

    @expose("/list/", methods=["GET"])
    def list(self) -> Any:
        """All rules by node, in words."""
        catalogue, published = known(), limits(db.session())
        query = select(SlaRule).where(visible(SlaRule, current_actor()))
        rows = db.session.scalars(query.order_by(SlaRule.sort, SlaRule.code)).all()
        rules = [standing(one, published) for one in rows]
        return self.render_template(
            "lianban/slarules.html",
            title=gettext("Rules of time limits"),
            groups=list_of(told.listed(rules, askable(catalogue, None), catalogue)),
            disclaimer=text(catalogue.county.disclaimer),
            may_edit=current_actor().may(P.slarule_edit),
        )

    @expose("/show/<int:pk>", methods=["GET"])
    def show(self, pk: int) -> Any:
        """One rule: what applies, what waits, what was before."""
        found, catalogue = self._standing(pk), known()
        asked = askable(catalogue, None)
        shown = told.shown(found)
        draft = told.described(told.drafted(found.rule), asked, catalogue)
        newest = told.described(found.versions[0], asked, catalogue) if found.versions else None
        return self.render_template(
            "lianban/slarule.html",
            title=text(shown.label),
            rule=found.rule,
            facts=[
                {"label": label, "value": value}
                for label, value in told.described(shown, asked, catalogue).items()
            ],
            disclaimer=text(catalogue.county.disclaimer) if shown.sample else "",
            marks=[*told.marks(found)],
            draft=told.difference(newest, draft) if newest and found.changed else [],
            versions=told.versions(found, asked, catalogue),
            why_not=refusals(found, current_actor()),
            may_edit=current_actor().may(P.slarule_edit),
        )

    @expose("/add", methods=["GET", "POST"])
    def add(self) -> Any:
        """A new draft."""
        place = Place("slarules/add")
        offer = Offer(place, request.path)
        form = RuleForm(known(), EMPTY, request.form or offer.answers, new=True)
        if request.method == "GET":
            return self.form_page(form, offer.told())
        if document := form.document():
            try:
                return self.saved(create(document, current_actor(), sent=filling(place)))
            except Invalid as error:
                form.refuse(error.errors)
        return self.form_page(form, offer.told()), Invalid.status

    @expose("/edit/<int:pk>", methods=["GET", "POST"])
    def edit(self, pk: int) -> Any:
        """Change the draft as it was read."""
        return RuleEditing(self, pk).answer()

    @expose("/what_if/<int:pk>", methods=["GET"])
    def what_if(self, pk: int) -> Any:
        """What publishing would do, before it is done."""
        return foresight.page(self, self.rule(pk))

    @expose("/clocks/<int:pk>", methods=["GET"])
    def clocks(self, pk: int) -> Any:
        """The clocks behind one number of the what-if."""
        return foresight.clocks_page(self, self.rule(pk))

    @expose("/publish/<int:pk>", methods=["POST"])
    def publish(self, pk: int) -> Any:
        """Bring the draft into force as the what-if showed it."""
        seen, publication = version_sent(), foresight.publication(request.form)
        if publication is None:
            return foresight.page(self, self.rule(pk), request.form), Invalid.status
        try:
            plan = publish(pk, [seen], *publication, current_actor())
        except (Invalid, Stale) as error:
            page = foresight.page(self, self.rule(pk), request.form, error)
            return page, error.status
        flash(told.outcome(plan), "success")
        return redirect(url_for(".show", pk=pk))

    @expose("/retire/<int:pk>", methods=["POST"])
    def retire(self, pk: int) -> Any:
        """From today on it limits nothing new."""
        retire(pk, [version_sent()], current_actor())
        flash(gettext("Retired. Clocks that run go on to their end."), "success")
        return redirect(url_for(".show", pk=pk))

    @expose("/test", methods=["GET"])
    def test(self) -> Any:
        """Which rule applies to a made-up case."""
        return trial.page(self)

    # ------------------------------------------------------------ rows and pages
    def rule(self, pk: int) -> SlaRule:
        """The rule as it is now; raises NotFound."""
        query = select(SlaRule).where(SlaRule.id == pk, visible(SlaRule, current_actor()))
        found: SlaRule | None = db.session.scalar(query)
        if found is None:
            raise NotFound
        return found

    def _standing(self, pk: int) -> Standing:
        return standing(self.rule(pk), limits(db.session()))

    def saved(self, pk: int) -> Any:
        """On to the rule's page."""
        flash(gettext("Saved as a draft. It applies when it is published."), "success")
        return redirect(url_for(".show", pk=pk))

    def form_page(
        self, form: RuleForm, draft: Any, rule: SlaRule | None = None, stale: Any = None
    ) -> Any:
        """The form of a new rule, or of this one's draft."""
        return self.render_template(
            "lianban/slarule_form.html",
            title=text(told.drafted(rule).label) if rule else gettext("New rule"),
            form=form.form,
            comparisons=range(form.comparisons),
            levels=range(form.levels),
            kept=form.kept_in_words(),
            draft=draft,
            stale=stale,
            clashing=clashing(stale),
            form_action=request.path,
            back_url=url_for(".show", pk=rule.id) if rule else url_for(".list"),
        )


def list_of(found: Any) -> Any:
    """A generator's items, where `list` is a page."""
    return [*found]
