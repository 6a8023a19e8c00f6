"""A correction of the official form laid out like the form: block by block."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask_babel import gettext

from app.applications.models import Application
from app.catalog.kinds import Field
from app.foundation.labels import text
from app.workflow.official_form import BASIC, extras
from app.workflow.setting import Setting

WIDE = frozenset({"long_text", "address"})


def sheet_of(setting: Setting, fields: Sequence[Field]) -> dict[str, Any] | None:
    """The template's `sheet`: the blocks, and what is asked above and below them.

    None where nothing of the official form is asked.
    """
    if not isinstance(setting.row, Application):
        return None
    ids = [one.id for one in fields]
    wide = {one.id for one in fields if one.kind in WIDE}
    blocks = [one for one in _blocks(setting) if not set(one["fields"]).isdisjoint(ids)]
    placed = {name for one in blocks for name in one["fields"]}
    if not placed:
        return None
    first = next(at for at, name in enumerate(ids) if name in placed)
    return {
        "above": ids[:first],
        "blocks": [_asked(one, ids, wide) for one in blocks],
        "below": [name for name in ids[first:] if name not in placed],
        "wide": wide,
    }


def _asked(block: Mapping[str, Any], ids: Sequence[str], wide: set[str]) -> dict[str, Any]:
    return {**block, "fields": [one for one in block["fields"] if one in ids], "wide": wide}


def _blocks(setting: Setting) -> Iterator[dict[str, Any]]:
    """As the annex prints them; a service's fields by their own labels: its block names it."""
    label = gettext("Basic information of the enterprise")
    yield {"id": "basic", "label": label, "side": True, "fields": [one.id for one in BASIC]}
    versions = {one.service: one.service_version_id for one in setting.tickets}
    for code, version in versions.items():
        form = setting.catalogue.version(version)
        labels = {f"{code}.{one.id}": text(one.label) for one in form.fields}
        yield {"id": code, "label": text(form.section), "fields": [*labels], "labels": labels}
    more = [one.id for one in extras(setting.catalogue)]
    yield {"id": "apart", "label": gettext("Not part of the official form"), "fields": more}
