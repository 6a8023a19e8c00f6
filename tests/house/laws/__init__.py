"""The laws of the whole house. A law is a function from the root of a tree to its findings."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.house.laws import (
    clock,
    enums,
    foreign,
    hygiene,
    language,
    looks,
    migrations,
    requirements,
    rooms,
    services,
    size,
    templates,
    translations,
    vendor,
)

Law = Callable[[Path], list[str]]

LAWS: dict[str, Law] = {
    "one clock": clock.check,
    "enum members equal their values": enums.check,
    "nothing is loaded from a foreign host": foreign.check,
    "nothing tells of the machine it was written on": hygiene.check,
    "no test is skipped": hygiene.check_skips,
    "English in code": language.check,
    "labels go through gettext": language.check_labels,
    "every migration has a way down, and there is one head": migrations.check,
    "requirements are pinned and explained": requirements.check,
    "rooms of nouns": rooms.check,
    "rules and states are plain Python": rooms.check_purity,
    "no service is named in code": services.check,
    "colours are tokens, in light and dark, and can be read": looks.check,
    "modules and functions are short": size.check,
    "templates speak through gettext": templates.check,
    "every string is translated": translations.check,
    "vendored files are what the manifest says": vendor.check,
}
