"""Staff accounts: adding, incompatible roles, disabling."""

import asyncio

import pytest

from conference.auth.logins import Accounts, find_staff, sign_in
from conference.auth.people import (
    NewStaff,
    create_staff,
    end_logins,
    list_staff,
    reset_password,
    set_disabled,
    set_email,
    set_language,
    set_roles,
)
from conference.auth.roles import ADMINISTRATOR, Role, Staff
from conference.errors import ConflictError, InvalidError, NotFoundError, RuleError
from tests.conference.auth.conftest import PASSWORD
from tests.conference.roles import APART, CLERK, INSPECTOR


def new(username: str = "lan", name: str = "Lan", roles: frozenset[Role] = frozenset({CLERK})) -> NewStaff:
    return NewStaff(username, name, roles, "vi", PASSWORD)


async def test_person_is_added_with_a_regular_name_and_can_sign_in(accounts: Accounts) -> None:
    staff = await create_staff(accounts, new(" LAN.Door ", "  Nguyễn   Thị Lan "))
    assert (staff.username, staff.name) == ("lan.door", "Nguyễn Thị Lan")
    login = await sign_in(accounts, username="Lan.Door", password=PASSWORD, address="10.0.0.1")
    assert login.staff == staff


@pytest.mark.parametrize("name", ["", "x" * 121, "a\0b", "a\u202eb"])
async def test_name_that_cannot_be_written_is_refused(accounts: Accounts, name: str) -> None:
    with pytest.raises(InvalidError, match=r"staff\.name_unfit"):
        await create_staff(accounts, new(name=name))


@pytest.mark.parametrize("name", ["علی\u200cرضا", "ක්\u200dෂ", "O'Neill-von {der} <b>", "x" * 120])
async def test_name_is_kept_as_it_is_written(accounts: Accounts, name: str) -> None:
    assert (await create_staff(accounts, new(name=name))).name == name


@pytest.mark.usefixtures("each_database")
async def test_user_name_is_given_once_even_at_once(accounts: Accounts) -> None:
    results = await asyncio.gather(*(create_staff(accounts, new()) for _ in range(4)), return_exceptions=True)
    assert sum(isinstance(result, Staff) for result in results) == 1
    assert sum(isinstance(result, ConflictError) for result in results) == 3


async def test_all_invalid_fields_are_reported_together(accounts: Accounts) -> None:
    with pytest.raises(InvalidError) as caught:
        await create_staff(accounts, NewStaff("a b", " ", APART, "xx", "short"))
    assert caught.value.fields == {
        "name": "staff.name_unfit",
        "username": "staff.username_unfit",
        "roles": "staff.roles_apart",
        "language": "staff.language_unknown",
        "password": "password.too_short",
    }
    assert await list_staff(accounts) == []


@pytest.mark.parametrize(("roles", "code"), [(frozenset(), "staff.roles_missing"), (APART, "staff.roles_apart")])
async def test_roles_kept_apart_and_no_role_are_refused(
    accounts: Accounts, administrator: Staff, officer: Staff, roles: frozenset[Role], code: str
) -> None:
    """Covers A27."""
    with pytest.raises(InvalidError, match=code):
        await create_staff(accounts, new(roles=roles))
    with pytest.raises(InvalidError, match=code):
        await set_roles(accounts, officer.id, roles, by=administrator)
    with pytest.raises(InvalidError, match=code):
        await set_roles(accounts, officer.id, roles | {CLERK} if roles else roles, by=administrator)
    assert {account.staff.username: account.staff.roles for account in await list_staff(accounts)} == {
        "admin": {ADMINISTRATOR},
        "hanh": {INSPECTOR},
    }


async def test_new_roles_hold_from_the_next_page_on(accounts: Accounts, administrator: Staff, officer: Staff) -> None:
    login = await sign_in(accounts, username="hanh", password=PASSWORD, address="10.0.0.1")
    await set_roles(accounts, officer.id, {CLERK}, by=administrator)
    found = await find_staff(accounts, login.secret)
    assert found is not None
    assert found.roles == {CLERK}


async def test_administrators_cannot_lock_themselves_out(accounts: Accounts, administrator: Staff) -> None:
    with pytest.raises(RuleError, match=r"staff\.not_yourself"):
        await set_disabled(accounts, administrator.id, True, by=administrator)
    with pytest.raises(RuleError, match=r"staff\.not_yourself"):
        await set_roles(accounts, administrator.id, {CLERK}, by=administrator)
    await set_roles(accounts, administrator.id, {CLERK, ADMINISTRATOR}, by=administrator)


@pytest.mark.usefixtures("each_database")
async def test_last_administrator_stays(accounts: Accounts, administrator: Staff, officer: Staff) -> None:
    """Two administrators suspend each other at the same time: one of them stays."""
    other = await create_staff(accounts, new("second", roles=frozenset({ADMINISTRATOR})))
    acts = (
        set_disabled(accounts, other.id, True, by=administrator),
        set_roles(accounts, administrator.id, {CLERK}, by=other),
    )
    results = await asyncio.gather(*acts, return_exceptions=True)
    (refusal,) = [result for result in results if result is not None]
    assert isinstance(refusal, RuleError)
    assert refusal.code == "staff.last_administrator"
    await set_disabled(accounts, officer.id, True, by=administrator)


async def test_ended_logins_leave_the_account_active(accounts: Accounts, administrator: Staff, officer: Staff) -> None:
    login = await sign_in(accounts, username="hanh", password=PASSWORD, address="10.0.0.1")
    await end_logins(accounts, officer.id, by=administrator)
    assert await find_staff(accounts, login.secret) is None
    await sign_in(accounts, username="hanh", password=PASSWORD, address="10.0.0.1")


async def test_address_belongs_to_one_account(accounts: Accounts, administrator: Staff, officer: Staff) -> None:
    await set_email(accounts, officer.id, " Hanh@Press.example ", by=administrator)
    assert [account.email for account in await list_staff(accounts)] == [None, "hanh@press.example"]
    for email, code in (("hanh@PRESS.example", "staff.email_taken"), ("hanh", "email.invalid")):
        with pytest.raises(InvalidError) as refused:
            await set_email(accounts, administrator.id, email, by=administrator)
        assert refused.value.fields == {"email": code}


@pytest.mark.usefixtures("each_database")
async def test_reset_password_ends_every_login(accounts: Accounts, administrator: Staff, officer: Staff) -> None:
    login = await sign_in(accounts, username="hanh", password=PASSWORD, address="10.0.0.1")
    await reset_password(accounts, officer.id, "another long one", by=administrator)
    assert await find_staff(accounts, login.secret) is None
    again = await sign_in(accounts, username="hanh", password="another long one", address="10.0.0.1")
    assert again.staff == officer


async def test_unknown_person_is_not_found(accounts: Accounts, administrator: Staff) -> None:
    for act in (
        set_roles(accounts, "stf_none", {CLERK}, by=administrator),
        set_disabled(accounts, "stf_none", True, by=administrator),
        reset_password(accounts, "stf_none", "another long one", by=administrator),
        end_logins(accounts, "stf_none", by=administrator),
        set_email(accounts, "stf_none", "a@b.example", by=administrator),
    ):
        with pytest.raises(NotFoundError, match=r"staff\.unknown"):
            await act


@pytest.mark.usefixtures("each_database")
async def test_language_must_be_supported(accounts: Accounts, officer: Staff) -> None:
    await set_language(accounts, officer, "fr")
    with pytest.raises(InvalidError):
        await set_language(accounts, officer, "de")
    assert [account.staff.language for account in await list_staff(accounts)] == ["en", "fr"]
