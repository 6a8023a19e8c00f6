"""Kinds of approvals with their departments, and the lanes with the clauses they rest on."""

from typing import Any

from flask_appbuilder import BaseView, expose
from flask_babel import gettext

from app.access.rules import Needed
from app.catalog.rules.lanes import LaneEntry
from app.catalog.states import LANE_LABELS
from app.console import display
from app.console.naming import known
from app.extensions import db
from app.foundation.labels import text
from app.foundation.permissions import Permission as P
from app.workflow.directory import Directory
from app.workflow.wording import Asked, askable_of_packages, condition


class ApprovalKindView(BaseView):
    """Read here, published with the county's configuration."""

    route_base = "/approvalkinds"
    default_view = "list"
    permits: dict[str, Needed] = {"list": P.approvalkind_read}

    @expose("/list/", methods=["GET"])
    def list(self) -> Any:
        """Who decides what on which basis; which lane is proposed when."""
        catalogue = known()
        asked, names = askable_of_packages(catalogue), Directory(db.session()).organisations
        return self.render_template(
            "lianban/approvalkinds.html",
            title=gettext("Approvals and lanes"),
            kinds=[
                {
                    "code": one.code,
                    "label": text(one.label),
                    "department": display.named(names.get(one.organisation)),
                    "basis": one.legal_basis,
                    "sample": one.sample,
                }
                for one in catalogue.approval_kinds.values()
            ],
            lanes=[_lane(one, asked) for one in catalogue.lanes],
            deemed=catalogue.county.deemed_approval,
            disclaimer=text(catalogue.county.disclaimer),
        )


def _lane(one: LaneEntry, asked: Asked) -> dict[str, Any]:
    return {
        "label": text(one.label),
        "lane": {"kind": "lane", "code": str(one.lane), "label": text(LANE_LABELS[one.lane])},
        "condition": condition(one.when, asked),
        "clause": one.clause,
        "sample": one.sample,
    }
