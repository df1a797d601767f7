"""Files of exports in parts."""

import io
from zipfile import ZipFile

import pytest

from accreditation.exports.actions import rows
from accreditation.exports.actions.files import file_name, make_file
from accreditation.exports.content import TableContent
from accreditation.exports.domain import ExportFilter, ExportFormat, ExportKind, ExportRequest
from accreditation.exports.services import ExportServices
from conference.texts.catalogues import own_catalogues
from tests.support.badge_office import EVENT, Office

CONTENT = TableContent(EVENT, own_catalogues(), "en")


@pytest.mark.parametrize(
    ("kind", "form", "parts"),
    [
        (ExportKind.APPLICATIONS, ExportFormat.CSV, 3),
        (ExportKind.APPLICATIONS, ExportFormat.XLSX, 1),
        (ExportKind.PHOTOS, ExportFormat.ZIP, 4),
    ],
)
async def test_files_come_in_parts(
    office: Office,
    export_services: ExportServices,
    monkeypatch: pytest.MonkeyPatch,
    kind: ExportKind,
    form: ExportFormat,
    parts: int,
) -> None:
    monkeypatch.setattr(rows, "BATCH", 2)
    for number in range(1, 4):
        await office.apply(f"app_{number}")
        await office.change(f"app_{number}", photo_id=f"photo_app_{number}")
    request = ExportRequest(kind, ExportFilter(), form)
    made = [part async for part in make_file(export_services, request, CONTENT, title="Table")]
    assert len(made) == parts
    assert file_name(export_services, request) == f"hanoi-2025-{kind}-2025-10-25.{form}"
    if form is not ExportFormat.CSV:
        with ZipFile(io.BytesIO(b"".join(made))) as archive:
            assert archive.testzip() is None
