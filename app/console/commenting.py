"""The box below a timeline: what somebody has to say about the record, and to whom."""

from collections.abc import Sequence
from typing import Any

from flask import url_for

from app.console.forms import CatalogueForm
from app.console.merging import ORIGINAL, carry
from app.foundation.actor import Actor
from app.workflow.available import Availability
from app.workflow.comments import VERB, WORDS
from app.workflow.nouns import noun_of


def box(offered: Sequence[Availability], actor: Actor) -> dict[str, Any] | None:
    """What lianban/parts/comment.html takes; None for whom commenting isn't.

    It carries an empty original: what others did meanwhile contradicts no comment. Whom to mention
    is asked for as an @ is typed, or on the action's own page, since who may be costs statements.
    """
    found = next((one for one in offered if one.action.verb == VERB and one.allowed), None)
    if found is None or not actor.may(found.action.permission):
        return None
    row = found.setting.row
    form = CatalogueForm([WORDS])
    carry(form, ORIGINAL, {})
    return {
        "form": form,
        "url": f"/actions/{noun_of(row).name}/{row.id}/{VERB}",
        "people": url_for("MentionView.offered", noun=noun_of(row).name, pk=row.id),
        "label": str(found.action.label),
    }
