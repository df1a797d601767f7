"""Which exports can be opened, and by whom."""

from dataclasses import replace

import pytest

from accreditation.exports.domain import (
    FILTERS,
    LIFETIME,
    Export,
    ExportFilter,
    ExportFormat,
    ExportKind,
    ExportRequest,
    require_own_open,
)
from conference.errors import NotFoundError
from tests.support.application_samples import NOON

REQUEST = ExportRequest(ExportKind.SCANS, ExportFilter(door="gate-a"), ExportFormat.CSV)
EXPORT = Export(id="exp_1", owner="staff_linh", request=REQUEST, created_at=NOON, expires_at=NOON + LIFETIME)


def test_owner_opens_an_export_until_it_ends() -> None:
    assert require_own_open(EXPORT, owner="staff_linh", now=NOON) is EXPORT


@pytest.mark.parametrize(
    ("export", "owner", "now"),
    [
        (None, "staff_linh", NOON),
        (EXPORT, "staff_mai", NOON),
        (EXPORT, "staff_linh", NOON + LIFETIME),
        (replace(EXPORT, withdrawn_at=NOON), "staff_linh", NOON),
    ],
)
def test_every_other_export_has_one_answer(export: Export | None, owner: str, now: object) -> None:
    with pytest.raises(NotFoundError, match=r"export\.not_available"):
        require_own_open(export, owner=owner, now=now)  # type: ignore[arg-type]


def test_fields_of_every_filter_exist() -> None:
    assert {name for names in FILTERS.values() for name in names} <= set(ExportFilter.__slots__)
    assert ExportFilter(state="approved").chosen == {"state": "approved"}
