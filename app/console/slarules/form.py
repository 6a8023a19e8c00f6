"""The form of a rule: a document goes in, a document comes out, nothing typed is lost."""

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from app.catalog.kinds import Field
from app.catalog.queries import Catalogue
from app.console.forms import CatalogueForm, refuse
from app.console.merging import Part
from app.console.slarules.fields import (
    MOST,
    comparison,
    head,
    level,
    limit,
    rows,
    split,
    stored,
    tables,
)
from app.foundation.errors import Problems
from app.foundation.messages import Message, say
from app.sla.states import AfterHours, Basis
from app.workflow.wording import Asked, askable, condition

SEPARATORS = "、，,;；"
LEVEL = ("code", "zh", "en", "when", "tell")


TACIT = {"basis": Basis.promised, "after_hours": AfterHours.same_day, "sample": False, "sort": 0}
"""What a document leaves unsaid."""


class RuleForm:
    """One rule being edited; `kept` are parts of its condition that rows can't show."""

    def __init__(
        self, known: Catalogue, document: Mapping[str, Any], formdata: Any = None, *, new: bool
    ) -> None:
        self._document, self._known = document, known
        self.asked: Asked = askable(known, None)
        self.kept = split(document.get("when"))[1]
        counted = rows(document, list(formdata or ()))
        self.comparisons, self.levels = counted
        single = [*head(known, new=new), *limit()]
        self.tables = tables(self.asked)
        self.parts: list[Part] = [*single, *self.tables]
        fields = list(single)
        fields += [one for at in range(counted[0]) for one in comparison(at, self.asked)]
        fields += [one for at in range(counted[1]) for one in level(at)]
        self.form = CatalogueForm(fields, formdata, **stored(document, self.asked))
        self._places: dict[str, str] = {}

    def document(self) -> dict[str, Any] | None:
        """What was entered as a rule; None, with every problem beside its field, if it is none."""
        problems: dict[str, list[Message | str]] = {}
        if not self.form.validate():
            return None
        entered = self.form.entered
        plain = ("code", "node", "basis", "service", "unit", "amount", "after_hours", "net_of",
                 "sample", "sort", "effective_from")  # fmt: skip
        found = {name: entered[name] for name in plain if entered.get(name) not in (None, "", [])}
        found = {name: one for name, one in found.items() if one != TACIT.get(name)}
        found["amount"] = _count(found["amount"])
        found["label"] = {"zh": entered["label-zh"], "en": entered["label-en"]}
        conditions = list(self._comparisons(entered, problems))
        if len(conditions) == 1:
            found["when"] = conditions[0]
        elif conditions:
            found["when"] = {"all": conditions}
        if levels := list(self._levels(entered, problems)):
            found["levels"] = levels
        if problems:
            refuse(self.form, problems)
            return None
        return found

    def refuse(self, errors: Problems) -> None:
        """Put what the core found beside the fields it was read from."""
        refuse(self.form, {self._place(path): said for path, said in errors.items()})

    def kept_in_words(self) -> list[str]:
        """The parts of the condition that rows can't show, and that stay as they are."""
        return [condition(one, self.asked) for one in self.kept]

    def stored(self) -> dict[str, Any]:
        """By part, what the document says."""
        return self._parted(TACIT | stored(self._document, self.asked))

    def typed(self) -> dict[str, Any]:
        """By part, what stands in the form."""
        return self._parted(self.form.entered)

    def _parted(self, values: Mapping[str, Any]) -> dict[str, Any]:
        single = {one.id: values.get(one.id) for one in self.parts}
        return single | {one.id: one.clean(one.read(values, MOST)) for one in self.tables}

    def _place(self, path: str) -> str:
        for start, place in self._places.items():
            if path.startswith(start):
                return place
        return {"label.zh": "label-zh", "label.en": "label-en"}.get(path, path)

    def _comparisons(self, entered: Mapping[str, Any], problems: Any) -> Iterator[dict[str, Any]]:
        """Rows in use first, then what rows can't show; each knows where it will stand."""
        used = [at for at in range(self.comparisons) if self._used(entered, f"when-{at}")]
        alone = len(used) + len(self.kept) == 1
        for number, at in enumerate(used):
            row = f"when-{at}"
            self._places["when" if alone else f"when.all[{number}]"] = f"{row}-value"
            asked, operator = entered[f"{row}-field"], entered[f"{row}-op"]
            if not asked or not operator:
                missing = f"{row}-field" if not asked else f"{row}-op"
                problems.setdefault(missing, []).append(say("This field is required."))
            elif operator == "empty":
                yield {"field": asked, "op": operator}
            elif not entered[f"{row}-value"]:
                problems.setdefault(f"{row}-value", []).append(say("This field is required."))
            else:
                given = self._constant(asked, operator, entered[f"{row}-value"])
                yield {"field": asked, "op": operator, "value": given}
        yield from map(dict, self.kept)

    def _used(self, entered: Mapping[str, Any], row: str) -> bool:
        return any(value for name, value in entered.items() if name.startswith(f"{row}-"))

    def _constant(self, asked: str, operator: str, typed: str) -> Any:
        if operator == "in":
            for one in SEPARATORS:
                typed = typed.replace(one, ",")
            return [self._code(asked, part.strip()) for part in typed.split(",") if part.strip()]
        return self._code(asked, typed.strip())

    def _code(self, asked: str, typed: str) -> Any:
        """A code by its label, yes and no as truths, anything else as it was typed."""
        field = self.asked[asked]
        if field.kind == "boolean":
            return next((one for one in (True, False) if _says(typed, one, field)), typed)
        return next((code for code, label in field.options() if label == typed), typed)

    def _levels(self, entered: Mapping[str, Any], problems: Any) -> Iterator[dict[str, Any]]:
        number = 0
        for at in range(self.levels):
            row = f"level-{at}"
            if not self._used(entered, row):
                continue
            self._places[f"levels[{number}]"] = f"{row}-amount"
            number += 1
            needed = [one for one in LEVEL if not entered[f"{row}-{one}"]]
            if entered[f"{row}-when"] != "due" and not entered[f"{row}-amount"]:
                needed.append("amount")
            for one in needed:
                problems.setdefault(f"{row}-{one}", []).append(say("This field is required."))
            if not needed:
                yield self._level(entered, row, problems)

    def _level(self, entered: Mapping[str, Any], row: str, problems: Any) -> dict[str, Any]:
        found = {
            "code": entered[f"{row}-code"],
            "label": {"zh": entered[f"{row}-zh"], "en": entered[f"{row}-en"]},
            "tell": entered[f"{row}-tell"],
        }
        if entered[f"{row}-always"]:
            found["always"] = True
        when, amount = entered[f"{row}-when"], entered[f"{row}-amount"]
        if when == "due":
            return found | {"share": "1"}
        if when == "share":
            try:
                share = Decimal(amount) / 100
            except InvalidOperation:
                problems.setdefault(f"{row}-amount", []).append(say("This is not a number."))
                return found
            return found | {"share": f"{share.normalize():f}"}
        kind, unit = when.split("-")
        return found | {kind: {"unit": unit, "amount": _count(amount)}}


def _says(typed: str, truth: bool, field: Field) -> bool:  # noqa: FBT001  # the truth is what is looked for
    return typed.lower() in {str(truth).lower(), field.show(truth).lower()}


def _count(typed: str) -> int | str:
    """Whole numbers as documents write them; what is none is refused by the core, as typed."""
    return int(typed) if typed.isascii() and typed.isdigit() else typed
