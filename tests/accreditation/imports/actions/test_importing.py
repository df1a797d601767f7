"""Imports as a whole: nothing is written by a check, by a faulty table, or of other files. On both databases."""

import io
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from accreditation.applications.domain.applications import State
from accreditation.applications.domain.outlets import Outlet
from accreditation.applications.services import ApplicationServices
from accreditation.applications.storage.tables import application_history, applications, outlets, photos
from accreditation.imports.actions.files import ImportFiles
from accreditation.imports.actions.importing import carry_out_import, check_import
from accreditation.imports.domain import COLUMNS, ImportKind, ImportReport
from accreditation.imports.services import ImportServices
from conference.errors import ConflictError, ForbiddenError
from conference.storage.audit import audit_log
from tests.accreditation.imports.test_domain import CHOICES
from tests.support.application_samples import OFFICER_A, OFFICER_B, OTHER_STAFF
from tests.support.each_database import database
from tests.support.imports import person, photos_of, table_of

__all__ = ["database"]

PEOPLE = [person(number) for number in (1, 2, 3)]
PHOTOS = photos_of("1.jpg", "2.jpg", "3.jpg")


@pytest.fixture
def importing(desk: ApplicationServices) -> ImportServices:
    return ImportServices(announcing=desk, silent=desk)


def files_of(table: bytes, archive: bytes | None = PHOTOS, kind: ImportKind = ImportKind.APPLICATIONS) -> ImportFiles:
    return ImportFiles(
        kind=kind,
        table=table,
        archive=None if archive is None else io.BytesIO(archive),
        headings=dict.fromkeys(COLUMNS[kind], ()),
        choices=CHOICES,
        language="vi",
    )


async def counts(services: ImportServices) -> list[int]:
    """Count what an import writes."""
    async with services.silent.transactions.read() as transaction:
        return [
            await transaction.connection.scalar(select(func.count()).select_from(table)) or 0
            for table in (applications, outlets, photos, application_history)
        ]


def found(report: ImportReport) -> dict[int, dict[str, str]]:
    return {row.number: {name: one.code for name, one in row.problems.items()} for row in report.faulty}


async def test_checked_files_are_imported_as_a_whole(importing: ImportServices) -> None:
    table = table_of(*PEOPLE, separator=";", mark="\ufeff")
    report, digest = await check_import(importing, files_of(table), staff=OFFICER_A)
    assert (found(report), await counts(importing)) == ({}, [0, 0, 0, 0])
    done = await carry_out_import(importing, files_of(table), digest=digest, with_letters=True, staff=OFFICER_A)
    assert (found(done), await counts(importing)) == ({}, [3, 1, 3, 3])
    async with importing.silent.transactions.read() as transaction:
        row = (await transaction.connection.execute(select(applications).limit(1))).one()
        wanted = select(audit_log.c.actor, audit_log.c.details).where(
            audit_log.c.action == "accreditation:import:completed"
        )
        entry = (await transaction.connection.execute(wanted)).one()
    assert (row.state, row.phone, row.consent_at is not None) == (State.SUBMITTED, "+84912345678", True)
    assert (entry.actor, '"count":3' in str(entry.details).replace(" ", "")) == (OFFICER_A.id, True)
    again, _ = await check_import(importing, files_of(table), staff=OFFICER_A)
    assert found(again) == {number: {"row": "import.application_exists"} for number in (2, 3, 4)}


async def test_one_fault_stops_all_rows(importing: ImportServices) -> None:
    table = table_of(*PEOPLE[:2], person(3, email="nobody"))
    report, digest = await check_import(importing, files_of(table), staff=OFFICER_A)
    assert found(report) == {4: {"email": "email.invalid"}}
    await carry_out_import(importing, files_of(table), digest=digest, with_letters=True, staff=OFFICER_A)
    assert await counts(importing) == [0, 0, 0, 0]


async def test_rules_of_outlets_hold_for_every_row(importing: ImportServices) -> None:
    silent = importing.silent
    async with silent.transactions.write() as transaction:
        outlet = await silent.outlets.add(transaction, Outlet("out_1", "Báo Sông Hồng"))
        await silent.outlets.save(transaction, replace(outlet, quota=2, version=1))
    table = table_of(*PEOPLE)
    report, digest = await check_import(importing, files_of(table), staff=OFFICER_A)
    assert found(report) == {4: {"outlet": "outlet.full"}}
    done = await carry_out_import(importing, files_of(table), digest=digest, with_letters=False, staff=OFFICER_A)
    assert (found(done), await counts(importing)) == (found(report), [0, 1, 0, 0])


async def test_photos_have_the_rules_of_uploads(importing: ImportServices) -> None:
    table = table_of(*PEOPLE)
    archive = photos_of("1.jpg", **{"2.jpg": b"MZ no photo"})
    report, _ = await check_import(importing, files_of(table, archive), staff=OFFICER_A)
    assert found(report) == {3: {"photo": "photo.not_image"}, 4: {"photo": "import.photo_not_found"}}
    same = photos_of("1.jpg", "2.jpg")
    twin = files_of(table_of(person(1), person(2)), photos_of("1.jpg", **{"2.jpg": _first_photo(same)}))
    twins, _ = await check_import(importing, twin, staff=OFFICER_A)
    assert list(found(twins).values()) == [{"photo": "import.photo_twice"}]
    without, _ = await check_import(importing, files_of(table, None), staff=OFFICER_A)
    assert len(found(without)) == 3


def _first_photo(archive: bytes) -> bytes:
    from zipfile import ZipFile

    with ZipFile(io.BytesIO(archive)) as opened:
        return opened.read("1.jpg")


async def test_other_files_than_checked_are_not_imported(importing: ImportServices) -> None:
    _, digest = await check_import(importing, files_of(table_of(*PEOPLE)), staff=OFFICER_A)
    for other in (files_of(table_of(*PEOPLE[:2])), files_of(table_of(*PEOPLE), photos_of("1.jpg", "3.jpg", "2.jpg"))):
        with pytest.raises(ConflictError, match=r"import\.other_files"):
            await carry_out_import(importing, other, digest=digest, with_letters=True, staff=OFFICER_A)
    assert await counts(importing) == [0, 0, 0, 0]


async def test_outlets_are_added_confirmed_and_once(importing: ImportServices) -> None:
    table = table_of(
        {"outlet": "Báo A", "aliases": "Bao A", "outlet_kind": "news agency", "country": "VN", "quota": "5"},
        {"outlet": "Báo B", "aliases": "", "outlet_kind": "", "country": "", "quota": ""},
    )
    files = files_of(table, None, ImportKind.OUTLETS)
    report, digest = await check_import(importing, files, staff=OFFICER_A)
    assert (found(report), await counts(importing)) == ({}, [0, 0, 0, 0])
    await carry_out_import(importing, files, digest=digest, with_letters=False, staff=OFFICER_A)
    async with importing.silent.transactions.read() as transaction:
        stored = await importing.silent.outlets.find_by_alias(transaction, "Bao A")
    assert stored is not None
    assert (stored.name, stored.kind, stored.quota, stored.verified) == ("Báo A", "agency", 5, True)
    again, _ = await check_import(importing, files, staff=OFFICER_A)
    assert found(again) == {2: {"outlet": "outlet.name_taken"}, 3: {"outlet": "outlet.name_taken"}}


async def test_only_accreditation_officers_import(importing: ImportServices) -> None:
    for person_ in (OFFICER_B, *OTHER_STAFF):
        with pytest.raises(ForbiddenError):
            await check_import(importing, files_of(table_of(*PEOPLE)), staff=person_)
