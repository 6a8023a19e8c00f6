"""What a bundle would change, bringing it into force, and going back to what was before."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.catalog.kinds.checking import Found
from app.catalog.models import BundleRelease
from app.catalog.rules.service import digest
from app.workflow.bundle.files import Bundle, as_document, from_document, load
from app.workflow.bundle.indexes import keep_indexes
from app.workflow.bundle.sections import SECTIONS, Row, Section, State
from app.workflow.bundle.syntax import BundleError
from app.workflow.publication import alone, announce

NOWHERE = "in force, not in this bundle"


@dataclass(frozen=True)
class Change:
    """One row that is added (`before` None), changed or removed (`after` None)."""

    section: str
    key: str
    before: Row | None
    after: Row | None


def read_state(session: Session) -> State:
    """What is in force now."""
    return {name: section.read(session) for name, section in SECTIONS.items()}


def changes(session: Session, bundle: Bundle, *, allow_delete: bool = False) -> list[Change]:
    """What applying would do; raises BundleError when the result would contradict itself.

    Rows that the bundle does not mention stay, unless `allow_delete` and their section is there.
    """
    state = read_state(session)
    found = list(_changes(state, bundle, allow_delete=allow_delete))
    problems = list(_contradictions(_after(state, found), bundle))
    if problems:
        raise BundleError(*problems)
    return found


def _changes(state: State, bundle: Bundle, *, allow_delete: bool) -> Iterator[Change]:
    for name, section in SECTIONS.items():
        now, wanted = state[name], bundle.rows.get(name, {})
        gone = set(bundle.deletions.get(name, ()))
        if allow_delete and wanted and not section.single:
            gone |= set(now) - set(wanted)
        for key, row in wanted.items():
            if key not in gone and now.get(key) != row:
                yield Change(name, key, now.get(key), row)
        for key in sorted(gone & set(now)):
            yield Change(name, key, now[key], None)


def _after(state: State, found: list[Change]) -> State:
    """The state that the changes lead to."""
    after = {name: dict(state.get(name, {})) for name in SECTIONS}
    for change in found:
        if change.after is None:
            after[change.section].pop(change.key, None)
        else:
            after[change.section][change.key] = change.after
    return after


def _contradictions(after: State, bundle: Bundle) -> Iterator[str]:
    for name, keys in bundle.deletions.items():
        for key, place in keys.items():
            if place and key in bundle.rows.get(name, {}):
                yield place.at("", f"{key!r} is deleted and given in the same bundle")
    for name, section in SECTIONS.items():
        for key, row in after[name].items():
            stands = bundle.places.get((name, key))
            for inner, sentence in _amiss(section, row, after):
                told = f"{name} {key} ({NOWHERE}): {inner}: {sentence}"
                yield stands.at(inner, sentence) if stands else told


def _amiss(section: Section, row: Row, after: State) -> Iterator[Found]:
    for column, other in section.refers.items():
        if row.get(column) and row[column] not in after[other]:
            yield column, f"{row[column]!r} is not in {other}"
    yield from section.check(row, after)


def apply(
    session: Session, bundle: Bundle, actor: str, *, allow_delete: bool = False
) -> list[Change]:
    """Bring the bundle into force; the caller commits. Nothing to change leaves no trace."""
    alone(session)
    found = changes(session, bundle, allow_delete=allow_delete)
    if found:
        latest = _latest(session)
        published = from_document(latest.document) if latest else {}
        _carry_out(session, found, actor)
        document = as_document(_after(published, found))
        _release(session, actor, document, previous_id=latest.id if latest else None)
    return found


def roll_back(session: Session, actor: str) -> list[Change]:
    """Undo the latest release: what it brought goes, what it changed or took comes back.

    Rows that were edited on screens since, and that the release had not touched, stay.
    """
    alone(session)
    latest = _latest(session)
    target = session.get(BundleRelease, latest.previous_id or 0) if latest else None
    if latest is None or target is None:
        raise BundleError("there is no earlier release to go back to")
    was, became = from_document(target.document), from_document(latest.document)
    back = Bundle()
    for name in SECTIONS:
        before, after = was.get(name, {}), became.get(name, {})
        back.rows[name] = {key: row for key, row in before.items() if after.get(key) != row}
        back.deletions[name] = dict.fromkeys(set(after) - set(before))
    found = changes(session, back)
    _carry_out(session, found, actor)
    _release(session, actor, target.document, previous_id=target.previous_id)
    return found


def _carry_out(session: Session, found: list[Change], actor: str) -> None:
    for name, section in SECTIONS.items():
        rows = {one.key: one.after for one in found if one.section == name and one.after}
        if rows:
            section.write(session, rows, actor)
    for name in reversed(list(SECTIONS)):
        gone = [one.key for one in found if one.section == name and one.after is None]
        if gone:
            SECTIONS[name].remove(session, gone)
    announce(session)
    _keep_indexes(session)


def _keep_indexes(session: Session) -> None:
    keep_indexes(session, SECTIONS["services"].read(session))


def _latest(session: Session) -> BundleRelease | None:
    newest = select(BundleRelease).order_by(BundleRelease.id.desc()).limit(1)
    return session.scalars(newest).one_or_none()


def _release(
    session: Session, actor: str, document: Mapping[str, Any], *, previous_id: int | None
) -> None:
    """Keep what is published now; what was edited on screens is no part of it."""
    session.add(
        BundleRelease(
            previous_id=previous_id, digest=digest(document), document=dict(document), actor=actor
        )
    )
    session.flush()


def load_bundle(session: Session, path: Path, actor: str = "system") -> list[Change]:
    """Apply the bundle of a new installation; later only what no release ever had anything of.

    Of a section that is parted (limits by node) a part counts for itself. These came with a newer
    version of the software. What the county has published since is never taken back by an upgrade,
    and what names things that this county hasn't stays away. The caller commits.
    """
    alone(session)
    released = [from_document(one) for one in session.scalars(select(BundleRelease.document))]
    bundle = load(path)
    if released:
        state = read_state(session)
        _leave_known(bundle, released, state)
        _leave_strangers(bundle, state)
    if any(bundle.rows.values()):
        return apply(session, bundle, actor)
    _keep_indexes(session)  # those of the release before may be made of something else
    return []


def _leave_known(bundle: Bundle, released: Iterable[State], state: State) -> None:
    """Take away the parts that a release ever had a row of, and rows that are in force already."""
    had = {
        _part(name, row) for one in released for name, rows in one.items() for row in rows.values()
    }
    bundle.rows = {
        name: {
            key: row
            for key, row in rows.items()
            if _part(name, row) not in had and key not in state[name]
        }
        for name, rows in bundle.rows.items()
    }


def _part(name: str, row: Row) -> tuple[str, str]:
    return name, row.get(SECTIONS[name].parted_by, "")


def _leave_strangers(bundle: Bundle, state: State) -> None:
    """Take away rows that would contradict this county, until none does."""
    while True:
        after = {name: state[name] | bundle.rows.get(name, {}) for name in state}
        strangers = [
            (name, key)
            for name, rows in bundle.rows.items()
            for key, row in rows.items()
            if any(_amiss(SECTIONS[name], row, after))
        ]
        if not strangers:
            return
        for name, key in strangers:
            del bundle.rows[name][key]
