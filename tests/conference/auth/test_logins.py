"""Signing in and out."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select, update

from conference.auth import storage
from conference.auth.logins import (
    ABSOLUTE,
    IDLE,
    Accounts,
    SignedIn,
    change_password,
    find_follower,
    find_staff,
    normal_username,
    sign_in,
    sign_out,
)
from conference.auth.passwords import Passwords
from conference.auth.people import set_disabled
from conference.auth.roles import Staff
from conference.auth.throttle import KNOWN_FOR
from conference.clock import ManualClock
from conference.errors import InvalidError, ThrottledError
from conference.storage import audit
from tests.conference.auth.conftest import PASSWORD


async def enter(accounts: Accounts, username: str = "hanh", password: str = PASSWORD, at: str = "10.0.0.1") -> SignedIn:
    return await sign_in(accounts, username=username, password=password, address=at)


async def trail(accounts: Accounts) -> list[tuple[str, str, str]]:
    async with accounts.transactions.read() as transaction:
        rows = await transaction.connection.execute(select(audit.audit_log).order_by(audit.audit_log.c.seq))
        return [(row.action, row.actor, row.details) for row in rows]


async def test_sign_in_gives_a_secret_that_finds_the_person(accounts: Accounts, officer: Staff) -> None:
    login = await enter(accounts)
    assert login.staff == officer
    assert await find_staff(accounts, login.secret) == officer
    assert await find_staff(accounts, login.secret + "x") is None


@pytest.mark.usefixtures("each_database")
async def test_database_does_not_hold_the_secret(accounts: Accounts, officer: Staff) -> None:
    login = await enter(accounts)
    async with accounts.transactions.read() as transaction:
        rows = (await transaction.connection.execute(select(storage.logins_table))).all()
    assert len(rows) == 1
    assert login.secret not in str(rows)


@pytest.mark.parametrize("username", ["HANH", " hanh ", "ｈａｎｈ"])
def test_user_name_is_normalized(username: str) -> None:
    assert normal_username(username) == "hanh"


def test_overlong_user_name_never_matches() -> None:
    assert normal_username("hanh" + " " * 300) == ""
    assert normal_username("a" + "\u0301\u0316" * 500_000) == ""


@pytest.mark.parametrize(
    ("username", "password"),
    [
        ("hanh", "wrong password"),
        ("nobody", PASSWORD),
        ("", ""),
        ("hanh", "\0" * 5000),
        ("\0", "x"),
        ("\ud800", "x"),
        ("x" * 9999, "x"),
    ],
)
async def test_wrong_name_and_wrong_password_give_the_same_error(
    accounts: Accounts, officer: Staff, username: str, password: str
) -> None:
    with pytest.raises(InvalidError) as caught:
        await enter(accounts, username, password)
    assert caught.value.code == "sign_in.wrong"


async def test_disabled_person_cannot_sign_in_and_loses_logins(
    accounts: Accounts, administrator: Staff, officer: Staff
) -> None:
    login = await enter(accounts)
    await set_disabled(accounts, officer.id, True, by=administrator)
    assert await find_staff(accounts, login.secret) is None
    with pytest.raises(InvalidError, match=r"sign_in\.wrong"):
        await enter(accounts)
    await set_disabled(accounts, officer.id, False, by=administrator)
    assert await find_staff(accounts, login.secret) is None
    assert (await enter(accounts)).staff == officer


async def test_login_ends_when_idle_but_use_keeps_it(accounts: Accounts, officer: Staff, clock: ManualClock) -> None:
    login = await enter(accounts)
    clock.advance(IDLE.total_seconds() - 1)
    assert await find_staff(accounts, login.secret) == officer
    clock.advance(IDLE.total_seconds() - 1)
    assert await find_staff(accounts, login.secret) == officer
    idle = await enter(accounts)
    clock.advance(IDLE.total_seconds())
    assert await find_staff(accounts, idle.secret) is None


@pytest.mark.usefixtures("each_database")
async def test_use_of_a_login_counts_while_nothing_can_be_written(
    accounts: Accounts, officer: Staff, clock: ManualClock
) -> None:
    login = await enter(accounts)
    async with accounts.transactions.write() as transaction:
        for _ in range(3):
            clock.advance(IDLE.total_seconds() - 1)
            async with asyncio.timeout(5):  # the transaction holds SQLite's lock, and PostgreSQL's on the row
                await transaction.connection.execute(update(storage.logins_table).values(created_at=clock.now()))
                assert await find_staff(accounts, login.secret) == (officer if clock.now() < login.expires_at else None)
    await accounts.transactions.close()
    kept = await storage.find_login(accounts.transactions.database, login.secret, accounts.roles)
    assert kept is not None
    assert kept.seen_at == login.expires_at - ABSOLUTE + 2 * (IDLE - timedelta(seconds=1))


async def test_following_is_no_use_of_a_login(accounts: Accounts, officer: Staff, clock: ManualClock) -> None:
    login = await enter(accounts)
    for _ in range(2):
        assert await find_follower(accounts, login.secret) == officer
        clock.advance(IDLE.total_seconds() - 1)
    assert await find_follower(accounts, login.secret) is None


async def test_login_ends_after_its_absolute_limit(accounts: Accounts, officer: Staff, clock: ManualClock) -> None:
    login = await enter(accounts)
    assert login.expires_at == clock.now() + ABSOLUTE
    step = timedelta(hours=6).total_seconds()
    for _ in range(2):
        clock.advance(step)
        assert await find_staff(accounts, login.secret) == officer
    clock.advance(step)
    assert await find_staff(accounts, login.secret) is None


async def test_sign_out_ends_this_login_and_no_other(accounts: Accounts, officer: Staff) -> None:
    here, there = await enter(accounts), await enter(accounts)
    await sign_out(accounts, here.secret)
    await sign_out(accounts, "unknown")
    assert await find_staff(accounts, here.secret) is None
    assert await find_staff(accounts, there.secret) == officer


async def test_throttle_of_guesses_survives_a_restart(accounts: Accounts, officer: Staff, clock: ManualClock) -> None:
    for _ in range(5):
        with pytest.raises(InvalidError):
            await enter(accounts, password="wrong password")
    restarted = replace(accounts)
    with pytest.raises(ThrottledError) as caught:
        await enter(restarted)
    assert caught.value.retry_after_s == 30
    clock.advance(30)
    assert (await enter(restarted)).staff == officer


async def test_attempts_from_another_address_lock_no_person_out(accounts: Accounts, officer: Staff) -> None:
    for _ in range(5):
        with pytest.raises(InvalidError):
            await enter(accounts, password="wrong password", at="203.0.113.9")
    with pytest.raises(ThrottledError):
        await enter(accounts, at="203.0.113.9")
    assert (await enter(accounts, at="10.0.0.1")).staff == officer


@pytest.mark.parametrize("guesser", ["2001:db8:1:2::{:x}", "2001:db8:1:2:{:x}::1"])
async def test_guesses_from_one_ipv6_network_are_counted_as_one(
    accounts: Accounts, officer: Staff, guesser: str
) -> None:
    outcomes = []
    for n in range(1, 51):
        with pytest.raises((InvalidError, ThrottledError)) as caught:
            await enter(accounts, password="wrong password", at=guesser.format(n))
        outcomes.append(type(caught.value))
    assert outcomes == [InvalidError] * 5 + [ThrottledError] * 45
    assert (await enter(accounts, at="2001:db8:1:3::1")).staff == officer


async def test_mapped_ipv4_address_is_the_same_network(accounts: Accounts, officer: Staff) -> None:
    for n in range(5):
        with pytest.raises(InvalidError):
            await enter(accounts, password="wrong password", at=("::ffff:" if n % 2 else "") + "203.0.113.9")
    with pytest.raises(ThrottledError):
        await enter(accounts, at="::ffff:203.0.113.9")


async def test_guesses_from_many_networks_lock_no_known_one_out(
    accounts: Accounts, officer: Staff, clock: ManualClock
) -> None:
    await enter(accounts, at="2001:db8:1:2::1")
    clock.advance(KNOWN_FOR.total_seconds() - 3600)
    for n in range(50):
        with pytest.raises(InvalidError):
            await enter(accounts, password="wrong password", at=f"203.0.113.{n}")
    with pytest.raises(ThrottledError):
        await enter(accounts, at="198.51.100.1")
    assert (await enter(accounts, at="2001:db8:1:2::ffff")).staff == officer
    for _ in range(5):
        with pytest.raises(InvalidError):
            await enter(accounts, password="wrong password", at="2001:db8:1:2::1")
    with pytest.raises(ThrottledError):
        await enter(accounts, at="2001:db8:1:2::1")


async def test_one_address_cannot_try_many_names(accounts: Accounts, officer: Staff) -> None:
    for n in range(100):
        with pytest.raises(InvalidError):
            await enter(accounts, f"name{n}", "wrong password", at="203.0.113.9")
    with pytest.raises(ThrottledError):
        await enter(accounts, at="203.0.113.9")


async def test_audit_log_has_every_sign_in_without_passwords(accounts: Accounts, officer: Staff) -> None:
    with pytest.raises(InvalidError):
        await enter(accounts, password="my wrong secret")
    with pytest.raises(InvalidError):
        await enter(accounts, "typed my password here", "x")
    login = await enter(accounts)
    await sign_out(accounts, login.secret)
    told = (await trail(accounts))[2:]
    assert [(action, actor) for action, actor, _ in told] == [
        ("conference:login:failed", "system"),
        ("conference:login:failed", "system"),
        ("conference:login:signed_in", officer.id),
        ("conference:login:signed_out", officer.id),
    ]
    assert "secret" not in str(told)
    assert "typed" not in str(told)
    async with accounts.transactions.read() as transaction:
        assert (await audit.verify(transaction.connection)).broken_at is None


@pytest.mark.usefixtures("each_database")
async def test_password_change_needs_the_old_one_and_ends_other_logins(accounts: Accounts, officer: Staff) -> None:
    here, there = await enter(accounts), await enter(accounts)
    with pytest.raises(InvalidError, match=r"password\.wrong"):
        await change_password(accounts, officer, current="wrong", new="a new long one", secret=here.secret)
    await change_password(accounts, officer, current=PASSWORD, new="a new long one", secret=here.secret)
    assert await find_staff(accounts, here.secret) == officer
    assert await find_staff(accounts, there.secret) is None
    with pytest.raises(InvalidError):
        await enter(accounts)
    assert (await enter(accounts, password="a new long one")).staff == officer


async def test_outdated_hash_is_replaced_at_sign_in(accounts: Accounts, officer: Staff) -> None:
    stronger = replace(accounts, passwords=Passwords(PasswordHasher(time_cost=2, memory_cost=64, parallelism=1)))
    await enter(stronger)
    async with accounts.transactions.read() as transaction:
        account = await storage.find_account_by_id(transaction.connection, officer.id, accounts.roles)
    assert account is not None
    assert "t=2" in account.password_hash
    assert (await enter(stronger)).staff == officer
