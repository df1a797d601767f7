"""Notices to the doors: posted, ended, expired, refused."""

from datetime import timedelta

import pytest

from accreditation.doors.actions.notices import NoticeServices, end_notice, list_active_notices, post_notice
from accreditation.doors.storage.notices import SqlNotices
from conference.clock import ManualClock
from conference.errors import ForbiddenError, InvalidError, NotFoundError
from conference.ids import SequentialIds
from conference.storage.transactions import Transactions
from rostrum import roles
from tests.support.application_samples import staff

CHIEF, GUARD = staff("ha", roles.DOOR_SUPERVISOR), staff("duc", roles.DOOR)


async def test_notice_is_active_until_it_ends_or_expires(
    transactions: Transactions, clock: ManualClock, ids: SequentialIds
) -> None:
    services = NoticeServices(
        transactions=transactions, notices=SqlNotices(), doors=frozenset({"gate-a"}), clock=clock, ids=ids
    )
    hour = timedelta(hours=1)
    one = await post_notice(services, " A red\n bag ", doors=["gate-a"], lasts=hour, staff=CHIEF)
    other = await post_notice(services, "ب", badge_id="0" * 16, lasts=2 * hour, staff=CHIEF)
    assert (one.text, one.doors, other.badge_id) == ("A red bag", ("gate-a",), "0" * 16)
    assert await list_active_notices(services) == [one, other]
    clock.advance(3600)
    assert await list_active_notices(services) == [other]
    await end_notice(services, other.id, staff=CHIEF)
    assert await list_active_notices(services) == []
    for notice_id in (other.id, "notice_9"):
        with pytest.raises(NotFoundError):
            await end_notice(services, notice_id, staff=CHIEF)


async def test_invalid_notice_is_refused_with_its_field(
    transactions: Transactions, clock: ManualClock, ids: SequentialIds
) -> None:
    services = NoticeServices(
        transactions=transactions, notices=SqlNotices(), doors=frozenset({"gate-a"}), clock=clock, ids=ids
    )
    hour = timedelta(hours=1)
    for said, doors, lasts, field in (
        ("", (), hour, "text"), ("x" * 401, (), hour, "text"),
        ("x" + " " * 2000 + "y", (), hour, "text"), ("x", ("gate-z",), hour, "doors"),
        ("x", (), timedelta(0), "lasts"), ("x", (), timedelta(days=5), "lasts"),
    ):  # fmt: skip
        with pytest.raises(InvalidError) as caught:
            await post_notice(services, said, doors=doors, lasts=lasts, staff=CHIEF)
        assert list(caught.value.fields) == [field]
    with pytest.raises(ForbiddenError):
        await post_notice(services, "x", lasts=hour, staff=GUARD)
    with pytest.raises(ForbiddenError):
        await end_notice(services, "notice_1", staff=GUARD)
    assert await list_active_notices(services) == []
