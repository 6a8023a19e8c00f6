"""The county as files: the same bytes back, all or nothing, and a place for everything wrong."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from app.applications.models import Application
from app.catalog.models import BundleRelease, ServiceVersion
from app.catalog.queries import catalogue
from app.extensions import db
from app.install import initialise
from app.people.models import Outlet
from app.workflow.bundle import apply, load
from app.workflow.bundle.syntax import read, write
from tests.workflow.bundles import COUNTY, HEATING, edit, snapshot
from tests.workflow.stories import FORM, application, entered


def add_field(document: dict[str, Any]) -> None:
    label = {"zh": "用水用途", "en": "Use of water"}
    document["fields"].append({"id": "purpose", "type": "text", "label": label})


@pytest.mark.engines
def test_export_of_an_import_is_the_same_bytes(
    bundle: Callable[..., Result], tmp_path: Path
) -> None:
    bundle("export", tmp_path)
    exported = {one.relative_to(tmp_path): one.read_bytes() for one in tmp_path.rglob("*.yaml")}
    assert exported == {one.relative_to(COUNTY): one.read_bytes() for one in COUNTY.rglob("*.yaml")}


def test_one_file_says_the_same_as_the_folder(
    bundle: Callable[..., Result], tmp_path: Path
) -> None:
    whole = tmp_path / "whole.yaml"
    whole.write_bytes(bundle("export", "-").stdout_bytes)
    assert bundle("diff", whole, "--allow-delete").stdout == "nothing to change\n"
    assert HEATING.read_bytes() == write(read("heating.yaml", HEATING.read_bytes()).data)


@pytest.mark.engines
def test_applying_twice_changes_nothing_and_publishes_no_version(
    bundle: Callable[..., Result], session: Any
) -> None:
    before = snapshot()
    assert bundle("apply", COUNTY).stdout == "nothing to change\n"
    assert snapshot() == before


def test_the_county_has_its_districts_services_and_routes(session: Any) -> None:
    known = catalogue(session)
    kinds = [one.kind for one in known.districts.values()]
    assert [kinds.count(kind) for kind in ("town", "township", "other")] == [25, 5, 2]
    assert list(known.services) == ["power", "water", "gas", "telecom"]
    assert known.route("telecom", "unicom", "341522100") == "unicom"
    assert known.route("power", "", None) == "power"
    assert known.serving("telecom", "mobile") == ["mobile"]
    assert known.reasons("decline")[0].legal_basis
    assert list(known.channels) == [
        "hall",
        "shared_hall",
        "online",
        "utility_site",
        "utility_app",
        "wechat",
    ]


def test_the_most_specific_route_wins(
    bundle: Callable[..., Result], draft: Path, session: Any
) -> None:
    here = {"service": "water", "township": "341522206", "organisation": "gas"}
    edit(draft / "routes.yaml", lambda data: data["routes"].append(here))
    assert bundle("apply", draft).exit_code == 0
    known = catalogue(session)
    assert known.route("water", "", "341522206") == "gas"
    assert known.route("water", "", "341522207") == "water"


@pytest.mark.engines
def test_a_new_service_is_offered_without_a_restart(
    bundle: Callable[..., Result], session: Any
) -> None:
    assert "heating" not in catalogue(session).services
    session.rollback()
    assert "+ services heating" in bundle("apply", HEATING).stdout
    assert catalogue(session).services["heating"].suffix() == "R"
    row_id = entered(services={"heating": {"heated_area": "1200"}})
    (ticket,) = application(row_id).tickets
    assert ticket.number == f"{application(row_id).number}-R"
    assert ticket.organisation.code == "heating"


def test_a_field_added_appears_for_new_tickets_and_old_ones_keep_their_version(
    bundle: Callable[..., Result], draft: Path, session: Any
) -> None:
    old = application(entered(services={"water": {}})).tickets[0]
    session.commit()
    edit(draft / "services" / "water.yaml", add_field)
    said = bundle("apply", draft).stdout
    assert said.startswith("~ services water\n    fields.purpose: None -> ")
    new = application(entered(services={"water": {"purpose": "锅炉"}})).tickets[0]
    known = catalogue(session)
    versions = [known.version(one.service_version_id) for one in (old, new)]
    assert [one.version for one in versions] == [1, 2]
    assert ["purpose" in {field.id for field in one.fields} for one in versions] == [False, True]
    assert new.attrs == {"purpose": "锅炉"}


def test_an_older_document_is_the_older_version_again(
    bundle: Callable[..., Result], draft: Path, session: Any
) -> None:
    edit(draft / "services" / "water.yaml", add_field)
    bundle("apply", draft)
    bundle("apply", COUNTY)
    assert catalogue(session).services["water"].version == 1
    versions = select(func.count()).where(ServiceVersion.service == "water")
    assert session.scalar(versions.select_from(ServiceVersion)) == 2


@pytest.mark.engines
def test_published_versions_and_releases_can_not_be_changed_even_by_sql(session: Any) -> None:
    for statement in (
        "UPDATE service_version SET version = 9",
        "DELETE FROM service_version",
        "UPDATE bundle_release SET actor = 'x'",
        "DELETE FROM bundle_release",
    ):
        with pytest.raises(IntegrityError, match="append-only"):
            session.execute(text(statement))
        session.rollback()


def test_nothing_is_deleted_unless_asked_for(
    bundle: Callable[..., Result], draft: Path, session: Any
) -> None:
    edit(draft / "outlets.yaml", lambda data: data["outlets"].pop())
    assert bundle("apply", draft).stdout == "nothing to change\n"
    assert "- outlets unicom-online" in bundle("diff", draft, "--allow-delete").stdout
    assert "- outlets unicom-online" in bundle("apply", draft, "--allow-delete").stdout
    (outlet,) = session.scalars(select(Outlet).where(Outlet.code == "unicom-online"))
    assert outlet.active is False
    assert "+ outlets unicom-online" in bundle("apply", COUNTY).stdout


def test_a_file_may_name_what_it_deletes(
    bundle: Callable[..., Result], tmp_path: Path, session: Any
) -> None:
    bundle("apply", HEATING)
    away = tmp_path / "away.yaml"
    charged = {"fees": ["heating-inner-works"], "abolishedfees": ["heating"]}
    keys = {"services": ["heating"], "routes": ["heating//"], **charged}
    away.write_bytes(write({"delete": keys}))
    assert bundle("apply", away).stdout.splitlines()[:2] == [
        "- services heating",
        "- routes heating//",
    ]
    assert "heating" not in catalogue(session).services
    assert session.scalar(select(ServiceVersion).where(ServiceVersion.service == "heating"))


@pytest.mark.engines
def test_rolling_back_undoes_the_latest_release_and_leaves_what_was_edited_since(
    bundle: Callable[..., Result], draft: Path, session: Any
) -> None:
    bundle("apply", HEATING)
    edit(draft / "services" / "water.yaml", add_field)
    bundle("apply", draft)
    session.add(Outlet(code="new", name="N", organisation_id=1, kind="hall", channels=["hall"]))
    session.commit()
    assert "~ services water" in bundle("rollback").stdout
    assert catalogue(session).services["water"].version == 1
    session.rollback()
    assert "- services heating" in bundle("rollback").stdout
    assert "heating" not in catalogue(session).services
    assert session.scalars(select(Outlet).where(Outlet.code == "new")).one().active
    session.rollback()
    result = bundle("rollback")
    assert (result.exit_code, result.stderr) == (
        1,
        "there is no earlier release to go back to\n",
    )


def test_an_upgrade_never_takes_back_what_the_county_published(
    app: Flask, bundle: Callable[..., Result], draft: Path, session: Any
) -> None:
    edit(draft / "services" / "water.yaml", add_field)
    bundle("apply", draft)
    initialise(app)
    assert catalogue(session).services["water"].version == 2


@pytest.mark.engines
def test_two_who_publish_at_once_make_two_versions_one_after_the_other(
    app: Flask, draft: Path, session: Any
) -> None:
    drafts = []
    for name in ("one", "two"):
        folder = Path(shutil.copytree(draft, draft.parent / name))
        edit(
            folder / "services" / "water.yaml",
            lambda data, said=name: data.update(sort=len(said) + ord(said[0])),
        )
        drafts.append(folder)
    failed: list[BaseException] = []

    def publish(folder: Path) -> None:
        with app.app_context():
            try:
                apply(db.session(), load(folder), folder.name)
                db.session.commit()
            except BaseException as error:  # noqa: BLE001  # told below
                failed.append(error)

    threads = [threading.Thread(target=publish, args=(folder,)) for folder in drafts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    versions = select(ServiceVersion.version).where(ServiceVersion.service == "water")
    assert sorted(session.scalars(versions)) == [1, 2, 3]
    releases = list(session.scalars(select(BundleRelease).order_by(BundleRelease.id)))
    assert [one.previous_id for one in releases] == [None, releases[0].id, releases[1].id]


def test_the_catalogue_costs_one_statement(session: Any, statements: Callable[[], Any]) -> None:
    catalogue(session)
    session.rollback()
    with statements() as said:
        catalogue(session)
        known = catalogue(session)
        assert known.version(known.services["gas"].version_id).label
    assert len([one for one in said if not one.startswith("BEGIN")]) == 1


def test_the_form_of_the_story_is_that_of_the_county(session: Any) -> None:
    assert set(FORM["services"]) == set(catalogue(session).services)
    assert session.get(Application, entered()).tickets
