"""A telephone number of the mainland."""

import re
from dataclasses import dataclass
from typing import Any, ClassVar

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberType
from phonenumbers.phonenumberutil import _number_desc_by_type

from app.catalog.kinds.field import Field, narrow
from app.catalog.kinds.inputs import Cleaning
from app.catalog.kinds.inputs import Phone as PhoneInput
from app.catalog.kinds.problem import FieldProblem
from app.foundation.messages import say

REGION = "CN"
PLAIN = "[0-9+() -]{7,30}"
FOUND = {
    PhoneNumberType.MOBILE,
    PhoneNumberType.FIXED_LINE,
    PhoneNumberType.FIXED_LINE_OR_MOBILE,
}


def _pattern() -> str:
    """Cell phone, or area code and number: the numbering plan as the library knows it."""
    plan: Any = phonenumbers.PhoneMetadata.metadata_for_region(REGION)
    described: Any = _number_desc_by_type
    cell, fixed = (
        described(plan, kind).national_number_pattern.replace(r"\d", "[0-9]")
        for kind in (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE)
    )
    return f"^(?:{cell}|0(?:{fixed}))$"


PATTERN = _pattern()


@dataclass(frozen=True, kw_only=True, eq=False)
class Phone(Field):
    """Mobile as 13900000000, landline with its area code as 0564-6021234."""

    kind: ClassVar[str] = "phone"
    widget: ClassVar[type[Cleaning]] = PhoneInput

    personal: bool = True

    def _clean(self, raw: Any) -> str | None:
        typed = narrow(raw)
        if not typed:
            return None
        number = _parse(typed) if re.fullmatch(PLAIN, typed) else None
        if number is None:
            raise FieldProblem(
                say("Enter a mobile number, or a landline with its area code (0564-6021234).")
            )
        national = phonenumbers.national_significant_number(number)
        area = phonenumbers.length_of_geographical_area_code(number)
        return f"0{national[:area]}-{national[area:]}" if area else national

    def _schema(self, _locale: str | None) -> dict[str, Any]:
        return {"type": "string", "pattern": PATTERN}

    def _examples(self, _locale: str | None) -> list[Any]:
        return ["05646021234"]


def _parse(typed: str) -> PhoneNumber | None:
    try:
        number = phonenumbers.parse(typed, REGION)
    except phonenumbers.NumberParseException:
        return None
    valid = phonenumbers.is_valid_number_for_region(number, REGION)
    return number if valid and phonenumbers.number_type(number) in FOUND else None
