"""What we did not write lies in app/static/vendor, unchanged, with its licence."""

from __future__ import annotations

import hashlib
from pathlib import Path

SUMS = "SHA256SUMS"


def check(root: Path) -> list[str]:
    vendor = root / "app/static/vendor"
    if not vendor.is_dir():
        return []
    if not (vendor / SUMS).is_file():
        return [f"app/static/vendor/{SUMS} is missing"]
    listed = dict(
        reversed(line.split(maxsplit=1))
        for line in (vendor / SUMS).read_text(encoding="utf-8").splitlines()
    )
    present = {
        path.relative_to(vendor).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(vendor.rglob("*"))
        if path.is_file() and path.name != SUMS
    }
    return [
        *(
            f"app/static/vendor/{name} is not what the manifest says"
            for name in present
            if listed.get(name) != present[name]
        ),
        *(f"app/static/vendor/{name} is listed but absent" for name in listed.keys() - present),
        *(
            []
            if any(name.startswith("NOTICE") for name in present)
            else ["app/static/vendor/NOTICE is missing"]
        ),
    ]
