"""What a service asks about persons stays out of the journal, as the form's own columns do."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.extensions import db
from app.journal.models import Event, EventPersonal
from app.journal.rules import digest
from app.workflow.door import Ref, perform
from app.workflow.seeding.sowing import Sower
from tests.console.reading import main_of
from tests.support.clients import Client
from tests.workflow.bundles import COUNTY, edit
from tests.workflow.stories import dispatched, do, ticket_of, who

pytestmark = pytest.mark.engines
SITE, OTHER, KEEPER, NAME = "13955512345", "13955567890", "13955500001", "李看门"
ASKED = {"id": "site_phone", "type": "phone", "label": {"zh": "现场电话", "en": "Site phone"}}
QUESTIONS = [
    {"id": "phone", "type": "phone", "label": {"zh": "看门人电话", "en": "Keeper's phone"}},
    {"id": "keeper", "type": "text", "label": {"zh": "看门人", "en": "Keeper"}, "personal": True},
]
ERASED = "已清除"


@pytest.fixture
def asking(scene: Callable[..., Any], session: Session) -> None:
    """The county's power service asks for a phone, and for the keeper at contact."""
    scene("asking", published)


def published(app: Flask) -> None:
    def change(document: dict[str, Any]) -> None:
        document["fields"].append(ASKED)
        document["inputs"]["contact"] += QUESTIONS

    with tempfile.TemporaryDirectory() as directory:
        county = Path(shutil.copytree(COUNTY, Path(directory) / "county"))
        edit(county / "services" / "power.yaml", change)
        result = app.test_cli_runner().invoke(args=["bundle", "apply", str(county)])
    assert result.exit_code == 0, result.output


@pytest.fixture
def ticket(asking: None) -> int:
    """Entered with a phone, put right, and contacted through the keeper."""
    case = dispatched(services={"power": {"site_phone": SITE}})
    do("applications", "amend", case, "window", reason="笔误", **{"power.site_phone": OTHER})
    row_id = ticket_of(case, "power").id
    do("tickets", "claim", row_id, "power")
    do("tickets", "contact", row_id, "power", phone=KEEPER, keeper=NAME)
    return row_id


def journal() -> str:
    """Every event with all its columns, as text."""
    rows = db.session.execute(select(Event.__table__)).mappings()
    return json.dumps([dict(one) for one in rows], default=str, ensure_ascii=False)


def test_personal_answer_stands_nowhere_in_the_journal(ticket: int) -> None:
    told = journal()
    assert [one for one in (SITE, OTHER, KEEPER, NAME) if one in told] == []
    assert "power.site_phone" not in told, "an amendment is told by the ticket's change"


def test_journal_keeps_digests_that_confirm_what_stands_apart(ticket: int) -> None:
    of_ticket = (Event.subject_kind == "ticket") & (Event.subject_id == ticket)
    rows = db.session.execute(select(Event, EventPersonal).join(EventPersonal).where(of_ticket))
    kept = {}
    for event, one in rows:
        document, _, name = one.field.partition(".")
        digests = event.changes[one.field] if document == "attrs" else [None, event.input[name]]
        assert digests == [digest(one.salt, one.before), digest(one.salt, one.after)]
        kept[event.verb, one.field] = (one.before, one.after)
    assert kept == {
        ("create", "attrs.site_phone"): (None, SITE),
        ("amend", "attrs.site_phone"): (SITE, OTHER),
        ("contact", "input.phone"): (None, KEEPER),
        ("contact", "input.keeper"): (None, NAME),
    }


def test_timeline_shows_what_the_role_needs_and_is_whole_after_the_purge(
    ticket: int, session: Session, console: Callable[..., Client]
) -> None:
    page = f"/tickets/show/{ticket}"
    utility, leader = (main_of(console(one).get(page).text) for one in ("power", "leader"))
    assert all(one in utility for one in (SITE, OTHER, KEEPER, NAME))
    assert [one for one in (SITE, OTHER, KEEPER, NAME) if one in leader] == []
    assert all(one in leader for one in ("139****2345", "139****7890", "139****0001", "李**"))
    session.execute(delete(EventPersonal))
    session.commit()
    purged = main_of(console("power").get(page).text)
    assert SITE not in purged
    assert purged.count(ERASED) == 4
    assert purged.count("登记联系") == utility.count("登记联系")


def test_auditor_reads_events_with_personal_answers_masked(
    ticket: int, session: Session, console: Callable[..., Client]
) -> None:
    auditor = console("auditor")
    of_ticket = (Event.subject_kind == "ticket") & (Event.subject_id == ticket)
    ids = session.scalars(select(Event.id).where(of_ticket)).all()
    words = "".join(main_of(auditor.get(f"/journal/show/{one}").text) for one in ids)
    assert [one for one in (SITE, OTHER, KEEPER, NAME) if one in words] == []
    assert all(one in words for one in ("139****2345", "139****7890", "139****0001", "李**"))


def test_programs_of_leaders_get_personal_answers_masked(
    ticket: int, api: Callable[..., Client]
) -> None:
    seen = api("leader").get(f"/api/v1/tickets/{ticket}").json["result"]
    assert seen["attrs"] == {"site_phone": "139****7890"}
    assert seen["results"]["contact"] == {"phone": "139****0001", "keeper": "李**"}
    assert api("power").get(f"/api/v1/tickets/{ticket}").json["result"]["attrs"] == {
        "site_phone": OTHER
    }


def test_seeded_histories_set_personal_answers_apart_too(asking: None, session: Session) -> None:
    Sower(session, 7).sow(20, lambda _done: None)
    rows = session.execute(select(Event, EventPersonal).join(EventPersonal)).all()
    fields = {one.field for _, one in rows}
    assert {"attrs.site_phone", "phone", "contact"} <= fields
    for event, one in rows:
        told = json.dumps([event.changes, event.input], ensure_ascii=False)
        assert not any(value and value in told for value in (one.before, one.after)), one.field


def test_statements_do_not_grow_with_personal_answers(
    asking: None, statements: Callable[[], Any]
) -> None:
    counts = []
    for many in (2, 9):
        cases = [dispatched(services={"power": {}}) for _ in range(many)]
        refs = [Ref(ticket_of(one, "power").id) for one in cases]
        power = who("power")
        perform("tickets", "claim", refs, power, {})
        with statements() as said:
            results = perform("tickets", "contact", refs, power, {"phone": KEEPER, "keeper": NAME})
        assert [one.error for one in results] == [None] * many
        counts.append(len(said))
    assert counts[0] == counts[1]
