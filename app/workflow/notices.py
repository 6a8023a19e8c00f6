"""What people of an organisation should see: told in the transaction in which it happened."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, insert, update
from sqlalchemy.orm import Session

from app.foundation import clock
from app.foundation.actor import Actor
from app.foundation.base import row_of
from app.foundation.labels import text
from app.foundation.messages import Message, say
from app.journal.models import Notice
from app.sla.states import NODE_LABELS, Audience
from app.workflow.nouns import application_id
from app.workflow.setting import Row
from app.workflow.transaction import writing

MENTIONED = "mentioned"
"""What quotes words that can be erased."""
IN_NOTICE = 80
"""Signs of the words that are quoted."""
SENTENCES: Mapping[str, Message] = {
    "level": say("%(number)s · %(node)s: %(level)s, due %(due_at)s"),
    MENTIONED: say("%(number)s: %(by)s mentions you: “%(text)s”"),
    f"{MENTIONED}.erased": say("%(number)s: %(by)s mentioned you; the words were erased"),
    "urge": say("%(number)s: %(by)s asks you to hurry"),
    "supervise": say("%(number)s: supervised, reply by %(reply_due_at)s: %(demand)s"),
    "reply": say("%(number)s: the supervision was replied to"),
    "extension_asked": say("%(number)s · %(node)s: an extension is asked for"),
    "extension_approved": say("%(number)s · %(node)s: the extension was approved"),
    "extension_refused": say("%(number)s · %(node)s: the extension was refused"),
    "level.statutory": say("%(number)s · %(node)s (statutory): %(level)s, due %(due_at)s"),
    "survey_proposed": say("%(number)s: joint survey proposed for %(survey_at)s"),
    "survey_moved": say("%(number)s: the joint survey moves to %(survey_at)s: %(reason)s"),
    "survey_agreed": say("%(number)s: everybody comes to the joint survey at %(survey_at)s"),
    "survey_without": say("%(number)s: you are not asked to the joint survey any more"),
    "survey_yes": say("%(number)s: %(by)s comes to the joint survey"),
    "survey_other": say("%(number)s: %(by)s asks for another time of the joint survey"),
    "survey_not_needed": say("%(number)s: %(by)s needs no survey"),
    "survey_left": say("%(number)s: %(by)s no longer takes part in the joint survey"),
    "dig_near": say("%(number)s: %(by)s plans to dig near yours, %(road)s"),
    "dig_merge_proposed": say(
        "%(number)s: %(by)s proposes to dig together, %(road)s from %(day)s on, %(metres)s m saved"
    ),
    "dig_begins": say("%(number)s: joint dig %(merge)s begins today, the time runs again"),
    "dig_agreed": say("%(number)s: joint dig %(merge)s is agreed, from %(day)s on"),
    "dig_refused": say("%(number)s: joint dig %(merge)s was refused"),
    "dig_cancelled": say("%(number)s: joint dig %(merge)s was called off"),
    "scheme_confirmed": say("%(number)s: the applicant confirmed the scheme"),
    "scheme_refused": say("%(number)s: the applicant refused the scheme, a revision is awaited"),
    "approval_asked": say("%(number)s: an approval is asked for, “%(permit)s”"),
    "approval_approved": say("%(number)s: approved, “%(permit)s”"),
    "approval_refused": say("%(number)s: refused, “%(permit)s”; it can be asked for again"),
    "approval_supplement": say("%(number)s: a supplement is requested for “%(permit)s”"),
    "approval_supplemented": say("%(number)s: supplemented, “%(permit)s”"),
    "approval_withdrawn": say("%(number)s: withdrawn, “%(permit)s”"),
    "waited_for": say("%(number)s: %(by)s waits for your part of the works: %(reason)s"),
    "inspection": say("%(number)s: %(by)s asks you to a joint inspection at %(inspection_at)s"),
    "handed_over": say("%(number)s: handed over to %(to)s by %(by)s"),
    "handed_over_several": say("%(number)s and %(more)s more: handed over to %(to)s by %(by)s"),
    "delegated": say("%(person)s is away from %(begins_at)s to %(ends_at)s, %(to)s stands in"),
    "delegation_ended": say("%(person)s is back, %(to)s does not stand in any more"),
    "resume": say("%(number)s: the pause has expired, the time runs again"),
    "meeting": say("%(number)s: you are asked to a meeting at %(starts_at)s: %(title)s"),
    "meeting_cancelled": say("%(number)s: the meeting at %(starts_at)s is called off: %(reason)s"),
    "agenda": say("%(number)s: on the agenda of meeting %(meeting)s at %(starts_at)s"),
    "conclusion": say("%(number)s: concluded at meeting %(meeting)s"),
    "action_add": say("%(number)s: to be done by you by %(due_on)s: %(text)s"),
    "action_due": say("%(number)s: was to be done by you by %(due_on)s: %(text)s"),
    "action_complete": say("%(number)s: reported as done: %(text)s"),
    "action_reopen": say("%(number)s: to be done after all (%(reason)s): %(text)s"),
    "action_cancel": say("%(number)s: need not be done any more (%(reason)s): %(text)s"),
}
"""Kind, or kind and basis → what is said; the names in it are the notice's params."""
SEVERAL = "handed_over"
"""What is done to dozens at once, and must not fill the list of notices."""


