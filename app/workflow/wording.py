"""Conditions in words: what rules may ask about, as the catalogue calls it and shows it."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from app.catalog.kinds import Field, make_field
from app.catalog.queries import Catalogue
from app.catalog.rules.conditions import Tree
from app.catalog.rules.lanes import FLAGS, MEASURES
from app.catalog.states import LANE_LABELS
from app.foundation.labels import text
from app.foundation.messages import Message, say

COMPARED: Mapping[str, Message] = {
    "eq": say("%(field)s is %(value)s"),
    "ne": say("%(field)s is not %(value)s"),
    "in": say("%(field)s is one of %(value)s"),
    "contains": say("%(field)s includes %(value)s"),
    "lt": say("%(field)s is below %(value)s"),
    "le": say("%(field)s is at most %(value)s"),
    "gt": say("%(field)s is above %(value)s"),
    "ge": say("%(field)s is at least %(value)s"),
    "empty": say("%(field)s is not stated"),
}
PACKAGE_LABELS: Mapping[str, Message] = {
    "length_m": say("Length dug up (m)"),
    "width_m": say("Width dug up (m)"),
    "area_m2": say("Area dug up (m²)"),
    "road_age_years": say("Full years since the road was built"),
    "overhauled_years": say("Full years since its overhaul"),
    "green_m2": say("Green space used (m²)"),
    "trees_moved": say("Trees relocated"),
    "trees_felled": say("Trees felled"),
    "main_road": say("Main road"),
    "bridge": say("Bridge"),
    "protected_road": say("Protected road"),
}
BETWEEN: Mapping[str, Message] = {"all": say(" and "), "any": say(" or ")}
Asked = Mapping[str, Field]
"""What conditions may ask about → how it is called and shown."""


def askable(known: Catalogue, service: str | None) -> dict[str, Field]:
    """Facts of every case and approval, then the answers and facts of one service, or of all."""
    found = {one.id: one for one in _common(known)}
    for code, form in known.services.items():
        if service in {None, code}:
            for field in (*form.fields, *(one.field for one in form.facts)):
                found |= {path: one for path, one in _parts(field) if path not in found}
    return found


def _common(known: Catalogue) -> Iterator[Field]:
    options: Mapping[str, tuple[Message, Iterable[tuple[str, Any]]]] = {
        "township": (say("Township"), ((k, v.label) for k, v in known.districts.items())),
        "channel": (say("Entry channel"), known.channels.items()),
        "service": (say("Service"), ((k, v.label) for k, v in known.services.items())),
        "lane": (say("Lane"), LANE_LABELS.items()),
        "kind": (say("Kind of approval"), ((k, v.label) for k, v in known.approval_kinds.items())),
    }
    for name, (label, pairs) in options.items():
        choices = [{"code": code, "label": words} for code, words in pairs]
        yield make_field({"id": name, "type": "choice", "label": label, "choices": choices})
    yield make_field({"id": "external_works", "type": "boolean", "label": say("External works")})
    yield make_field({"id": "organisation", "type": "text", "label": say("Handling organisation")})


def askable_of_packages(known: Catalogue) -> dict[str, Field]:
    """What the conditions of lanes ask of a package."""
    found = {one.id: one for one in _common(known) if one.id in {"township", "service"}}
    for names, kind in ((MEASURES, "text"), (FLAGS, "boolean")):
        for name in names:
            found[name] = make_field({"id": name, "type": kind, "label": PACKAGE_LABELS[name]})
    kinds = [{"code": one.code, "label": one.label} for one in known.approval_kinds.values()]
    asked = {"id": "kinds", "type": "multi_choice", "label": say("Kinds of approvals applied for")}
    found["kinds"] = make_field({**asked, "choices": kinds})
    return found


def _parts(field: Field) -> Iterator[tuple[str, Field]]:
    """A field, or the parts of a number with its unit."""
    if field.kind != "quantity":
        yield field.id, field
        return
    label = str(say("%(label)s: %(value)s", label=text(field.label), value=say("unit")))
    choices = [{"code": code, "label": words} for code, words in field.options()]
    unit = {"id": f"{field.id}.unit", "type": "choice", "label": label, "choices": choices}
    number = {"id": f"{field.id}.value", "type": "text", "label": field.label}
    yield f"{field.id}.value", make_field(number)
    yield f"{field.id}.unit", make_field(unit)


def condition(tree: Tree | None, asked: Asked) -> str:
    """A condition as people say it; what isn't known is told by its id."""
    if not tree:
        return str(say("every case"))
    for group, between in BETWEEN.items():
        if group in tree:
            return str(between).join(_inside(one, asked) for one in tree[group])
    if "not" in tree:
        return str(say("not (%(condition)s)", condition=condition(tree["not"], asked)))
    field = asked.get(tree["field"])
    name = text(field.label) if field else str(tree["field"])
    said = COMPARED[tree["op"]]
    return str(Message(said.msgid, {"field": name, "value": value(field, tree.get("value"))}))


def _inside(tree: Tree, asked: Asked) -> str:
    said = condition(tree, asked)
    return str(say("(%(condition)s)", condition=said)) if BETWEEN.keys() & set(tree) else said


def value(field: Field | None, given: Any) -> str:
    """A constant as its field shows it."""
    if isinstance(given, list):
        return str(say(", ")).join(value(field, one) for one in given)
    if field is None or given is None:
        return "" if given is None else str(given)
    if field.kind == "multi_choice":
        return dict(field.options()).get(given, str(given))
    try:
        return field.show(given)
    except (KeyError, TypeError, ValueError):
        return str(given)
