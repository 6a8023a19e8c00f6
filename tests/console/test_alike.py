"""The same enterprise at the same address: told, never forbidden; and rows pasted into the form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from app.applications.models import Application
from app.workflow.applications.create import create
from tests.console.forms import WHOLE
from tests.support.clients import Client
from tests.workflow.stories import dispatched, form, who

pytestmark = [pytest.mark.usefixtures("session"), pytest.mark.engines]
Console = Callable[..., Client]
ADD = "/applications/add"


def look(client: Client, **typed: str) -> str:
    answer = client.post("/alike/", data={"csrf_token": client.token(ADD), **typed})
    assert answer.status_code == 200
    return answer.text


def test_an_open_application_is_told_while_typing_and_once_at_saving(
    console: Console, session: Any
) -> None:
    dispatched()
    number = session.scalars(select(Application.number)).one()
    window = console("window")
    wide = WHOLE["address"].replace("18", "１８") + " "
    assert number in look(window, enterprise=WHOLE["enterprise"], address=wide)
    assert not look(window, enterprise=WHOLE["enterprise"], address="别处 1 号").strip()
    warned = window.submit(ADD, WHOLE)
    assert warned.status_code == 409
    assert number in warned.text
    assert 'value="王建国"' in warned.text
    assert window.submit(ADD, {**WHOLE, "despite": "1"}).status_code == 302
    session.rollback()
    assert session.scalar(select(func.count()).select_from(Application)) == 2


def test_of_an_application_elsewhere_only_that_there_is_one(console: Console, session: Any) -> None:
    online = who("online")
    create(online, form(channel="online", uscc="91341522MA8N4QTX68"))
    number = session.scalars(select(Application.number)).one()
    told = look(console("window"), uscc="91341522MA8N4QTX68", address=WHOLE["address"])
    assert "营商办" in told or "牵头" in told
    assert number not in told
    assert "href" not in told


def test_warning_costs_one_statement(console: Console, statements: Callable[[], Any]) -> None:
    dispatched()
    window = console("window")
    token = window.token(ADD)
    with statements() as said:
        window.post("/alike/", data={"csrf_token": token, "enterprise": "x", "address": "y"})
    assert len([one for one in said if not one.startswith("BEGIN")]) <= 3


HEADER = "企业名称\t联系电话\t业务种类\t用电报装 · 业务类型\t备注栏"


@pytest.mark.parametrize("header", [True, False])
def test_a_pasted_row_fills_the_form(console: Console, header: bool) -> None:
    row = "霍邱县粘贴公司\t139 0564 1234\t\t新装\t加急"
    pasted = f"{HEADER}\n{row}" if header else "霍邱县粘贴公司\t自有\t王建国\t13905641234"
    window = console("window")
    answer = window.submit(ADD, {"intent": "paste", "pasted": pasted, "contact": "李四"})
    assert answer.status_code == 200
    assert 'value="霍邱县粘贴公司"' in answer.text
    assert f'value="{"李四" if header else "王建国"}"' in answer.text
    if header:
        assert "备注栏" in answer.text
        assert answer.text.count('checked id="power-business_type') == 1


def test_what_a_pasted_row_says_wrong_is_told_by_field(console: Console) -> None:
    pasted = "企业名称\t厂房产权类别\n霍邱县粘贴公司\t借用"
    page = console("window").submit(ADD, {"intent": "paste", "pasted": pasted}).text
    assert 'id="property-error"' in page
    assert "借用" in page
    page = console("window").submit(ADD, {"intent": "paste", "pasted": "一个词"}).text
    assert page.count('role="alert"') == 1