def notice(
    kind: str,
    row: Row,
    *,
    organisation_id: int | None = None,
    audience: str = Audience.organisation,
    user_id: int | None = None,
    **params: Any,
) -> Notice:
    """To the organisation that holds the row unless another is named, or to one person of it."""
    return Notice(
        organisation_id=organisation_id or row.organisation_id,
        audience=audience,
        user_id=user_id,
        kind=kind,
        subject_kind=row.__tablename__,
        subject_id=row.id,
        application_id=application_id(row),
        params={"number": row.number, **params},
        created_at=clock.now(),
    )


def write(
    session: Session,
    notices: Iterable[Notice],
    events: Mapping[tuple[str, int], int] = MappingProxyType({}),
) -> None:
    """All in one statement; `events` hold the words that are quoted, by (table, row id)."""
    notices = list(notices)
    for one in notices:
        if one.kind == MENTIONED:
            one.event_id = events[one.subject_kind, one.subject_id]
    rows = [row_of(one) for one in notices]
    if rows:
        session.execute(insert(Notice), rows)


def gathered(told: Iterable[Notice]) -> list[Notice]:
    """What a set of cases says in the same words to the same people is said once."""
    first: dict[tuple[Any, ...], Notice] = {}
    others: list[Notice] = []
    for one in told:
        same = (one.organisation_id, one.audience, one.subject_kind, one.params.get("to"))
        if one.kind != SEVERAL:
            others.append(one)
        elif lead := first.get(same):
            lead.kind = f"{SEVERAL}_several"
            lead.params = lead.params | {"more": lead.params.get("more", 0) + 1}
        else:
            first[same] = one
    return [*others, *first.values()]


def sentence(told: Notice) -> Message:
    """What a notice says; a kind that nobody knows says its name."""
    params = named(told)
    erased = told.kind == MENTIONED and "text" not in params
    special = f"{told.kind}.{'erased' if erased else params.get('basis')}"
    said = SENTENCES.get(special) or SENTENCES.get(told.kind)
    if said is None:
        return Message(told.kind)
    return Message(said.msgid, {name: _shown(name, one) for name, one in params.items()})


def named(told: Notice) -> dict[str, Any]:
    """What the sentence names: its params, and the words it quotes unless they were erased."""
    words = told.quoted.after if told.quoted else None
    if words is None:
        return told.params
    quoted = words if len(words) <= IN_NOTICE else f"{words[:IN_NOTICE]}…"
    return {**told.params, "text": quoted}


def _shown(name: str, value: Any) -> Any:
    if name == "node":
        return NODE_LABELS.get(value, value)
    if name.endswith("_at") and isinstance(value, str):
        return f"{clock.local(datetime.fromisoformat(value)):%Y-%m-%d %H:%M}"
    return text(value) if isinstance(value, Mapping) else value


def mark_seen(ids: Collection[int], actor: Actor, scope: ColumnElement[bool]) -> int:
    """Say that the actor has seen those of these notices that nobody had; how many they were."""
    mine = update(Notice).where(Notice.id.in_(ids), Notice.seen_at.is_(None), scope)
    seen = {"seen_at": clock.now(), "seen_by_id": actor.user_id}
    with writing() as session:
        done: Any = session.execute(
            mine.values(seen), execution_options={"synchronize_session": False}
        )
    return int(done.rowcount)
