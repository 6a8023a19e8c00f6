"""The reason fields of an action: free words, with the office's phrases offered."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.catalog.kinds import Field, make_field
from app.catalog.queries import Catalogue, ReasonEntry
from app.foundation.labels import text
from app.foundation.messages import say
from app.workflow.setting import Setting


def reason_field(setting: Setting, verb: str, *, required: bool = True) -> Field:
    """A reason in words; the catalogue's phrases for this verb are its examples."""
    return make_field(
        {
            "id": "reason",
            "type": "long_text",
            "label": say("Reason"),
            "required": required,
            "max_length": 500,
            "examples": [text(one.label) for one in setting.catalogue.reasons(verb)],
        }
    )


def known_reason(catalogue: Catalogue, verb: str, given: Any) -> ReasonEntry | None:
    """The catalogue's reason that these words name, by its code or its label in any language."""
    return next((one for one in catalogue.reasons(verb) if given in _names(one)), None)


def _names(reason: ReasonEntry) -> set[Any]:
    label = reason.label
    return {reason.code, *(label.values() if isinstance(label, Mapping) else ())}


def basis_field(setting: Setting, verb: str) -> Field:
    """The legal basis that a refusal must name (DOMAIN §4)."""
    bases = [one.legal_basis for one in setting.catalogue.reasons(verb) if one.legal_basis]
    return make_field(
        {
            "id": "legal_basis",
            "type": "text",
            "label": say("Legal basis"),
            "required": True,
            "max_length": 200,
            "examples": list(dict.fromkeys(bases)),
        }
    )


def declining_fields(setting: Setting) -> Sequence[Field]:
    """Not accepting needs a reason and its legal basis (不予受理, DOMAIN §4)."""
    return (reason_field(setting, "decline"), basis_field(setting, "decline"))
