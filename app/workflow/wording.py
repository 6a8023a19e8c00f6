"""Conditions and rules in words: what the catalogue calls the fields that they ask about."""

from collections.abc import Mapping
from typing import Any

from app.catalog.kinds import Field
from app.catalog.queries import Catalogue
from app.catalog.rules.conditions import Tree
from app.foundation.labels import Label
from app.foundation.messages import Message, say
from app.sla.rules.steps import Named, Several

COMMON: Mapping[str, Message] = {
    "service": say("Service"),
    "services": say("Services"),
    "option": say("Option"),
    "organisation": say("Handling organisation"),
    "township": say("Township"),
    "channel": say("Entry channel"),
    "external_works": say("External works"),
}
"""What rules ask about beside the fields and facts of services."""
Words = Message | Several


class Wording:
    """Conditions as the county's catalogue words them, on one service or on any."""

    def __init__(self, catalogue: Catalogue, service: str | None = None) -> None:
        forms = catalogue.services
        asked = [forms[service]] if service in forms else list(forms.values())
        self._catalogue = catalogue
        self._fields: dict[str, Field] = {}
        for form in asked:
            for one in (*form.fields, *(fact.field for fact in form.facts)):
                self._fields.setdefault(one.id, one)

    def condition(self, tree: Tree) -> Words:
        """The whole condition."""
        if "all" in tree:
            return Several([self._inner(one) for one in tree["all"]], say(" and "))
        if "any" in tree:
            return Several([self._inner(one) for one in tree["any"]], say(" or "))
        if "not" in tree:
            return say("not (%(condition)s)", condition=self.condition(tree["not"]))
        return self._comparison(tree)

    def _inner(self, tree: Tree) -> Words:
        words = self.condition(tree)
        grouped = "any" in tree or "all" in tree
        return say("(%(condition)s)", condition=words) if grouped else words

    def _comparison(self, leaf: Tree) -> Message:
        path, operator = leaf["field"], leaf["op"]
        field, value = self._field(path), leaf.get("value")
        given = value if isinstance(value, list) else [value]
        words = {
            "field": field,
            "value": Several([self._value(path, one) for one in given], say(", ")),
        }
        return {
            "eq": say("%(field)s is “%(value)s”", **words),
            "ne": say("%(field)s is not “%(value)s”", **words),
            "lt": say("%(field)s is below %(value)s", **words),
            "le": say("%(field)s is at most %(value)s", **words),
            "gt": say("%(field)s is above %(value)s", **words),
            "ge": say("%(field)s is at least %(value)s", **words),
            "in": say("%(field)s is one of “%(value)s”", **words),
            "contains": say("%(field)s contains “%(value)s”", **words),
            "empty": say("%(field)s is empty", field=field),
        }[operator]

    def _field(self, path: str) -> Any:
        root = path.partition(".")[0]
        field = self._fields.get(root)
        label: Label = COMMON.get(root) or (field.label if field else path)
        return Named(label)

    def _value(self, path: str, value: Any) -> Any:
        if isinstance(value, bool):
            return say("Yes") if value else say("No")
        return Named(self._labels(path).get(str(value), str(value)))

    def _labels(self, path: str) -> Mapping[str, Label]:
        """Code → label of what a field can be."""
        catalogue = self._catalogue
        common: Mapping[str, Mapping[str, Label]] = {
            "service": {code: form.label for code, form in catalogue.services.items()},
            "township": {code: one.label for code, one in catalogue.districts.items()},
            "channel": catalogue.channels,
        }
        found = common.get("service" if path == "services" else path)
        if found is not None:
            return found
        field = self._fields.get(path.partition(".")[0])
        return dict(field.options()) if field else {}
