"""Schemes on the pages of a ticket and of its application."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from flask import url_for
from flask_babel import gettext

from app.catalog.kinds import EMPTY
from app.console import display
from app.console.naming import ticket_name
from app.extensions import db
from app.foundation.labels import text
from app.foundation.money import spoken, total
from app.journal.models import Attachment
from app.sitework.models.schemes import FeeLine, Scheme
from app.sitework.queries.schemes import of_application
from app.sitework.rules.schemes import Spread
from app.sitework.states.schemes import (
    FORM_LABELS,
    PROMISES,
    REPLY_LABELS,
    STATE_LABELS,
    Reply,
    SchemeState,
)
from app.tickets.models import Ticket
from app.workflow.attached import attachments_of
from app.workflow.reply import Answer, CombinedReply, combined

Shown = Mapping[str, Any]
Files = Mapping[str, Attachment]
"""Digest → the attachment of the record that has this content."""


# ---------------------------------------------------------------- the ticket's revisions
def of_ticket(page: Any) -> Shown:
    """Every revision, the newest first, each with what it changed."""
    query = of_application(page.ticket.application_id)
    found = [one for one in db.session.scalars(query).unique() if one.ticket_id == page.ticket.id]
    files = {one.digest: one for one in attachments_of(page.setting)}
    changes = {id(after): _changes(before, after) for before, after in pairwise(found)}
    return {
        "schemes": [_scheme(one, files) | {"changes": changes.get(id(one))} for one in found[::-1]]
    }


def _scheme(one: Scheme, files: Files) -> dict[str, Any]:
    return {
        "revision": one.revision,
        "state": display.state("scheme", one.state, STATE_LABELS),
        "text": one.text,
        "promises": _promises(one),
        "proposed": _who(one.proposed_by, one.proposed_at),
        "decided": _who(one.decided_by, one.decided_at),
        "refusal": one.refusal_reason,
        "agreement": _agreement(one),
        "fees": _fees(one.lines),
        "files": [
            {"label": gettext("Drawings"), "files": _named(one.drawings, files)},
            {
                "label": gettext("Signed copy of the agreement"),
                "files": _named(one.signed_copies, files),
            },
        ],
    }


def _named(digests: Sequence[str], files: Files) -> list[Attachment]:
    return [files[one] for one in digests if one in files]


def _who(user: Any, at: Any) -> str:
    return " · ".join(filter(None, (display.moment(at), display.person(user))))


def _day(day: date | None) -> str:
    return day.isoformat() if day else EMPTY


def _agreement(one: Scheme) -> list[dict[str, str]]:
    """Nothing before the confirmation."""
    if one.state != SchemeState.confirmed or one.agreement_form is None:
        return []
    rows = (
        (gettext("Agreement number"), one.agreement_number),
        (gettext("Signed on"), _day(one.agreement_signed_on)),
        (gettext("How it was signed"), text(FORM_LABELS[one.agreement_form])),
    )
    return [{"label": label, "value": value or EMPTY} for label, value in rows]


def _fees(lines: Sequence[FeeLine]) -> dict[str, Any]:
    settled = any(one.actual is not None for one in lines)
    return {
        "settled": settled,
        "rows": [
            {
                "name": text(one.name),
                "price": " / ".join(filter(None, (one.price, text(one.unit)))),
                "basis": one.legal_basis,
                "estimate": spoken(one.estimate) or EMPTY,
                "actual": spoken(one.actual) or EMPTY,
                "reason": one.reason,
                "differs": one.actual is not None and one.actual != one.estimate,
            }
            for one in lines
        ],
        "estimate": spoken(total(one.estimate for one in lines)),
        "actual": spoken(total(one.actual for one in lines)) if settled else EMPTY,
    }


def _changes(before: Scheme, after: Scheme) -> list[dict[str, str]]:
    """What a revision says otherwise than the one before."""
    pairs: list[tuple[str, str, str]] = [(gettext("Scheme"), before.text, after.text)]
    pairs += [
        (text(label), _day(getattr(before, name)), _day(getattr(after, name)))
        for name, label in PROMISES.items()
    ]
    old, new = _estimates(before), _estimates(after)
    pairs += [
        (name, spoken(old.get(name)) or EMPTY, spoken(new.get(name)) or EMPTY)
        for name in dict.fromkeys([*old, *new])
    ]
    return [
        {"label": label, "before": was, "after": now} for label, was, now in pairs if was != now
    ]


def _estimates(one: Scheme) -> dict[str, Decimal | None]:
    return {text(line.name): line.estimate for line in one.lines}


# ---------------------------------------------------------------- the one reply
def is_dispatched(page: Any) -> bool:
    """Before, nobody was asked."""
    return page.application.dispatched_at is not None


def of_case(page: Any) -> Shown:
    """All utilities' schemes side by side, as far as the reader may see each."""
    tickets = page.offered[0].setting.tickets
    attached = page.beside.of(Attachment, page.application.id)
    files: dict[int, dict[str, Attachment]] = defaultdict(dict)
    for one in attached:
        if one.subject_kind == Ticket.__tablename__:
            files[one.subject_id][one.digest] = one
    schemes = db.session.scalars(of_application(page.application.id)).unique()
    reply = combined(tickets, schemes, {one.id for one in page.tickets})
    names = {one.ticket.id: _holder(page, one) for one in reply.answers}
    apart = {who for one in reply.spreads for whose in one.weeks.values() for who in whose}
    waiting = [one for one in reply.answers if one.reply in {Reply.awaited, Reply.revising}]
    return {
        "reply": {
            "columns": [_column(one, names, apart, files[one.ticket.id]) for one in reply.answers],
            "count": len(reply.answers),
            "replied": len(reply.replied),
            "waiting": [names[one.ticket.id] for one in waiting],
            "spreads": [_spread(one, names) for one in reply.spreads],
            **_sums(reply),
        }
    }


