"""What is wrong with a service's document, each problem at its path."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from jsonschema import Draft202012Validator, ValidationError

from app.catalog.kinds import Field, make_field
from app.catalog.kinds.specification import ALWAYS, SERVICE, STAGES
from app.catalog.rules.conditions import Codes, Known, problems

Found = tuple[str, str]
LONGEST = 300
"""How much of a library's sentence is repeated, in characters."""
_SERVICE = Draft202012Validator(SERVICE)


def document_problems(document: Any) -> list[Found]:
    """(path, sentence) of every problem; form first, sense only when the form is right."""
    formal = list(schema_problems(_SERVICE, document))
    return formal or list(_senseless(document))


def schema_problems(validator: Draft202012Validator, document: Any) -> Iterator[Found]:
    """The library's findings; an unknown key is named at its own place."""
    for error in sorted(validator.iter_errors(document), key=lambda one: str(one.absolute_path)):
        path = list(error.absolute_path)
        if error.validator == "additionalProperties" and isinstance(error.instance, Mapping):
            for key in _unknown(error):
                yield written([*path, key]), "unknown key"
        else:
            yield written(path), error.message[:LONGEST]


def _unknown(error: ValidationError) -> list[str]:
    allowed = error.schema.get("properties", {})
    return [str(key) for key in error.instance if key not in allowed]


def written(path: Iterable[str | int]) -> str:
    """A path as people write it: `fields[2].choices[0].code`."""
    parts = "".join(f"[{one}]" if isinstance(one, int) else f".{one}" for one in path)
    return parts.removeprefix(".")


def _senseless(document: Mapping[str, Any]) -> Iterator[Found]:
    fields = _fields(document["fields"])
    known = {path: codes for field in fields for path, codes in field.paths().items()}
    yield from _field_problems(document["fields"], "fields")
    yield from _condition_problems(fields)
    yield from _fact_problems(document.get("facts", []), known)
    yield from _split_problems(document, fields)
    yield from _stage_problems(document["stages"])
    yield from _input_problems(document)
    for at, notice in enumerate(document.get("notices", [])):
        yield from problems(notice["when"], known, f"notices[{at}].when")


def _fields(specs: Iterable[Mapping[str, Any]]) -> list[Field]:
    return [make_field({k: v for k, v in spec.items() if k != "propose"}) for spec in specs]


def _field_problems(specs: list[Mapping[str, Any]], path: str) -> Iterator[Found]:
    yield from _doubles([spec["id"] for spec in specs], path, "id")
    for at, (spec, field) in enumerate(zip(specs, _fields(specs), strict=True)):
        here = f"{path}[{at}]"
        for key in {"choices", "units"} & set(spec):
            yield from _doubles([one["code"] for one in spec[key]], f"{here}.{key}", "code")
        yield from ((f"{here}.{inner}", said) for inner, said in field.problems())


def _condition_problems(fields: list[Field]) -> Iterator[Found]:
    """A condition asks only what stands before it: people read downwards, and no circle is made."""
    before: dict[str, Codes] = {}
    for at, field in enumerate(fields):
        if field.when is not None:
            yield from problems(field.when, before, f"fields[{at}].when")
        before |= field.paths()


def _doubles(values: list[str], path: str, key: str) -> Iterator[Found]:
    seen = Counter[str]()
    for at, value in enumerate(values):
        seen[value] += 1
        if seen[value] == 2:  # noqa: PLR2004  # told once, at the second
            yield f"{path}[{at}].{key}", f"{value!r} is there twice"


def _fact_problems(specs: list[Mapping[str, Any]], known: Known) -> Iterator[Found]:
    yield from _field_problems(specs, "facts")
    for at, (spec, field) in enumerate(zip(specs, _fields(specs), strict=True)):
        for number, proposal in enumerate(spec.get("propose", [])):
            here = f"facts[{at}].propose[{number}]"
            if said := field.refusal(proposal["value"]):
                yield f"{here}.value", said
            if "when" in proposal:
                yield from problems(proposal["when"], known, f"{here}.when")


def _split_problems(document: Mapping[str, Any], fields: list[Field]) -> Iterator[Found]:
    split = document.get("split")
    if (split is None) == ("suffix" not in document):
        yield "suffix", "a service has a suffix, or a split whose options have one"
    if split is None:
        return
    field = next((one for one in fields if one.id == split["field"]), None)
    if field is None or field.kind != "multi_choice" or not field.required:
        yield "split.field", f"{split['field']!r} is not a required multi_choice field"
    elif field.when is not None:
        yield "split.field", f"{split['field']!r} is asked always"
    elif set(split["options"]) != {code for code, _ in field.options()}:
        yield "split.options", "one entry for each choice of the field"
    suffixes = [one["suffix"] for one in split["options"].values()]
    if len(set(suffixes)) < len(suffixes):
        yield "split.options", "two options with the same suffix"


def _stage_problems(stages: list[str]) -> Iterator[Found]:
    if stages != [stage for stage in STAGES if stage in stages]:
        yield "stages", f"in the order of the process: {', '.join(STAGES)}"
    yield from (("stages", f"{stage!r} is missing") for stage in ALWAYS if stage not in stages)


def _input_problems(document: Mapping[str, Any]) -> Iterator[Found]:
    """Facts by their ids, other questions as fields; which actions there are the verbs know."""
    facts = {spec["id"]: spec for spec in document.get("facts", [])}
    for verb, asked in document.get("inputs", {}).items():
        unknown = [at for at, one in enumerate(asked) if isinstance(one, str) and one not in facts]
        for at in unknown:
            yield f"inputs.{verb}[{at}]", f"{asked[at]!r} is no fact of this service"
        if not unknown:
            specs = [facts[one] if isinstance(one, str) else one for one in asked]
            yield from _field_problems(specs, f"inputs.{verb}")
