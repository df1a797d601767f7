"""Collection passes: who has one, and what it is."""

import io

import pytest
from PIL import Image

from accreditation.applications.domain.applications import State
from accreditation.badges.actions import collection_pass
from accreditation.badges.actions.badges import BadgeServices, issue_badge, reissue_badge, suspend_badge
from accreditation.badges.actions.collection_pass import BadgeDueError, find_pass, make_pass
from accreditation.badges.domain.tokens import Flaw
from accreditation.badges.pass_press import attach_pass
from accreditation.badges.ports import CollectionPass
from conference.errors import NotFoundError
from tests.support.badge_office import DESK_CLERK, Office
from tests.support.qr import read_qr


async def test_pass_is_read_by_the_desk_and_by_no_door(office: Office) -> None:
    badge = await office.badge()
    held = await make_pass(office.desk, "app_1")
    async with office.transactions.read() as transaction:
        at_a_door = (await office.keys.get_reader(transaction, now=office.clock.now())).read(held.token)
        at_the_desk = (await office.keys.get_pass_reader(transaction)).read(held.token)
        badge_at_the_desk = (await office.keys.get_pass_reader(transaction)).read(badge.token)
    assert at_a_door.flaw is Flaw.FOR_COLLECTION
    claims = at_the_desk.claims
    assert claims is not None
    assert (at_the_desk.flaw, claims.badge_id, claims.serial, claims.zone_bits) == (None, badge.id, 1, 0)
    assert badge_at_the_desk.flaw is not None


async def test_pass_is_the_same_each_time_and_of_the_newest_issue(office: Office) -> None:
    badge = await office.badge()
    first = await make_pass(office.desk, "app_1")
    assert (await make_pass(office.desk, "app_1")).token == first.token
    await reissue_badge(office.desk, badge.id, reason="lost", staff=DESK_CLERK)
    assert (await make_pass(office.desk, "app_1")).token != first.token


async def test_no_pass_without_a_badge_that_waits(office: Office) -> None:
    await office.apply("app_1")
    badge = await office.badge("app_2")
    await suspend_badge(office.desk, badge.id, staff=DESK_CLERK)
    await office.active_badge("app_3")
    await office.badge("app_4")
    await office.change("app_4", state=State.WITHDRAWN)
    for application_id in ("app_1", "app_2", "app_3", "app_4", "app_9"):
        with pytest.raises(NotFoundError, match=r"pass\.none"):
            await make_pass(office.desk, application_id)


@pytest.mark.parametrize("language", ["ar", "zh", "ru"])
async def test_picture_for_a_letter_has_the_code(office: Office, language: str) -> None:
    await office.badge()
    held = await find_pass(office.desk, "app_1")
    assert held is not None
    picture, document = await attach_pass(office.desk.passes, held, language=language, content_id="pass@x")
    assert read_qr(Image.open(io.BytesIO(picture.content))) == [held.token]
    assert (picture.content_type, picture.content_id) == ("image/png", "pass@x")
    assert (document.content_type, document.content[:5]) == ("application/pdf", b"%PDF-")


async def test_pass_is_due_until_the_badge_is_issued(office: Office) -> None:
    await office.apply("app_1")
    with pytest.raises(BadgeDueError):
        await find_pass(office.desk, "app_1")
    await office.change("app_1", state=State.REFUSED)
    await office.active_badge("app_2")
    assert [await find_pass(office.desk, application_id) for application_id in ("app_1", "app_2")] == [None, None]


async def test_badge_issued_between_two_reads_is_not_missed(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    await office.apply("app_1")
    make = collection_pass.make_pass

    async def issue_after_read(services: BadgeServices, application_id: str) -> CollectionPass:
        try:
            return await make(services, application_id)
        finally:
            await issue_badge(office.desk, application_id, staff=DESK_CLERK)

    monkeypatch.setattr(collection_pass, "make_pass", issue_after_read)
    with pytest.raises(BadgeDueError):
        await find_pass(office.desk, "app_1")
