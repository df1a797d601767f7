"""Invitations and resets: a link sets a password once."""

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy import select

from conference.auth.letters import StaffMail
from conference.auth.logins import Accounts, change_password, find_staff, sign_in
from conference.auth.password_link_rows import LinkKind, password_links
from conference.auth.password_links import VALID_FOR, LinkOverError, open_link, request_reset, use_link
from conference.auth.people import (
    NewStaff,
    get_account,
    invitation_end,
    invite_again,
    invite_staff,
    reset_password,
    set_disabled,
    set_email,
)
from conference.auth.roles import Staff
from conference.auth.storage import AccountState
from conference.clock import ManualClock
from conference.errors import ConflictError, InvalidError, RuleError
from tests.conference.auth.conftest import PASSWORD
from tests.conference.roles import APART, CLERK
from tests.support.kept_letters import KeptLetters

LAN = NewStaff("", "Lan", frozenset({CLERK}), "vi", email="Lan@Press.example")


async def test_invited_person_sets_a_password_and_signs_in(accounts: Accounts, letters: KeptLetters) -> None:
    invited = await invite_staff(accounts, LAN)
    (letter,) = letters.requests
    assert (letter.kind, letter.address, letter.language) == ("staff.invitation", "lan@press.example", "vi")
    assert letter.confidential
    assert invited.link.is_sent
    assert letter.link == invited.link.address
    assert (await get_account(accounts, invited.staff.id)).state is AccountState.INVITED
    with pytest.raises(InvalidError, match=r"sign_in\.wrong"):
        await sign_in(accounts, username="lan@press.example", password="", address="10.0.0.1")
    await use_link(accounts, letters.last_secret, PASSWORD)
    login = await sign_in(accounts, username="lan@press.example", password=PASSWORD, address="10.0.0.1")
    assert login.staff == invited.staff
    account = await get_account(accounts, invited.staff.id)
    assert (account.state, account.signed_in_at) == (AccountState.ACTIVE, accounts.clock.now())


async def test_link_is_stored_as_a_digest_only(accounts: Accounts, letters: KeptLetters) -> None:
    await invite_staff(accounts, LAN)
    async with accounts.transactions.read() as transaction:
        (row,) = await transaction.connection.execute(select(password_links))
    assert letters.last_secret not in str(row)


async def test_opening_a_link_changes_nothing(accounts: Accounts, letters: KeptLetters) -> None:
    await invite_staff(accounts, LAN)
    for _ in range(3):
        assert (await open_link(accounts, letters.last_secret)).kind is LinkKind.INVITATION
    await use_link(accounts, letters.last_secret, PASSWORD)


@pytest.mark.usefixtures("each_database")
async def test_link_is_used_once_even_at_once(accounts: Accounts, letters: KeptLetters) -> None:
    await invite_staff(accounts, LAN)
    secret = letters.last_secret
    uses = (use_link(accounts, secret, f"{PASSWORD} {number}") for number in range(3))
    results = await asyncio.gather(*uses, return_exceptions=True)
    assert sum(isinstance(result, LinkOverError) for result in results) == 2
    with pytest.raises(LinkOverError):
        await open_link(accounts, secret)


async def test_link_expires(accounts: Accounts, letters: KeptLetters, clock: ManualClock) -> None:
    invited = await invite_staff(accounts, LAN)
    assert await invitation_end(accounts, invited.staff.id) == clock.now() + VALID_FOR[LinkKind.INVITATION]
    clock.advance(72 * 3600)
    with pytest.raises(LinkOverError):
        await use_link(accounts, letters.last_secret, PASSWORD)


async def test_newer_invitation_replaces_the_earlier_one(
    accounts: Accounts, letters: KeptLetters, administrator: Staff
) -> None:
    invited = await invite_staff(accounts, LAN)
    earlier = letters.last_secret
    await invite_again(accounts, invited.staff.id, by=administrator)
    assert len(letters.requests) == 2
    with pytest.raises(LinkOverError):
        await open_link(accounts, earlier)
    await use_link(accounts, letters.last_secret, PASSWORD)
    with pytest.raises(RuleError, match=r"staff\.not_invited"):
        await invite_again(accounts, invited.staff.id, by=administrator)


async def test_weak_password_does_not_use_up_the_link(accounts: Accounts, letters: KeptLetters) -> None:
    await invite_staff(accounts, LAN)
    for password in ("short", "lan@press.example!"):
        with pytest.raises(InvalidError):
            await use_link(accounts, letters.last_secret, password)
    await use_link(accounts, letters.last_secret, PASSWORD)


async def test_link_of_a_suspended_account_is_over(
    accounts: Accounts, letters: KeptLetters, administrator: Staff
) -> None:
    invited = await invite_staff(accounts, LAN)
    await set_disabled(accounts, invited.staff.id, True, by=administrator)
    with pytest.raises(LinkOverError):
        await use_link(accounts, letters.last_secret, PASSWORD)
    await set_disabled(accounts, invited.staff.id, False, by=administrator)
    await use_link(accounts, letters.last_secret, PASSWORD)


async def test_link_ends_with_another_address_or_password(
    accounts: Accounts, letters: KeptLetters, administrator: Staff
) -> None:
    invited = await invite_staff(accounts, LAN)
    await set_email(accounts, invited.staff.id, "lan@other.example", by=administrator)
    with pytest.raises(LinkOverError):
        await open_link(accounts, letters.last_secret)
    await invite_again(accounts, invited.staff.id, by=administrator)
    assert letters.requests[-1].address == "lan@other.example"
    await reset_password(accounts, invited.staff.id, PASSWORD, by=administrator)
    with pytest.raises(LinkOverError):
        await open_link(accounts, letters.last_secret)


