"""Columns of exported tables: each has a heading in every language, and every record fills each."""

import pytest

from accreditation.applications.domain.applications import Agency, Check, Finding
from accreditation.applications.domain.outlets import Outlet
from accreditation.exports.content import COLUMNS, HEADINGS, TableContent
from accreditation.exports.domain import ExportKind
from accreditation.exports.ports import ApplicationRecord, OutletRecord
from conference.languages import LANGUAGES
from conference.texts.catalogues import own_catalogues
from tests.support.application_samples import NOON, application
from tests.support.badge_office import EVENT

CHECK = Check(Finding.REFUSED, "staff_linh", NOON, 2, reason="conduct", note="own words")
RECORD = ApplicationRecord(application(checks={Agency.ACCREDITATION: CHECK}), "")


@pytest.mark.parametrize("language", LANGUAGES)
def test_headings_end_in_the_code_of_their_column(language: str) -> None:
    content = TableContent(EVENT, own_catalogues(), language)
    for kind, columns in COLUMNS.items():
        assert [heading.rpartition(" ")[2] for heading in content.headings(kind)] == [f"[{one}]" for one in columns]
    assert {name for columns in COLUMNS.values() for name in columns} <= HEADINGS.keys()


@pytest.mark.parametrize(("agency", "note"), [(Agency.ACCREDITATION, "own words"), (Agency.SECURITY, ""), (None, "")])
def test_notes_are_for_their_own_agency(agency: Agency | None, note: str) -> None:
    cells = TableContent(EVENT, own_catalogues(), "en", agency).cells(ExportKind.APPLICATIONS, RECORD)
    row = dict(zip(COLUMNS[ExportKind.APPLICATIONS], cells, strict=True))
    assert (row["own_note"], row["own_reason"] != "") == (note, note != "")


def test_outlet_without_quota_kind_and_country_has_empty_cells() -> None:
    record = OutletRecord(Outlet("out_1", "Báo A", aliases=("A", "B")), used=0, quota=None)
    cells = TableContent(EVENT, own_catalogues(), "en").cells(ExportKind.OUTLETS, record)
    assert cells == ["Báo A", "A | B", "", "", "", "", "0", ""]
