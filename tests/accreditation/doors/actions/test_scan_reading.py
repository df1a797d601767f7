"""Identification of scanned badges: problems of items, short codes, and the limit of key reads."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from accreditation.badges.domain.badges import short_code
from accreditation.badges.ports import TokenReader
from accreditation.doors.actions.scan_reading import IdentifiedScan, identify_scans
from accreditation.doors.actions.scan_services import ReceivedItem, ScanServices
from accreditation.doors.domain.doors import PresentedToken
from accreditation.doors.domain.scans import Item
from conference.transactions import Transaction
from tests.support.badge_office import GATE, OTHER_GATE
from tests.support.scan_office import PHONE, ScanOffice, device


async def identify(services: ScanServices, *items: Item, doors: tuple[str, ...] = (GATE,)) -> list[ReceivedItem]:
    received = [ReceivedItem(item, device("reader", doors=doors)) for item in items]
    async with services.transactions.read() as transaction:
        return await identify_scans(services, transaction, received)


async def test_invalid_items_have_a_problem_and_are_not_read(doors: ScanOffice) -> None:
    items = [doors.scan("x", key="short"), doors.scan("x", "gate-z"), doors.scan("x", OTHER_GATE)]
    found = await identify(doors.services, *items, doors=(GATE, "gate-z"))
    assert [one.problem for one in found] == ["scan.key_invalid", "door.unknown", "door.out_of_scope"]
    assert not any(isinstance(one, IdentifiedScan) for one in found)


async def test_token_names_its_badge_and_serial(doors: ScanOffice) -> None:
    badge = await doors.office.active_badge()
    (found,) = await identify(doors.services, doors.scan(badge.token))
    assert isinstance(found, IdentifiedScan)
    assert (found.badge_id, found.serial, found.number, found.token.flaw) == (badge.id, 1, None, None)


async def test_short_code_names_a_number_unless_it_is_mistyped(doors: ScanOffice) -> None:
    code = short_code("P-0001")
    wrong = code[:-1] + str((int(code[-1]) + 1) % 10)
    sound, mistyped = await identify(doors.services, doors.scan(code), doors.scan(wrong))
    assert isinstance(sound, IdentifiedScan)
    assert isinstance(mistyped, IdentifiedScan)
    assert (sound.number, sound.is_mistyped, sound.token) == ("P-0001", False, PresentedToken())
    assert (mistyped.number, mistyped.is_mistyped) == (None, True)


async def test_overrides_and_undos_are_passed_on_unchanged(doors: ScanOffice) -> None:
    items = (doors.override("key-of-scan"), doors.undo("key-of-scan"))
    assert [one.item for one in await identify(doors.services, *items)] == list(items)


class CountingKeys:
    """Keys of the office that count how often they are read again."""

    def __init__(self, keys: Any) -> None:
        self._keys = keys
        self.read_again = 0

    async def get_reader(self, transaction: Transaction, *, now: datetime, afresh: bool = False) -> TokenReader:
        self.read_again += afresh
        reader: TokenReader = await self._keys.get_reader(transaction, now=now, afresh=afresh)
        return reader


async def test_forged_tokens_have_the_keys_read_again_once(doors: ScanOffice) -> None:
    badge = await doors.office.active_badge()
    keys = CountingKeys(doors.services.keys)
    forged = badge.token[:-8] + ("A" * 8 if not badge.token.endswith("A" * 8) else "B" * 8)
    received = [ReceivedItem(doors.scan(forged), PHONE) for _ in range(5)]
    services = replace(doors.services, keys=keys)  # type: ignore[arg-type]
    async with services.transactions.read() as transaction:
        found = await identify_scans(services, transaction, received)
    assert all(isinstance(one, IdentifiedScan) and one.token.flaw is not None for one in found)
    assert keys.read_again <= 1
