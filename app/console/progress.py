"""How far a recalculation is; the page asks again by itself until it has ended."""

from typing import Any

from flask import url_for
from flask_appbuilder import BaseView, expose
from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.rules import Needed
from app.console import display
from app.extensions import db
from app.foundation.errors import NotFound
from app.foundation.messages import say
from app.foundation.numbers import whole
from app.foundation.permissions import Permission as P
from app.sla.models import Recalculation
from app.workflow.recalculation import LIVE

STATES = {
    "waiting": say("Waiting for a worker"),
    "running": say("Open limits are being computed anew"),
    "done": say("Open limits were computed anew"),
    "failed": say("Computing the open limits anew failed"),
}
TONES = {"waiting": "info", "running": "info", "done": "success", "failed": "danger"}


class ProgressView(BaseView):
    """A part of a page."""

    route_base = "/recalculations"
    default_view = "progress"
    permits: dict[str, Needed] = {"progress": P.calendar_read}

    @expose("/progress/<pk>", methods=["GET"])
    def progress(self, pk: str) -> Any:
        """The job's bar."""
        number = whole(pk)
        job = db.session.get(Recalculation, number) if number is not None else None
        if job is None:
            raise NotFound
        return self.render_template("lianban/progress.html", title="", job=told(job))


def latest_job(session: Session, cause: str, subject: str) -> dict[str, Any] | None:
    """The last job of this cause about this subject, as the template takes it."""
    job = session.scalar(
        select(Recalculation)
        .where(Recalculation.cause == cause, Recalculation.subject == subject)
        .order_by(Recalculation.id.desc())
        .limit(1)
    )
    return told(job) if job else None


def told(job: Recalculation) -> dict[str, Any]:
    """{label, tone, done, total, counts, who, when, url?}: `url` while there is more to tell."""
    live = job.state in LIVE
    return {
        "label": str(STATES[job.state]),
        "tone": TONES[job.state],
        "done": job.done,
        "total": job.total,
        "counts": gettext(
            "%(done)s of %(total)s limits looked at, %(moved)s moved",
            done=job.done, total=job.total, moved=job.moved,
        ),
        "who": job.asked_by,
        "when": display.moment(job.finished_at or job.created_at),
        "url": url_for("ProgressView.progress", pk=job.id) if live else None,
    }  # fmt: skip
