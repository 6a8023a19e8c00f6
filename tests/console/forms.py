"""The official form as a browser sends it."""

from __future__ import annotations

from typing import Any

from tests.workflow.stories import FORM

BASIC = ("channel", "enterprise", "property", "contact", "phone", "address", "township")

WHOLE: dict[str, Any] = {
    **{name: FORM[name] for name in BASIC},
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
