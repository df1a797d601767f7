"""Group commit of scans: repeated keys, and an item that fails alone."""

import pytest

from accreditation.doors.domain.doors import Verdict
from accreditation.doors.runtime.scan_commit import make_scan_commit, take_items
from conference.errors import UnavailableError
from tests.support.badge_office import Office
from tests.support.each_database import database
from tests.support.scan_office import PHONE, ScanOffice, elsewhere

__all__ = ["database"]


async def test_repeated_online_scan_gets_its_first_answer(office: Office, doors: ScanOffice) -> None:
    badge = await office.active_badge()
    item = doors.scan(badge.token)
    first = await doors.one(item)
    again = await elsewhere(doors).one(item)
    assert first.scan is not None
    assert first.scan.verdict is Verdict.ADMITTED
    assert again.scan == first.scan
    assert len(await doors.rows()) == 1


async def test_answers_have_the_order_of_the_items(office: Office, doors: ScanOffice) -> None:
    badge = await office.active_badge()
    items = [doors.scan("garbage"), doors.scan(badge.token), doors.undo("key-unknown"), doors.scan(badge.token)]
    answers = await doors.send(*items)
    assert [answer.key for answer in answers] == [item.key for item in items]
    assert [answer.problem for answer in answers] == [None, None, "scan.unknown", None]


async def test_no_items_have_no_answers(doors: ScanOffice) -> None:
    assert await take_items(make_scan_commit(doors.services), [], device=PHONE) == []


async def test_closed_group_commit_refuses_items(doors: ScanOffice) -> None:
    group_commit = make_scan_commit(doors.services)
    await group_commit.close()
    with pytest.raises(UnavailableError, match=r"scan\.busy"):
        await take_items(group_commit, [doors.scan("garbage")], device=PHONE)
    assert await doors.rows() == []
