"""Rows of exports in batches, on SQLite and PostgreSQL."""

import pytest

from accreditation.exports.actions import rows
from accreditation.exports.domain import FORMATS, ExportFilter, ExportKind, ExportRequest
from accreditation.exports.services import ExportServices
from tests.support.badge_office import Office
from tests.support.each_database import database
from tests.support.scan_rows import add_scans, scan_row

__all__ = ["database"]


@pytest.mark.parametrize("kind", ExportKind)
async def test_every_row_is_read_once(
    office: Office, export_services: ExportServices, monkeypatch: pytest.MonkeyPatch, kind: ExportKind
) -> None:
    monkeypatch.setattr(rows, "BATCH", 2)
    monkeypatch.setattr(rows, "PHOTO_BATCH", 2)
    now = office.clock.now()
    for number in range(1, 6):
        name = f"app_{number}"
        await office.applicant_of(name, f"Lê {number}", f"Báo {number}")
        await office.change(name, photo_id=f"photo_{name}")
    await add_scans(office.transactions, *(scan_row(f"k{number}", now) for number in range(5)))
    request = ExportRequest(kind, ExportFilter(), FORMATS[kind][0])
    batches = [len(batch) async for batch in rows.read_batches(export_services, request)]
    assert batches == [2, 2, 1]
    assert await rows.count_rows(export_services, request) == 5


@pytest.mark.parametrize(
    ("kind", "chosen", "count"),
    [
        (ExportKind.SCANS, {"day": "2025-10-25"}, 2),
        (ExportKind.SCANS, {"result": "refused"}, 1),
        (ExportKind.SCANS, {"door": "gate-b"}, 0),
        (ExportKind.BADGES, {"shelf": "ready", "category": "general"}, 1),
        (ExportKind.BADGES, {"category": "none"}, 0),
        (ExportKind.OUTLETS, {"outlet_kind": "agency"}, 0),
    ],
)
async def test_filters_choose_rows(
    office: Office, export_services: ExportServices, kind: ExportKind, chosen: dict[str, str], count: int
) -> None:
    now = office.clock.now()
    await office.applicant_of("app_1", "Lê Văn An", "Báo Sông Hồng")
    await office.change("app_1", category="general")
    await add_scans(office.transactions, scan_row("k1", now), scan_row("k2", now, verdict="expired"))
    request = ExportRequest(kind, ExportFilter(**chosen), FORMATS[kind][0])
    assert await rows.count_rows(export_services, request) == count
    assert sum([len(batch) async for batch in rows.read_batches(export_services, request)]) == count
