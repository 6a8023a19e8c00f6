"""Every release is pinned by hash, and every direct one is explained."""

from __future__ import annotations

import re
from pathlib import Path

PIN = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)", re.MULTILINE)
ASKED = re.compile(r"^([A-Za-z][A-Za-z0-9._-]*)", re.MULTILINE)
EXPLAINED = re.compile(r"^\| ([A-Za-z0-9._-]+)", re.MULTILINE)


def check(root: Path) -> list[str]:
    runtime, dev = (_text(root, f"requirements{kind}.txt") for kind in ("", "-dev"))
    asked = _names(_text(root, "requirements.in")) | _names(_text(root, "requirements-dev.in"))
    explained = {
        name.lower() for name in EXPLAINED.findall(_text(root, "docs/dependencies.md"))
    } - {"package"}
    pinned = {name.lower() for name, _ in PIN.findall(dev)}
    return [
        *(
            f"requirements.txt: {name}=={release} is not in requirements-dev.txt: make requirements"
            for name, release in PIN.findall(runtime)
            if (name, release) not in PIN.findall(dev)
        ),
        *(f"{name} is asked for but not pinned: make requirements" for name in asked - pinned),
        *(f"docs/dependencies.md: says not why {name} is here" for name in asked - explained),
        *(f"docs/dependencies.md: {name} is not asked for" for name in explained - asked),
        *(
            f"requirements: address {line.strip()}"
            for line in (runtime + dev).splitlines()
            if "://" in line
        ),
        *_without_hash(runtime),
        *_without_hash(dev),
    ]


def _text(root: Path, name: str) -> str:
    path = root / name
    return path.read_text(encoding="utf-8") if path.exists() else ""


def _names(text: str) -> set[str]:
    return {name.lower() for name in ASKED.findall(text)}


def _explained(text: str) -> set[str]:
    return {name.lower() for name in EXPLAINED.findall(text)} - {"package"}


def _without_hash(text: str) -> list[str]:
    blocks = re.split(r"^(?=[A-Za-z])", text, flags=re.MULTILINE)
    return [
        f"requirements: {block.split()[0]} has no hash"
        for block in blocks
        if PIN.match(block) and "--hash=sha256:" not in block
    ]
