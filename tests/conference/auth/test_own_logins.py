"""A person's own logins on both databases."""

import pytest

from conference.auth.logins import IDLE, Accounts, SignedIn, find_staff, sign_in
from conference.auth.own_logins import end_other_logins, end_own_login, list_own_logins
from conference.auth.roles import Staff
from conference.clock import ManualClock
from conference.errors import NotFoundError
from tests.conference.auth.conftest import PASSWORD

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:131.0) Gecko/20100101 Firefox/131.0"


async def enter(accounts: Accounts, username: str, address: str) -> SignedIn:
    return await sign_in(accounts, username=username, password=PASSWORD, address=address, agent=FIREFOX)


async def test_own_logins_have_browser_address_and_times(
    accounts: Accounts, officer: Staff, clock: ManualClock
) -> None:
    first, began = await enter(accounts, "hanh", "10.0.0.1"), clock.now()
    clock.advance(600)
    await enter(accounts, "hanh", "2001:db8::7")
    await enter(accounts, "admin", "10.0.0.9")
    clock.advance(600)
    await find_staff(accounts, first.secret)
    current, other = await list_own_logins(accounts, officer, first.secret)
    assert (current.is_current, other.is_current) == (True, False)
    assert (current.browser, current.address) == ("Firefox · Linux", "10.0.0.1")
    assert (current.since, current.used_at) == (began, clock.now())
    assert other.address == "2001:db8::7"


async def test_ended_logins_are_not_listed(accounts: Accounts, officer: Staff, clock: ManualClock) -> None:
    first = await enter(accounts, "hanh", "10.0.0.1")
    clock.advance(IDLE.total_seconds() - 1)
    await find_staff(accounts, first.secret)
    await enter(accounts, "hanh", "10.0.0.2")
    clock.advance(2)
    assert len(await list_own_logins(accounts, officer, first.secret)) == 2
    clock.advance(IDLE.total_seconds())
    assert await list_own_logins(accounts, officer, first.secret) == []


async def test_one_login_is_ended_by_its_person_only(accounts: Accounts, officer: Staff, administrator: Staff) -> None:
    first, second = await enter(accounts, "hanh", "10.0.0.1"), await enter(accounts, "hanh", "10.0.0.2")
    _, other = await list_own_logins(accounts, officer, first.secret)
    with pytest.raises(NotFoundError, match=r"login\.unknown"):
        await end_own_login(accounts, administrator, other.id)
    assert await find_staff(accounts, second.secret) is not None
    await end_own_login(accounts, officer, other.id)
    assert await find_staff(accounts, second.secret) is None
    assert await find_staff(accounts, first.secret) is not None
    with pytest.raises(NotFoundError):
        await end_own_login(accounts, officer, other.id)


async def test_all_other_logins_end(accounts: Accounts, officer: Staff) -> None:
    kept, *others = [await enter(accounts, "hanh", f"10.0.0.{number}") for number in range(3)]
    foreign = await enter(accounts, "admin", "10.0.0.9")
    await end_other_logins(accounts, officer, kept.secret)
    assert [await find_staff(accounts, login.secret) for login in others] == [None, None]
    assert await find_staff(accounts, kept.secret) == officer
    assert await find_staff(accounts, foreign.secret) is not None
