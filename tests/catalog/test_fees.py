"""The fee guard: what may be charged is in the catalogue, what was abolished is refused by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from app.catalog.rules.fees import AbolishedFee, FeeEntry, line, refusal
from tests.workflow.bundles import COUNTY

NOTICE = "国办函〔2020〕129号"


def rows(section: str) -> list[dict[str, Any]]:
    document = yaml.safe_load((COUNTY / f"{section}.yaml").read_text(encoding="utf-8"))
    return document[section]


@dataclass(frozen=True)
class County:
    """The sample catalogue."""

    fees: dict[str, FeeEntry]
    abolished: tuple[AbolishedFee, ...]


SAMPLE = County(
    {
        one["code"]: FeeEntry(
            *(one[key] for key in ("code", "label", "service", "unit")),
            one.get("price"),
            one["legal_basis"],
        )
        for one in rows("fees")
    },
    tuple(
        AbolishedFee(tuple(one["names"]), tuple(one.get("services", ())), one["legal_basis"])
        for one in rows("abolishedfees")
    ),
)
ABOLISHED = [
    (service, name)
    for one in SAMPLE.abolished
    for service in one.services or ("power", "water", "gas", "telecom")
    for name in one.names
]


@pytest.mark.parametrize(("service", "name"), ABOLISHED)
def test_what_was_abolished_is_refused_with_the_notice_that_abolished_it(
    service: str, name: str
) -> None:
    said = refusal(SAMPLE, service, name)
    assert said is not None
    assert NOTICE in said.values["basis"]
    assert said.values["banned"] == name


@pytest.mark.parametrize(
    ("name", "banned"),
    [
        ("燃气开户费", "开户费"),
        ("接水费（一次性）", "接水费"),
        ("开 户 费", "开户费"),
        ("【开户费】", "开户费"),
        ("开·户-费", "开户费"),
        ("开\u200b户\u3000费", "开户费"),
        ("开户（管道）费", "开户费"),
        ("接（用户（新））水费", "接水费"),
    ],
)
def test_another_way_of_writing_it_does_not_help(name: str, banned: str) -> None:
    said = refusal(SAMPLE, "gas", name)
    assert said is not None
    assert said.values["banned"] == banned


def test_an_abolished_name_is_refused_where_it_was_abolished() -> None:
    water, telecom = refusal(SAMPLE, "water", "增容费"), refusal(SAMPLE, "telecom", "增容费")
    assert water is not None
    assert telecom is not None
    assert "banned" in water.values
    assert "banned" not in telecom.values, "unknown there, but not abolished"


@pytest.mark.parametrize("fee", SAMPLE.fees.values(), ids=lambda fee: fee.code)
def test_a_line_of_the_catalogue_may_be_charged_by_code_or_name(fee: FeeEntry) -> None:
    for name in (fee.code, fee.label["zh"], f" {fee.label['en'].upper()} "):
        assert refusal(SAMPLE, fee.service, name) is None
        assert line(SAMPLE, fee.service, name) is fee


def test_a_line_of_another_service_may_not_be_charged() -> None:
    assert refusal(SAMPLE, "water", "gas-alarm") is not None
    assert line(SAMPLE, "water", "gas-alarm") is None


NOISE = st.text(st.sampled_from(" \t\u3000\u200b·-—_（）()【】、，。.,*"), max_size=3)


@given(data=st.data(), case=st.sampled_from(ABOLISHED), around=st.tuples(st.text(), st.text()))
def test_noise_inside_and_words_around_an_abolished_name_never_let_it_through(
    data: st.DataObject, case: tuple[str, str], around: tuple[str, str]
) -> None:
    service, name = case
    noisy = "".join(data.draw(NOISE) + sign for sign in name)
    assert refusal(SAMPLE, service, around[0] + noisy + around[1]) is not None


@given(service=st.sampled_from(["power", "water", "gas", "telecom", "heating"]), name=st.text())
def test_only_lines_of_the_catalogue_are_ever_let_through(service: str, name: str) -> None:
    allowed = refusal(SAMPLE, service, name) is None
    assert allowed == (line(SAMPLE, service, name) is not None)
