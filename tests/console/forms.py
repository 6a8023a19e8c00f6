"""The official form as a browser sends it."""

from __future__ import annotations

from typing import Any

WHOLE: dict[str, Any] = {
    "channel": "hall",
    "enterprise": "霍邱县淮源食品有限公司",
    "property": "owned",
    "contact": "王建国",
    "phone": "13905641234",
    "address": "安徽霍邱经济开发区创业路18号",
    "township": "341522400",
    "services": ["power", "water", "gas", "telecom"],
    "power-business_type": "new",
    "power-main_capacity-value": "630",
    "power-main_capacity-unit": "kVA",
    "water-business_type": "new",
    "water-meter_dn": "100",
    "gas-gas_use": "production",
    "telecom-carriers": ["mobile", "telecom", "unicom"],
    "telecom-business_type": "new",
    "telecom-bandwidth": "1000",
    "intent": "submit",
}
