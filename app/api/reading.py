"""What a program sent: read strictly, refused with the name of what can't be read."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, NoReturn

import prison
from flask import request
from jsonschema import Draft202012Validator, ValidationError

from app.foundation.errors import DomainError, Malformed, NotFound
from app.foundation.messages import Message, say
from app.foundation.numbers import whole

LONGEST_QUERY = 8_000
"""Characters of `q`."""
DEEPEST = 20
"""Objects and lists inside each other."""
TAG = re.compile(r'(?:W/)?"[!#-~]*"')
TAGS = re.compile(rf"[ \t,]*{TAG.pattern}(?:[ \t]*,[ \t,]*{TAG.pattern})*[ \t,]*")
VERSION = re.compile(r'(?:W/)?"([0-9]{1,9})(?::\w+)?"')
"""A version as an entity tag; a compressing server appends its algorithm."""
KEY = re.compile(r"[\x21-\x7e]{1,255}")

TEXTS = {"type": "array", "items": {"type": "string"}}
VALUE: dict[str, Any] = {"type": ["string", "number", "boolean"]}
FILTER: dict[str, Any] = {
    "type": "object",
    "properties": {
        "col": {"type": "string"},
        "opr": {"type": "string"},
        "value": {"anyOf": [VALUE, {"type": "array", "items": VALUE}]},
    },
    "required": ["col", "opr", "value"],
    "additionalProperties": False,
}
ONE: dict[str, Any] = {
    "type": "object",
    "properties": {"columns": TEXTS},
    "additionalProperties": False,
}
LIST: dict[str, Any] = {
    "type": "object",
    "properties": {
        "columns": TEXTS,
        "filters": {"type": "array", "items": FILTER},
        "order_column": {"type": "string"},
        "order_direction": {"enum": ["asc", "desc"]},
        "page": {"type": "integer", "minimum": 0, "maximum": 1_000_000},
        "page_size": {"type": "integer", "minimum": 1, "maximum": 100},
    },
    "additionalProperties": False,
}
BULK: dict[str, Any] = {
    "type": "object",
    "properties": {
        "ids": {
            "type": "array",
            "items": {"type": "integer", "minimum": 1, "maximum": 2**31 - 1},
            "minItems": 1,
            "maxItems": 200,
        },
        "input": {"type": "object"},
    },
    "required": ["ids"],
    "additionalProperties": False,
}
ONE_ASKED, LIST_ASKED, BULK_ASKED = map(Draft202012Validator, (ONE, LIST, BULK))


class UnknownFormat(DomainError):
    """A body that isn't JSON by its content type."""

    status, kind = 415, "unknown-format"


def body(*, may_be_empty: bool = False) -> dict[str, Any]:
    """The JSON object of the request; raises Malformed or UnknownFormat."""
    raw = request.get_data()
    if not raw and may_be_empty:
        return {}
    if not request.is_json:
        raise UnknownFormat(say("The body must be JSON (application/json)."))
    value = _json(raw)
    if not isinstance(value, dict):
        raise Malformed(say("The body must be a JSON object."))
    return value


def query(asked: Draft202012Validator) -> dict[str, Any]:
    """The argument `q` as rison or JSON; raises Malformed naming what does not fit."""
    raw = request.args.get("q", "")
    if not raw:
        return {}
    if len(raw) > LONGEST_QUERY:
        raise Malformed(say("This is too long."), {"q": [say("This is too long.")]})
    value = _json(raw.encode(), "q") if raw.lstrip().startswith("{") else _rison(raw)
    if errors := misfits(asked, value, "q"):
        raise Malformed(say("The request could not be read."), errors)
    return {key: int(one) if isinstance(one, float) else one for key, one in value.items()}


def misfits(asked: Draft202012Validator, value: Any, whole: str) -> dict[str, list[Message | str]]:
    """Sentences by path for every part of `value` that does not fit; `whole` names the value."""
    errors: dict[str, list[Message | str]] = {}
    for error in asked.iter_errors(value):
        at = list(map(str, error.absolute_path))
        for path, said in _told(error):
            errors.setdefault(".".join((*at, *path)) or whole, []).append(said)
    return errors


def _told(error: ValidationError) -> Iterator[tuple[list[str], Message]]:
    if error.validator == "additionalProperties":
        for name in error.instance.keys() - error.schema["properties"].keys():
            yield [name[:40]], say("Unknown field.")
    elif error.validator == "required":
        for name in error.validator_value:
            if name not in error.instance:
                yield [name], say("This field is required.")
    else:
        rule = f"{error.validator}: {json.dumps(error.validator_value)}"[:200]
        yield [], say("Does not fit “%(rule)s”.", rule=rule)


def expected_versions() -> list[int] | None:
    """The versions that If-Match names, one or a list (RFC 9110); None without one.

    Raises Malformed for what is no tag. A tag that can't be a record's matches none.
    """
    given = request.headers.get("If-Match", "*").strip(" \t")
    if given == "*":
        return None
    if not TAGS.fullmatch(given):
        said = say("If-Match takes ETags of the record, or *.")
        raise Malformed(said, {"If-Match": [said]})
    tags = (VERSION.fullmatch(tag) for tag in TAG.findall(given))
    return [int(tag.group(1)) for tag in tags if tag]


def idempotency_key() -> str | None:
    """The Idempotency-Key; raises Malformed for one that can't be kept."""
    key = request.headers.get("Idempotency-Key")
    if key is not None and not KEY.fullmatch(key):
        said = say("1 to 255 signs without spaces.")
        raise Malformed(said, {"Idempotency-Key": [said]})
    return key


def row_id(given: str) -> int:
    """An id from an address; raises NotFound for what can't be one."""
    number = whole(given)
    if number is None:
        raise NotFound
    return number


def _json(raw: bytes, name: str = "") -> Any:
    try:
        value = json.loads(
            raw.decode(),
            object_pairs_hook=_once,
            parse_constant=_no_number,
            parse_float=_finite,
        )
        _plain(value)
    except (ValueError, RecursionError) as error:
        said = say("This is not JSON that can be kept.")
        raise Malformed(said, {name: [said]} if name else {}) from error
    return value


def _rison(raw: str) -> Any:
    try:
        value = prison.loads(raw)
        _plain(value)
    except Exception as error:  # the parser fails in many ways on what isn't rison
        said = say("This is neither rison nor JSON.")
        raise Malformed(said, {"q": [said]}) from error
    return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return found


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)


def _finite(digits: str) -> float:
    number = float(digits)
    if number in {float("inf"), float("-inf")}:
        raise ValueError(digits)
    return number


def _plain(value: Any, depth: int = 0) -> None:
    """Raise ValueError for what can't even be repeated: deep nests, halves of a character."""
    if depth > DEEPEST:
        raise ValueError("too deep")
    if isinstance(value, str):
        value.encode()
    elif isinstance(value, Mapping):
        for key, one in value.items():
            _plain(key, depth)
            _plain(one, depth + 1)
    elif isinstance(value, list):
        for one in value:
            _plain(one, depth + 1)
