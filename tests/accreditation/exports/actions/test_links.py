"""Acts on exports: they are recorded, and their filters have only fields of their kind."""

import pytest
from sqlalchemy import select

from accreditation.exports.actions.links import (
    count_export,
    create_export,
    list_exports,
    may_export,
    open_export,
    withdraw_export,
)
from accreditation.exports.domain import ExportFilter, ExportFormat, ExportKind, ExportRequest
from accreditation.exports.services import ExportServices
from conference.errors import ForbiddenError, RuleError
from conference.storage.audit import audit_log
from tests.support.application_samples import OFFICER_A, OFFICER_B, OTHER_STAFF
from tests.support.badge_office import Office

REQUEST = ExportRequest(ExportKind.APPLICATIONS, ExportFilter(state="approved", door="gate-a"), ExportFormat.XLSX)


async def test_acts_are_in_the_trail_with_counts(
    each_database: object, office: Office, export_services: ExportServices
) -> None:
    await office.apply("app_1")
    export = await create_export(export_services, REQUEST, staff=OFFICER_A)
    assert export.request.filter == ExportFilter(state="approved")
    assert await list_exports(export_services, staff=OFFICER_A) == [export]
    assert await open_export(export_services, export.id, staff=OFFICER_A) == export
    await withdraw_export(export_services, export.id, staff=OFFICER_A)
    async with office.transactions.read() as transaction:
        wanted = select(audit_log.c.action, audit_log.c.details).where(audit_log.c.subject == export.id)
        rows = (await transaction.connection.execute(wanted.order_by(audit_log.c.seq))).all()
    assert [row.action.rpartition(":")[2] for row in rows] == ["created", "downloaded", "withdrawn"]
    assert ['"count":1' in str(row.details).replace(" ", "") for row in rows] == [True, True, False]


async def test_other_roles_count_and_create_nothing(office: Office, export_services: ExportServices) -> None:
    for person in OTHER_STAFF:
        assert not may_export(ExportKind.APPLICATIONS, person)
        with pytest.raises(ForbiddenError):
            await count_export(export_services, REQUEST, staff=person)
        with pytest.raises(ForbiddenError):
            await create_export(export_services, REQUEST, staff=person)
    assert may_export(ExportKind.APPLICATIONS, OFFICER_B)
    assert not may_export(ExportKind.OUTLETS, OFFICER_B)


async def test_workbook_has_a_limit(
    office: Office, export_services: ExportServices, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("accreditation.exports.actions.links.MAX_WORKBOOK_ROWS", 0)
    await office.apply("app_1")
    with pytest.raises(RuleError, match=r"export\.workbook_full"):
        await create_export(export_services, REQUEST, staff=OFFICER_A)
