"""Drafts of forms on SQLite and PostgreSQL."""

import asyncio

import pytest
from sqlalchemy import func, select

from accreditation.applications.actions.applying import find_draft_photo, save_draft_photo, submit_application
from accreditation.applications.actions.drafts import find_draft, save_draft, send_draft_link
from accreditation.applications.domain.answers import Answers
from accreditation.applications.domain.drafts import DRAFT_FIELDS, DRAFT_LIFE, Typed, marks_of
from accreditation.applications.services import ApplicationServices
from accreditation.applications.storage.tables import application_drafts
from conference.clock import ManualClock
from conference.errors import RuleError
from conference.storage.audit import audit_log
from tests.support.application_samples import SECRET, applicant, upload
from tests.support.application_services import MemoryLetters, purge_now

EMPTY = dict.fromkeys(DRAFT_FIELDS, "")
ANSWERS = Answers(applicant(), "Báo Nhân Dân", "reporter", "general")


async def save(desk: ApplicationServices, secret: str = SECRET, **values: str) -> None:
    now = desk.clock.now()
    typed = {name: Typed(value, now) for name, value in (EMPTY | values).items()}
    await save_draft(desk, typed, secret=secret, marks=marks_of(EMPTY))


async def saved_values(desk: ApplicationServices, secret: str = SECRET) -> dict[str, str]:
    draft = await find_draft(desk, secret=secret)
    return {name: value for name, value in draft.values.items() if value} if draft else {}


async def test_draft_is_found_by_its_secret_only(desk: ApplicationServices) -> None:
    await save(desk, native_name="Nguyễn Thị Hoa", email="hoa@example.org")
    assert await saved_values(desk) == {"native_name": "Nguyễn Thị Hoa", "email": "hoa@example.org"}
    assert await find_draft(desk, secret="another") is None


async def test_saves_of_two_devices_at_once_lose_nothing(desk: ApplicationServices) -> None:
    names = ("native_name", "family_name", "email", "phone")
    await asyncio.gather(*(save(desk, **{name: name}) for name in names))
    assert await saved_values(desk) == {name: name for name in names}


async def test_draft_and_photo_end_together(desk: ApplicationServices, clock: ManualClock) -> None:
    await save_draft_photo(desk, upload(), secret=SECRET)
    clock.advance(3600)
    await save(desk, email="hoa@example.org")
    clock.at += DRAFT_LIFE
    assert await find_draft(desk, secret=SECRET) is None
    assert await find_draft_photo(desk, secret=SECRET) is None
    assert await purge_now(desk) == 2
    assert await purge_now(desk) == 0


async def test_every_save_extends_the_life_of_draft_and_photo(desk: ApplicationServices, clock: ManualClock) -> None:
    await save_draft_photo(desk, upload(), secret=SECRET)
    for _ in range(3):
        clock.at += DRAFT_LIFE * 0.9
        await save(desk, email="hoa@example.org")
    assert await purge_now(desk) == 0
    assert await find_draft_photo(desk, secret=SECRET) is not None


async def test_submission_deletes_the_draft(desk: ApplicationServices) -> None:
    await save_draft_photo(desk, upload(), secret=SECRET)
    await save(desk, email="hoa@example.org")
    await submit_application(desk, ANSWERS, secret=SECRET)
    with pytest.raises(RuleError, match=r"draft\.submitted"):
        await save(desk, email="late@example.org")
    async with desk.transactions.read() as transaction:
        assert await transaction.connection.scalar(select(func.count()).select_from(application_drafts)) == 0


async def test_draft_leaves_no_audit_entry(desk: ApplicationServices) -> None:
    await save(desk, email="hoa@example.org")
    async with desk.transactions.read() as transaction:
        assert (await transaction.connection.execute(select(audit_log))).first() is None


async def test_letter_is_written_for_an_existing_draft_only(desk: ApplicationServices, letters: MemoryLetters) -> None:
    for _ in range(2):
        await send_draft_link(desk, secret=SECRET, address="a@example.org", language="vi", link="L", until="U")
        await save(desk, email="hoa@example.org")
    (letter,) = letters.written
    assert (letter.kind, letter.address, letter.link, letter.confidential) == (
        "application.draft",
        "a@example.org",
        "L",
        True,
    )


@pytest.mark.parametrize("value", ["x" * 5000, "\x00", "' OR 1=1 --", "\u202e", "😀" * 900])
async def test_hostile_value_is_saved_or_cut(desk: ApplicationServices, value: str) -> None:
    await save(desk, outlet=value)
    assert len((await saved_values(desk))["outlet"]) <= 1000
