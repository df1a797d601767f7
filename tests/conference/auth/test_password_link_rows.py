"""The rows of links that set a password, on both databases."""

from datetime import datetime, timedelta

from conference.auth import storage
from conference.auth.password_link_rows import (
    LinkKind,
    PasswordLink,
    delete_links_of,
    find_invitation,
    find_link,
    replace_link,
    use_link,
)
from conference.auth.roles import Staff
from conference.clock import ManualClock
from conference.storage.transactions import Transactions
from tests.support.each_database import database

__all__ = ["database"]

LAN = Staff("stf_lan", "lan", "Lan", frozenset(), "vi")


def link(kind: LinkKind, at: datetime) -> PasswordLink:
    return PasswordLink(LAN.id, kind, at, at + timedelta(hours=1))


async def test_newer_link_replaces_that_of_its_kind(transactions: Transactions, clock: ManualClock) -> None:
    invitation, reset = link(LinkKind.INVITATION, clock.now()), link(LinkKind.RESET, clock.now())
    async with transactions.write() as transaction:
        connection = transaction.connection
        await storage.add_staff(connection, LAN, password_hash="", at=clock.now())
        for secret, one in (("first", invitation), ("second", invitation), ("third", reset)):
            await replace_link(connection, secret, one)
        assert await find_link(connection, "first") is None
        assert await find_link(connection, "second") == await find_invitation(connection, LAN.id) == invitation
        assert await find_link(connection, "third") == reset


async def test_link_is_used_once(transactions: Transactions, clock: ManualClock) -> None:
    async with transactions.write() as transaction:
        connection = transaction.connection
        await storage.add_staff(connection, LAN, password_hash="", at=clock.now())
        await replace_link(connection, "secret", link(LinkKind.RESET, clock.now()))
        assert await use_link(connection, "secret")
        assert not await use_link(connection, "secret")


async def test_links_of_a_person_end_together(transactions: Transactions, clock: ManualClock) -> None:
    async with transactions.write() as transaction:
        connection = transaction.connection
        await storage.add_staff(connection, LAN, password_hash="", at=clock.now())
        for kind in LinkKind:
            await replace_link(connection, kind.value, link(kind, clock.now()))
        await delete_links_of(connection, LAN.id)
        assert [await find_link(connection, kind.value) for kind in LinkKind] == [None, None]