async def test_used_link_ends_logins(accounts: Accounts, letters: KeptLetters, administrator: Staff) -> None:
    invited = await invite_staff(accounts, LAN)
    secret = letters.last_secret
    await use_link(accounts, secret, PASSWORD)
    login = await sign_in(accounts, username=invited.staff.username, password=PASSWORD, address="10.0.0.1")
    assert await find_staff(accounts, login.secret) is not None
    with pytest.raises(LinkOverError):
        await use_link(accounts, secret, PASSWORD)
    assert await find_staff(accounts, login.secret) is not None


async def test_without_mail_the_link_is_handed_over(accounts: Accounts) -> None:
    without_mail = replace(accounts, mail=StaffMail(address="https://press.example"))
    invited = await invite_staff(without_mail, LAN)
    assert not invited.link.is_sent
    address = invited.link.address
    assert address.startswith("https://press.example/staff/links/")
    await use_link(accounts, address.partition("?")[0].rpartition("/")[2], PASSWORD)


async def test_invitation_needs_a_full_and_free_address(accounts: Accounts, letters: KeptLetters) -> None:
    for email in ("", "lan", "lan@", "a@b.example, c@d.example", "x" * 300 + "@b.example"):
        with pytest.raises(InvalidError) as refused:
            await invite_staff(accounts, replace(LAN, email=email))
        assert refused.value.fields == {"email": "email.invalid"}
    await invite_staff(accounts, LAN)
    with pytest.raises(ConflictError, match=r"staff\.email_taken"):
        await invite_staff(accounts, replace(LAN, username="other"))
    assert len(letters.requests) == 1


async def test_invitation_obeys_the_roles_that_stay_apart(accounts: Accounts, letters: KeptLetters) -> None:
    with pytest.raises(InvalidError, match=r"staff\.roles_apart"):
        await invite_staff(accounts, replace(LAN, roles=APART))
    assert letters.requests == []


async def ask_for_reset(accounts: Accounts, *names: str) -> None:
    for name in names:
        request_reset(accounts, name)
    await accounts.transactions.close()


@pytest.fixture
async def hanh(accounts: Accounts, officer: Staff, administrator: Staff) -> Staff:
    """The officer, with an e-mail address."""
    await set_email(accounts, officer.id, "hanh@press.example", by=administrator)
    return officer


@pytest.mark.parametrize("name", ["hanh", "HANH", " Hanh@Press.example "])
async def test_reset_is_sent_by_name_or_address(
    accounts: Accounts, hanh: Staff, letters: KeptLetters, name: str
) -> None:
    login = await sign_in(accounts, username="hanh", password=PASSWORD, address="10.0.0.1")
    await ask_for_reset(accounts, name)
    (letter,) = letters.requests
    assert (letter.kind, letter.address, letter.confidential) == ("staff.password_reset", "hanh@press.example", True)
    await use_link(accounts, letters.last_secret, "another long one")
    assert await find_staff(accounts, login.secret) is None
    assert [letter.kind for letter in letters.requests[1:]] == ["staff.password_changed"]
    await sign_in(accounts, username="hanh", password="another long one", address="10.0.0.1")


async def test_reset_expires_within_an_hour(
    accounts: Accounts, hanh: Staff, letters: KeptLetters, clock: ManualClock
) -> None:
    await ask_for_reset(accounts, "hanh")
    clock.advance(3600)
    with pytest.raises(LinkOverError):
        await open_link(accounts, letters.last_secret)


async def test_reset_of_nobody_sends_nothing(
    accounts: Accounts, hanh: Staff, administrator: Staff, letters: KeptLetters
) -> None:
    await set_disabled(accounts, hanh.id, True, by=administrator)
    await ask_for_reset(accounts, "hanh", "admin", "nobody", "", "nobody@press.example", "x" * 90_000, "a\0b")
    assert letters.requests == []


async def test_resets_of_one_account_are_limited(accounts: Accounts, hanh: Staff, letters: KeptLetters) -> None:
    await ask_for_reset(accounts, *["hanh", "hanh@press.example"] * 4)
    assert len(letters.requests) == 3


async def test_reset_leaves_the_invitation_valid(accounts: Accounts, letters: KeptLetters) -> None:
    await invite_staff(accounts, LAN)
    invitation = letters.last_secret
    await ask_for_reset(accounts, "lan@press.example")
    await open_link(accounts, invitation)
    await use_link(accounts, letters.last_secret, PASSWORD)
    with pytest.raises(LinkOverError):
        await open_link(accounts, invitation)


async def test_every_change_of_a_password_is_confirmed(
    accounts: Accounts, hanh: Staff, administrator: Staff, letters: KeptLetters
) -> None:
    login = await sign_in(accounts, username="hanh", password=PASSWORD, address="10.0.0.1")
    await change_password(accounts, hanh, current=PASSWORD, new="another long one", secret=login.secret)
    await reset_password(accounts, hanh.id, PASSWORD, by=administrator)
    assert [letter.kind for letter in letters.requests] == ["staff.password_changed"] * 2
    assert not any(letter.confidential for letter in letters.requests)
