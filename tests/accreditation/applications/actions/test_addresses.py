"""Change of an applicant's address, on SQLite and PostgreSQL."""

import asyncio
from datetime import datetime

import pytest

from accreditation.applications.actions.addresses import (
    confirm_address,
    confirm_earlier_address,
    find_asked_change,
    find_own_change,
    request_address_change,
    stop_address_change,
)
from accreditation.applications.domain.address_changes import CHANGE_LIFE
from accreditation.applications.domain.history import Act, Change
from accreditation.applications.domain.seen import SeenVersion
from accreditation.applications.services import ApplicationServices
from conference.clock import ManualClock
from conference.errors import ForbiddenError, InvalidError, NotFoundError, RuleError
from tests.support.application_samples import OFFICER_A, OFFICER_B, SECRET, application
from tests.support.application_services import MemoryLetters, get_application, purge_now, save_applications

NEW = "new@example.org"


def write_until(language: str, at: datetime) -> str:
    return f"{language} {at:%d}"


async def request(desk: ApplicationServices, typed: str = NEW) -> None:
    await request_address_change(desk, secret=SECRET, typed=typed, write_until=write_until)


def secrets_of(letters: MemoryLetters) -> list[str]:
    """Return the secrets in the last two letters: to the earlier and to the new address."""
    return [letter.link.rpartition("/")[2] for letter in letters.written[-2:]]


@pytest.fixture
async def asked(desk: ApplicationServices, letters: MemoryLetters) -> list[str]:
    await save_applications(desk, application())
    await request(desk)
    return secrets_of(letters)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
async def test_change_takes_effect_when_both_have_confirmed(
    desk: ApplicationServices, letters: MemoryLetters, asked: list[str], order: tuple[int, int]
) -> None:
    assert [letter.address for letter in letters.written] == ["hoa@example.org", NEW]
    assert not await confirm_address(desk, secret=asked[order[0]])
    assert not await confirm_address(desk, secret=asked[order[0]])
    assert (await get_application(desk)).applicant.email == "hoa@example.org"
    assert await confirm_address(desk, secret=asked[order[1]])
    changed = await get_application(desk)
    assert changed.applicant.email == NEW
    async with desk.transactions.read() as transaction:
        (step,) = await desk.history.list_steps(transaction, "app_1")
    assert (step.act, step.changes) == (Act.ADDRESS_CHANGED, (Change("email", "hoa@example.org", NEW),))
    told = {letter.address: letter.link for letter in letters.written if letter.kind == "application.address_changed"}
    assert told == {"hoa@example.org": "", NEW: desk.links.applicant_link(changed, "vi")}
    assert await find_asked_change(desk, secret=asked[0]) is None


async def test_confirmations_at_once_change_the_address_once(
    desk: ApplicationServices, letters: MemoryLetters, asked: list[str]
) -> None:
    await asyncio.gather(*(confirm_address(desk, secret=secret) for secret in asked))
    assert (await get_application(desk)).applicant.email == NEW
    assert len(letters.written) == 4


async def test_letter_to_the_new_address_discloses_nothing(letters: MemoryLetters, asked: list[str]) -> None:
    text = f"{letters.written[1]}"
    assert "hoa@example.org" not in text
    assert "Nguyễn" not in text
    assert SECRET not in text


async def test_either_address_stops_the_change(desk: ApplicationServices, letters: MemoryLetters) -> None:
    await save_applications(desk, application())
    for side in (0, 1):
        await request(desk)
        secrets = secrets_of(letters)
        await confirm_address(desk, secret=secrets[1 - side])
        await stop_address_change(desk, secret=secrets[side])
        for secret in secrets:
            with pytest.raises(NotFoundError):
                await confirm_address(desk, secret=secret)
    assert (await get_application(desk)).applicant.email == "hoa@example.org"


async def test_later_request_replaces_the_earlier_one(
    desk: ApplicationServices, letters: MemoryLetters, asked: list[str]
) -> None:
    await confirm_address(desk, secret=asked[0])
    await request(desk, "third@example.org")
    assert await find_asked_change(desk, secret=asked[1]) is None
    change = await find_own_change(desk, await get_application(desk))
    assert change is not None
    assert (change.address, change.earlier_confirmed) == ("third@example.org", False)


async def test_officer_confirms_for_a_dead_address(desk: ApplicationServices, asked: list[str]) -> None:
    with pytest.raises(ForbiddenError):
        await confirm_earlier_address(desk, SeenVersion("app_1", 1), address=NEW, staff=OFFICER_B)
    with pytest.raises(RuleError, match=r"address\.not_confirmed"):
        await confirm_earlier_address(desk, SeenVersion("app_1", 1), address=NEW, staff=OFFICER_A)
    await confirm_address(desk, secret=asked[1])
    await confirm_earlier_address(desk, SeenVersion("app_1", 1), address=NEW, staff=OFFICER_A)
    assert (await get_application(desk)).applicant.email == NEW
    async with desk.transactions.read() as transaction:
        assert [step.officer for step in await desk.history.list_steps(transaction, "app_1")] == [OFFICER_A.id]
    with pytest.raises(NotFoundError):
        await confirm_earlier_address(desk, SeenVersion("app_1", 2), address=NEW, staff=OFFICER_A)


async def test_change_ends_after_its_time(desk: ApplicationServices, clock: ManualClock, asked: list[str]) -> None:
    clock.at += CHANGE_LIFE
    for secret in asked:
        with pytest.raises(NotFoundError):
            await confirm_address(desk, secret=secret)
    assert await purge_now(desk) == 1


@pytest.mark.parametrize(
    "typed", ["", "a", "a@b", "hoa@example.org", "a@example.org\nBcc: x@example.org", "a@\u202eb.org"]
)
async def test_invalid_or_present_address_is_refused(
    desk: ApplicationServices, letters: MemoryLetters, typed: str
) -> None:
    await save_applications(desk, application())
    with pytest.raises(InvalidError):
        await request(desk, typed)
    assert letters.written == []


@pytest.mark.parametrize("secret", ["", SECRET, "x" * 44, "\x00", "app_1"])
async def test_wrong_secret_confirms_nothing(desk: ApplicationServices, asked: list[str], secret: str) -> None:
    for act in (confirm_address, stop_address_change):
        with pytest.raises(NotFoundError):
            await act(desk, secret=secret)
    assert await find_own_change(desk, await get_application(desk)) is not None