def _holder(page: Any, answer: Answer) -> str:
    organisation = page.directory.by_id.get(answer.ticket.organisation_id)
    return f"{ticket_name(answer.ticket)} · {display.named(organisation)}"


def _column(
    one: Answer, names: Mapping[int, str], apart: Collection[int], files: Files
) -> dict[str, Any]:
    state = {"kind": "reply", "code": str(one.reply), "label": text(REPLY_LABELS[one.reply])}
    dates = _promises(one.scheme) if one.scheme else []
    more = _scheme(one.scheme, files) if one.scheme and one.full else None
    return {
        "name": names[one.ticket.id],
        "url": url_for("TicketView.show", pk=one.ticket.id, part="scheme") if one.full else None,
        "number": one.ticket.number if one.full else "",
        "state": state,
        "promises": dates,
        "apart": one.ticket.id in apart,
        "disordered": one.disordered,
        "full": one.full,
        "scheme": more,
    }


def _promises(one: Scheme) -> list[dict[str, str]]:
    return [
        {"label": text(label), "value": _day(getattr(one, name))}
        for name, label in PROMISES.items()
    ]


def _spread(one: Spread, names: Mapping[int, str]) -> dict[str, Any]:
    """A step, and who promises it for which week."""
    return {
        "label": text(PROMISES[one.promise]),
        "weeks": [
            {
                "week": gettext("week of %(monday)s", monday=monday),
                "names": [names[each] for each in who],
            }
            for monday, who in one.weeks.items()
        ],
    }


def _sums(reply: CombinedReply) -> dict[str, str]:
    """What all of it costs, for those who are told every part."""
    if not reply.whole:
        return {}
    actual = total(one.actual for one in reply.lines)
    return {
        "estimate": spoken(total(one.estimate for one in reply.lines)),
        "actual": spoken(actual) if actual else "",
    }
