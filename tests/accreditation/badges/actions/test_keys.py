"""Signing keys over a real database: made, rotated, withdrawn, and what doors make of it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from base45 import b45decode, b45encode

from accreditation.badges.actions.keys import (
    ensure_signing_key,
    retire_signing_key,
    rotate_signing_key,
    withdraw_signing_key,
)
from accreditation.badges.domain.tokens import PREFIX, Audience, Flaw, PublishedKey
from accreditation.badges.keys import SigningKeys
from accreditation.badges.storage.keys import SqlKeys
from accreditation.doors.domain.doors import Verdict
from conference.errors import ForbiddenError, NotFoundError, RuleError
from conference.transactions import Transaction
from rostrum import roles
from tests.support.application_samples import staff
from tests.support.badge_office import DESK_CLERK, OTHER_GATE
from tests.support.scan_office import ScanOffice, make_node

ADMIN = staff("quan", roles.ADMINISTRATOR)


class CountingKeys(SqlKeys):
    """The store of keys, which counts how often it is read."""

    def __init__(self) -> None:
        self.reads = 0

    async def list_published(self, transaction: Transaction, audience: str) -> list[PublishedKey]:
        self.reads += 1
        return await super().list_published(transaction, audience)


async def test_retired_key_keeps_badges_and_withdrawn_key_ends_them(doors: ScanOffice) -> None:
    old = await doors.office.active_badge("app_1")
    async with doors.office.transactions.read() as transaction:
        (first,) = await doors.office.keys.list_all(transaction)
    doors.office.clock.advance(1)
    second = await rotate_signing_key(doors.office.desk, staff=ADMIN)
    new = await doors.office.active_badge("app_2")
    assert second.key_id == first.key_id + 1
    assert await doors.verdict(old.token) is Verdict.ADMITTED
    assert await doors.verdict(new.token) is Verdict.ADMITTED
    await withdraw_signing_key(doors.office.desk, first.id, staff=ADMIN)
    assert await doors.verdict(old.token, OTHER_GATE) is Verdict.UNKNOWN_KEY
    assert await doors.verdict(new.token, OTHER_GATE) is Verdict.ALREADY_INSIDE
    for act in (retire_signing_key, withdraw_signing_key):
        with pytest.raises(ForbiddenError):
            await act(doors.office.desk, second.id, staff=DESK_CLERK)
        with pytest.raises(NotFoundError, match=r"badge.key_unknown"):
            await act(doors.office.desk, "nothing", staff=ADMIN)


async def test_key_is_created_once_and_only_on_an_issuing_node(doors: ScanOffice) -> None:
    async with doors.office.transactions.read() as transaction:
        before = await doors.office.keys.list_all(transaction)
    assert await ensure_signing_key(doors.office.desk) is None
    door_node = SigningKeys(Audience.of("hanoi-2025", doors.office.event.environment), SqlKeys(), None)
    async with doors.office.transactions.read() as transaction:
        assert await door_node.list_all(transaction) == before
        with pytest.raises(RuleError, match=r"badge.no_signing_key"):
            await door_node.get_signer(transaction)
    with pytest.raises(RuleError, match=r"badge.no_signing_key"):
        await ensure_signing_key(replace(doors.office.desk, keys=door_node))
    badge = await doors.office.active_badge()
    async with doors.office.transactions.read() as transaction:
        assert (await door_node.get_reader(transaction, now=doors.office.clock.now())).read(badge.token).flaw is None


@pytest.mark.usefixtures("each_database")
async def test_remote_key_is_trusted_at_once_and_withdrawn_in_2_s(doors: ScanOffice) -> None:
    door_node = SigningKeys(Audience.of("hanoi-2025", doors.office.event.environment), SqlKeys(), None)
    door = make_node(replace(doors.services, keys=door_node), doors)
    old = await doors.office.active_badge("app_1")
    assert await door.verdict(old.token) is Verdict.ADMITTED
    rotated = await rotate_signing_key(doors.office.desk, staff=ADMIN)
    new = await doors.office.active_badge("app_2")
    assert await door.verdict(new.token) is Verdict.ADMITTED
    await withdraw_signing_key(doors.office.desk, rotated.id, staff=ADMIN)
    doors.office.clock.advance(timedelta(seconds=2).total_seconds())
    assert await door.verdict(new.token, OTHER_GATE) is Verdict.UNKNOWN_KEY
    assert Flaw.UNKNOWN_KEY.value == Verdict.UNKNOWN_KEY.value


async def test_forged_tokens_of_one_transaction_read_the_keys_once(doors: ScanOffice) -> None:
    """A device that sends forged tokens would else make the others wait for a query for each of them."""
    store = CountingKeys()
    door_node = SigningKeys(Audience.of("hanoi-2025", doors.office.event.environment), store, None)
    door = make_node(replace(doors.services, keys=door_node), doors)
    token = (await doors.office.active_badge()).token
    assert await door.verdict(token) is Verdict.ADMITTED
    store.reads = 0
    signed = bytearray(b45decode(token.removeprefix(PREFIX)))
    signed[-1] ^= 1  # the last byte of the signature
    forged = PREFIX + b45encode(bytes(signed)).decode()
    answers = await door.send(*(door.scan(forged) for _ in range(20)), door.scan(token, OTHER_GATE))
    verdicts = [answer.scan.verdict for answer in answers if answer.scan is not None]
    assert verdicts == [Verdict.BAD_SIGNATURE] * 20 + [Verdict.ALREADY_INSIDE]
    assert store.reads == 1
