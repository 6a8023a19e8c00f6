"""The office's screens for rules of time limits."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from app.catalog.queries import catalogue
from app.console.slarules.form import RuleForm
from app.journal.models import Event
from app.sla.models import SlaRule, SlaRuleVersion
from tests.console.reading import main_of, version_in
from tests.support.clients import Client

Console = Callable[..., Client]
NEW: dict[str, Any] = {
    "code": "scheme-extra",
    "label-zh": "方案答复（试行）",
    "label-en": "Scheme reply, on trial",
    "node": "scheme",
    "basis": "promised",
    "service": "water",
    "amount": "3",
    "unit": "workday",
    "after_hours": "same_day",
    "when-0-field": "township",
    "when-0-op": "in",
    "when-0-value": "城关镇、周集镇",
    "when-1-field": "external_works",
    "when-1-op": "eq",
    "when-1-value": "是",
    "level-0-code": "soon",
    "level-0-zh": "临期",
    "level-0-en": "Due soon",
    "level-0-when": "share",
    "level-0-amount": "80",
    "level-0-tell": ["organisation", "lead"],
}


def rule(session: Any, code: str) -> SlaRule:
    session.rollback()
    found: SlaRule = session.scalars(select(SlaRule).where(SlaRule.code == code)).one()
    return found


def test_rules_stand_by_node_in_words(console: Console) -> None:
    words = main_of(console("leader").get("/slarules/list/").text)
    assert "用电施工（高压）" in words
    assert "20 个工作日" in words
    assert "电压等级为高压" in words
    assert "示例" in words
    assert "新建规则" not in words


def test_a_new_rule_is_kept_as_it_was_entered(console: Console, session: Any) -> None:
    coordinator = console("coordinator")
    answer = coordinator.submit("/slarules/add", NEW)
    assert answer.status_code == 302, main_of(answer.text)
    made = rule(session, NEW["code"])
    assert made.draft["when"] == {
        "all": [
            {"field": "township", "op": "in", "value": ["341522100", "341522102"]},
            {"field": "external_works", "op": "eq", "value": True},
        ]
    }
    assert made.draft["levels"] == [
        {
            "code": "soon",
            "label": {"zh": "临期", "en": "Due soon"},
            "share": "0.8",
            "tell": ["organisation", "lead"],
        }
    ]
    words = main_of(coordinator.get(answer.location).text)
    assert "外线工程为有" in words or "外线工程为是" in words
    assert "用时达 80% 时" in words
    again = coordinator.get(f"/slarules/edit/{made.id}").text
    assert 'value="城关镇, 周集镇"' in again or 'value="城关镇、周集镇"' in again
    sent = {key: value for key, value in NEW.items() if key != "code"}
    saved = coordinator.submit(f"/slarules/edit/{made.id}", sent | {"version": version_in(again)})
    assert saved.status_code == 302, main_of(saved.text)
    assert rule(session, NEW["code"]).version == 1, "nothing changed"


def test_a_rule_of_approvals_asks_for_lane_and_kind_by_name(console: Console, session: Any) -> None:
    lane = {"when-0-field": "lane", "when-0-op": "in", "when-0-value": "告知承诺、备案"}
    kind = {"when-1-field": "kind", "when-1-op": "eq", "when-1-value": "城市道路占用"}
    approval = NEW | {"node": "approval", "service": ""} | lane | kind
    answer = console("coordinator").submit("/slarules/add", approval)
    assert answer.status_code == 302, main_of(answer.text)
    assert rule(session, NEW["code"]).draft["when"] == {
        "all": [
            {"field": "lane", "op": "in", "value": ["promise", "filing"]},
            {"field": "kind", "op": "eq", "value": "occupation"},
        ]
    }
    elsewhere = console("coordinator").submit("/slarules/add", NEW | lane | {"code": "other"})
    assert 'id="when-0-value-error"' in elsewhere.text, "a scheme has no lane"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"amount": "many"}, "amount"),
        ({"amount": "2.5"}, "amount"),
        ({"when-0-value": ""}, "when-0-value"),
        ({"when-0-value": "仙境镇"}, "when-0-value"),
        ({"when-0-op": ""}, "when-0-op"),
        ({"level-0-amount": "180"}, "level-0-amount"),
        ({"level-0-tell": []}, "level-0-tell"),
        ({"label-en": ""}, "label-en"),
    ],
)
def test_what_is_wrong_is_named_by_field_and_nothing_is_lost(
    console: Console, change: dict[str, Any], field: str
) -> None:
    answer = console("coordinator").submit("/slarules/add", NEW | change)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert NEW["label-zh"] in answer.text


def sent_again(form: RuleForm) -> MultiDict[str, str]:
    """What a browser sends of a form that nobody touched."""
    sent: MultiDict[str, str] = MultiDict()
    for item in form.form:
        several = item.data if isinstance(item.data, list) else [item.data]
        for one in several:
            if one is not None:
                sent.add(item.name, item.field.typed(one))
    return sent


def test_saving_what_stands_there_changes_no_rule_of_the_county(app: Flask, session: Any) -> None:
    with app.test_request_context():
        for one in session.scalars(select(SlaRule)):
            known = catalogue(session)
            sent = sent_again(RuleForm(known, one.draft, new=False))
            again = RuleForm(known, one.draft, sent, new=False)
            document = again.document()
            assert document is not None, (one.code, again.form.errors)
            assert document | {"code": one.code} == one.draft


def test_the_journal_tells_a_rule_in_words(console: Console, session: Any) -> None:
    coordinator = console("coordinator")
    coordinator.submit("/slarules/add", NEW)
    session.rollback()
    event = session.scalars(select(Event).where(Event.subject_kind == "sla_rule")).one()
    words = main_of(coordinator.get(f"/journal/show/{event.id}").text)
    assert "用水报装" in words
    assert "方案答复" in words
    assert "用时达 80% 时：本单位、单位主管" in words
    assert "after_hours" not in words


def test_a_form_that_came_too_late_shows_the_difference(console: Console, session: Any) -> None:
    coordinator = console("coordinator")
    coordinator.submit("/slarules/add", NEW)
    row_id = rule(session, NEW["code"]).id
    sent = {key: value for key, value in NEW.items() if key != "code"} | {"version": "1"}
    url = f"/slarules/edit/{row_id}"
    assert coordinator.submit(url, sent | {"amount": "4"}).status_code == 302
    late = coordinator.submit(url, sent | {"amount": "5"})
    assert late.status_code == 412
    assert 'value="5"' in late.text


def test_publishing_goes_past_the_what_if(console: Console, session: Any) -> None:
    coordinator = console("coordinator")
    coordinator.submit("/slarules/add", NEW)
    row_id = rule(session, NEW["code"]).id
    page = coordinator.get(
        f"/slarules/what_if/{row_id}?mode=all_open&effective_from=2023-01-01"
    ).text
    assert "没有在办计时的到期时间会变动" in main_of(page)
    sent = {"mode": "all_open", "effective_from": "2023-01-01", "version": version_in(page)}
    done = coordinator.submit(f"/slarules/what_if/{row_id}", sent)
    assert done.status_code == 405
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert token
    done = coordinator.post(f"/slarules/publish/{row_id}", data=sent | {"csrf_token": token[1]})
    assert done.status_code == 302, main_of(done.text)
    assert "现行" in main_of(coordinator.get(f"/slarules/show/{row_id}").text)
    session.rollback()
    version = select(SlaRuleVersion).where(SlaRuleVersion.rule == NEW["code"])
    assert session.scalars(version).one().migration == "all_open"


def test_the_tester_says_which_rule_applies_and_why(console: Console) -> None:
    leader = console("leader")
    page = leader.get("/slarules/test?node=construct&service=power").text
    assert 'name="fact-voltage"' in page
    words = main_of(
        leader.get(
            "/slarules/test?node=construct&basis=promised&service=power&fact-voltage=hv"
            "&start=2026-06-08T09:00"
        ).text
    )
    assert "用电施工（高压）" in words
    assert "2026-07-07 17:00" in words
    assert "可适用，但不够具体" in words


@pytest.mark.parametrize("account", ["leader", "power", "window"])
def test_others_read_and_change_nothing(console: Console, account: str) -> None:
    client = console(account)
    assert client.get("/slarules/list/").status_code == 200
    assert client.get("/slarules/show/1").status_code == 200
    for path in ("add", "edit/1", "what_if/1", "clocks/1"):
        assert client.get(f"/slarules/{path}").status_code == 403, path
