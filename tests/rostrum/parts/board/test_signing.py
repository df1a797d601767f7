"""Signers at the doors of the hall: the badge by its number, presence from real scans, the event of a door."""

import asyncio

import pytest

from accreditation.access.event_plan import zones_of
from accreditation.access.rules import Direction
from accreditation.badges.domain.badges import short_code
from broadcast.board.ports import Board
from broadcast.board.storage import SqlBoardStore
from broadcast.signing.actions.register import tie_badge
from broadcast.signing.ports import SigningServices
from broadcast.signing.presence import HallWatch
from broadcast.signing.storage import SqlRegister
from conference.bus import Bus
from conference.clock import ManualClock
from conference.ids import SequentialIds
from conference.storage.transactions import Transactions
from rostrum.parts.board.signing import DoorBadges, hall_zones, watch_doors
from tests.accreditation.conftest import doors, office
from tests.support.badge_office import EVENT
from tests.support.board_samples import HANOI, OPERATOR
from tests.support.scan_office import ScanOffice

__all__ = ["doors", "office"]

HALL_DOOR = "hall-east"


@pytest.fixture
def signing_services(transactions: Transactions, clock: ManualClock, ids: SequentialIds) -> SigningServices:
    board = Board(transactions=transactions, store=SqlBoardStore(), clock=clock, ids=ids, zone=HANOI)
    badges = DoorBadges(hall_zones(EVENT), zones_of(EVENT), clock)
    return SigningServices(board=board, register=SqlRegister(), badges=badges, seed=("VN", "DZ"))


def test_hall_is_the_zone_of_the_signing_and_the_zones_within() -> None:
    assert hall_zones(EVENT) == {"plenary_hall", "signing_stage", "photo_platform"}


async def test_signer_is_in_the_hall_from_entry_to_exit(
    doors: ScanOffice, signing_services: SigningServices, bus: Bus, clock: ManualClock
) -> None:
    badge = await doors.office.active_badge(category="pool")
    await tie_badge(signing_services, "VN", short_code(badge.number), operator=OPERATOR)
    watch = HallWatch(signing_services, read_every_s=3600)
    watch_doors(bus, watch)
    state = await watch.read()
    for direction in (Direction.ENTRY, Direction.EXIT):
        waiting = asyncio.create_task(watch.wait(state.digest))
        await asyncio.sleep(0)
        (answer,) = await doors.send(doors.scan(badge.token, HALL_DOOR, direction=direction))
        assert answer.scan is not None
        state = await waiting
        assert set(state.present) == ({"VN"} if direction is Direction.ENTRY else set())
        clock.advance(60)
