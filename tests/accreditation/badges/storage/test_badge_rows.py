"""Conversion of badges and their people from and to rows."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, select

from accreditation.access.entitlement import Entitlement
from accreditation.applications.storage.tables import applications
from accreditation.badges.domain.badges import Badge, BadgeStatus
from accreditation.badges.storage.badge_rows import (
    BADGES_OF_PEOPLE,
    HOLDER_COLUMNS,
    badge_of,
    entitlement_of,
    holder_of,
    marks_of,
    values_of,
)
from accreditation.badges.storage.tables import badges
from tests.support.application_samples import applicant
from tests.support.badge_office import Office

DAY = datetime(2025, 10, 25, tzinfo=UTC)
GENERAL = Entitlement("general", "P", ("venue", "press"), DAY, DAY + timedelta(days=2))
BADGE = Badge("0123456789abcdef", 1, "P-0001", "app_1", GENERAL, "R1:…", "45 M0 0", DAY, "staff_binh")
MARKED = replace(
    BADGE,
    status=BadgeStatus.REVOKED,
    reason="lost",
    changed_at=DAY,
    printed_at=DAY,
    collected_at=DAY,
    approval_ended=True,
)


@pytest.mark.parametrize("badge", [BADGE, MARKED], ids=["new", "marked"])
async def test_badge_is_read_as_it_was_written(office: Office, badge: Badge) -> None:
    await office.apply("app_1")
    async with office.transactions.write() as transaction:
        await transaction.connection.execute(insert(badges).values(values_of(badge)))
        row = (await transaction.connection.execute(select(badges))).one()
    assert badge_of(row) == badge
    assert entitlement_of(row) == GENERAL


def test_every_column_of_a_badge_has_a_value() -> None:
    assert set(values_of(BADGE)) == set(badges.c.keys())


def test_marks_leave_out_what_an_issue_keeps() -> None:
    kept = {"badge_id", "serial", "number", "token", "qr", "zones", "issued_at", "valid_from", "valid_until"}
    assert not kept & set(marks_of(MARKED))
    assert set(marks_of(MARKED)) < set(values_of(MARKED))


async def test_holder_has_the_outlet_or_an_empty_text(office: Office) -> None:
    await office.applicant_of("app_1", "Hoa", "Báo Sông Hồng")
    await office.applicant_of("app_2", "Linh")
    async with office.transactions.write() as transaction:
        for number, application in enumerate(("app_1", "app_2"), start=1):
            row = replace(BADGE, id=f"{number:016x}", number=f"P-{number:04}", application_id=application)
            await transaction.connection.execute(insert(badges).values(values_of(row)))
        rows = await transaction.connection.execute(
            select(*HOLDER_COLUMNS).select_from(BADGES_OF_PEOPLE).order_by(applications.c.id)
        )
        holders = [holder_of(row) for row in rows]
    assert [(one.native_name, one.outlet) for one in holders] == [("Hoa", "Báo Sông Hồng"), ("Linh", "")]
    assert holders[0].latin_name == applicant().latin_name


def test_contact_data_of_a_person_is_not_loaded() -> None:
    assert not {"email", "phone", "checks", "secret_hash"} & {column.key for column in HOLDER_COLUMNS}
