"""Time limits as their page shows them: stopped or not, and whose time it was."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page, expect

READ = """panel => [...panel.querySelectorAll('.lb-clock')].map(one => ({
  node: one.querySelector('h3 span').innerText,
  facts: Object.fromEntries([...one.querySelectorAll('.lb-facts > div')].map(
    row => [row.querySelector('dt').innerText, row.querySelector('dd').innerText])),
  rows: [...one.querySelectorAll('.lb-ledger tbody tr')].map(
    row => [row.querySelector('th').innerText,
            ...[...row.querySelectorAll('td')].slice(-2).map(cell => cell.innerText)]),
  total: [...one.querySelectorAll('.lb-ledger .is-total td')].map(cell => cell.innerText),
}))"""
TIME = re.compile(r"(?:(\d+) 小时)?\s*(?:(\d+) 分)?")


@dataclass(frozen=True)
class Told:
    """One limit as it is told on the screen; times in minutes of the county's working hours."""

    node: str
    facts: dict[str, str]
    held: list[tuple[str, int, int]]
    """Whose time, how much of it, and how much of that counted."""
    total: tuple[int, int]


def limits(page: Page) -> list[Told]:
    """Every limit of the record, with all that is folded away opened first."""
    panel = page.get_by_role("region", name="时限", exact=True)
    panel.evaluate("one => one.querySelectorAll('details').forEach(each => each.open = true)")
    return [_told(one) for one in panel.evaluate(READ)]


def _told(read: dict[str, Any]) -> Told:
    held = [
        (" ".join(who.split()), _minutes(gross), _minutes(net)) for who, gross, net in read["rows"]
    ]
    gross, net = map(_minutes, read["total"])
    return Told(read["node"], read["facts"], held, (gross, net))


def _minutes(said: str) -> int:
    found = TIME.fullmatch(said)
    assert found, said
    assert any(found.groups()), said
    hours, minutes = (int(one or 0) for one in found.groups())
    return hours * 60 + minutes


def hours_held(page: Page) -> dict[str, tuple[float, float]]:
    """Of the whole ticket: by whom and why, in all and counted; what took no time is left out."""
    (whole,) = (one for one in limits(page) if one.node == "工单全程")
    found = dict[str, tuple[float, float]]()
    for who, *times in whole.held:
        before = found.get(who, (0, 0))
        found[who] = tuple(one + more / 60 for one, more in zip(before, times, strict=True))
    return {who: times for who, times in found.items() if any(times)}


def stand(page: Page) -> None:
    """All limits of this page: stopped in time, and what the holders had adds up to the whole."""
    expect(page.get_by_text("目前没有进行中的时限。")).to_be_visible()
    every = limits(page)
    assert every, "it had its limits"
    for one in every:
        assert one.facts["停止"], f"{one.node} was stopped"
        assert one.facts.get("是否兑现承诺", "是") == "是", f"{one.node} was kept"
        gross, net = (sum(times) for times in list(zip(*one.held, strict=True))[1:])
        assert (gross, net) == one.total, f"the times of the holders of {one.node} add up"
