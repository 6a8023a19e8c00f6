"""A bundle on disk: files of sections, or one file a row in a folder named for its section."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.workflow.bundle.sections import SECTIONS, Row, Section, State
from app.workflow.bundle.syntax import BundleError, Source, read, write
from config import ROOT

COUNTY = ROOT / "bundles" / "huoqiu-2023"
"""The sample that an empty database begins with."""
DELETE = "delete"


@dataclass(frozen=True)
class Place:
    """Where a row stands."""

    source: Source
    path: str

    def at(self, inner: str, sentence: str) -> str:
        """The problem with its file, line and path."""
        dot = "." if self.path and inner and not inner.startswith("[") else ""
        return self.source.at(f"{self.path}{dot}{inner}", sentence)


@dataclass
class Bundle:
    """Rows by section and key with their places, and the keys to take away."""

    rows: State = field(default_factory=lambda: defaultdict(dict))
    places: dict[tuple[str, str], Place] = field(default_factory=dict)
    deletions: dict[str, dict[str, Place | None]] = field(default_factory=lambda: defaultdict(dict))


def load(path: Path) -> Bundle:
    """Read a file or a folder; raises BundleError with every formal problem."""
    bundle, problems = Bundle(), list[str]()
    for name, file in _files(path):
        try:
            source = read(name, file.read_bytes())
        except BundleError as error:
            problems += error.problems
        else:
            problems += _take(bundle, source, _folder(name))
    if problems:
        raise BundleError(*problems)
    return bundle


def _files(path: Path) -> list[tuple[str, Path]]:
    if path.is_file():
        return [(path.name, path)]
    found = sorted(one for one in path.rglob("*.yaml") if one.is_file())
    if not found:
        raise BundleError(f"{path}: no bundle there: neither a file nor a folder of .yaml files")
    return [(one.relative_to(path).as_posix(), one) for one in found]


def _folder(name: str) -> Section | None:
    """The section whose rows are single files in the file's folder."""
    parent = Path(name).parent.name
    section = SECTIONS.get(parent)
    return section if section and section.folder else None


def _take(bundle: Bundle, source: Source, folder: Section | None) -> Iterator[str]:
    if folder:
        yield from _row(bundle, folder, source.data, Place(source, ""))
        return
    if not isinstance(source.data, dict):
        yield source.at("", f"an object of sections: {', '.join(SECTIONS)}, {DELETE}")
        return
    for name, content in source.data.items():
        if name == DELETE:
            yield from _deletions(bundle, source, content)
        elif name in SECTIONS:
            yield from _section(bundle, SECTIONS[name], source, content)
        else:
            yield source.at(name, f"unknown key: not one of {', '.join(SECTIONS)}, {DELETE}")


def _section(bundle: Bundle, section: Section, source: Source, content: Any) -> Iterator[str]:
    if section.single:
        yield from _row(bundle, section, content, Place(source, section.name))
    elif isinstance(content, list):
        for at, row in enumerate(content):
            yield from _row(bundle, section, row, Place(source, f"{section.name}[{at}]"))
    else:
        yield source.at(section.name, "a list of rows")


def _row(bundle: Bundle, section: Section, row: Any, place: Place) -> Iterator[str]:
    found = section.formal(row)
    if found:
        yield from (place.at(inner, sentence) for inner, sentence in found)
        return
    key = section.key(row)
    if key in bundle.rows[section.name]:
        yield place.at("", f"{section.name} {key!r} is there twice")
    bundle.rows[section.name][key] = row
    bundle.places[section.name, key] = place


def _deletions(bundle: Bundle, source: Source, content: Any) -> Iterator[str]:
    if not isinstance(content, dict):
        yield source.at(DELETE, "an object: section → list of keys")
        return
    for name, keys in content.items():
        path = f"{DELETE}.{name}"
        if name not in SECTIONS or SECTIONS[name].single:
            yield source.at(path, "nothing can be deleted there")
        elif not isinstance(keys, list) or not all(isinstance(key, str) for key in keys):
            yield source.at(path, "a list of keys, as text")
        else:
            for at, key in enumerate(keys):
                bundle.deletions[name][key] = Place(source, f"{path}[{at}]")


# ---------------------------------------------------------------- writing
def as_document(state: Mapping[str, Mapping[str, Row]]) -> dict[str, Any]:
    """The whole configuration as one object: what `export -` writes and a release keeps."""
    return {
        name: state[name][next(iter(state[name]))] if section.single else [*state[name].values()]
        for name, section in SECTIONS.items()
        if state.get(name)
    }


def as_files(state: Mapping[str, Mapping[str, Row]]) -> dict[str, bytes]:
    """The same as the files of a folder: relative name → bytes."""
    files = {}
    for name, content in as_document(state).items():
        if SECTIONS[name].folder:
            for key, row in state[name].items():
                files[f"{name}/{key}.yaml"] = write(row)
        else:
            files[f"{name}.yaml"] = write({name: content})
    return files


def from_document(document: Mapping[str, Any]) -> State:
    """A release's object as rows again."""
    return {
        name: {SECTIONS[name].key(row): row for row in ([rows] if SECTIONS[name].single else rows)}
        for name, rows in document.items()
        if name in SECTIONS
    }
