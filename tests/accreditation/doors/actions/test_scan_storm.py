"""Whatever is sent, in whatever order: who is inside, and what contradicts what, is what the rows themselves say."""

import random
from collections.abc import Mapping
from datetime import datetime, timedelta

import pytest

from accreditation.access.rules import Direction
from accreditation.badges.domain.badges import short_code
from accreditation.doors.actions.batch_movements import movement_of
from accreditation.doors.domain.doors import Verdict
from accreditation.doors.domain.movements import MovementTrace, trace
from accreditation.doors.domain.scans import Item
from accreditation.doors.ports.scans import Scan
from tests.support.badge_office import GATE, HALL, OTHER_GATE
from tests.support.scan_office import PROOF, ScanOffice, device, elsewhere

DOORS = (GATE, OTHER_GATE, HALL, "hall-west", "press-centre", "mixed-zone", "exhibition")
SHOWN = (*(Verdict.ADMITTED, Verdict.EXIT_RECORDED) * 3, Verdict.ADMITTED_AGAIN, Verdict.WRONG_ZONE, Verdict.OVERRIDDEN)
MESSAGES = 50


class Storm:
    """Items of every kind, most of which fit, over a few badges."""

    def __init__(self, doors: ScanOffice, texts: list[str], chance: random.Random) -> None:
        self._doors = doors
        self._texts = texts
        self._chance = chance
        self._sent: list[Item] = []

    def message(self) -> list[Item]:
        """What a device sends at once."""
        items = [self._item() for _ in range(self._chance.randint(1, 8))]
        self._sent += items
        return items + self._chance.sample(items, self._chance.randint(0, 1))

    def _item(self) -> Item:
        kind = self._chance.random()
        if kind < 0.35 or not self._sent:
            return self._doors.scan(*self._what(), direction=self._chance.choice(list(Direction)), **self._key())
        if kind < 0.7:
            return self._told(**self._key())
        of = self._chance.choice(self._sent[-40:])
        if kind < 0.85:
            proof = PROOF if self._chance.random() < 0.8 else "cd" * 32
            return self._doors.override(of.key, of.door, proof=proof, scanned_at=self._moment(), **self._key())
        return self._doors.undo(of.key, of.door)

    def _told(self, **key: str) -> Item:
        seconds = (self._moment() - self._doors.office.clock.now()).total_seconds()
        skew_ms = self._chance.choice((0, 0, 600_000, -600_000, 2**31 - 1))
        verdict = self._chance.choice(SHOWN)
        return self._doors.device_ruling(*self._what(), verdict=verdict, seconds=seconds, skew_ms=skew_ms, **key)

    def _what(self) -> tuple[str, str]:
        return self._chance.choice(self._texts), self._chance.choice(DOORS)

    def _key(self) -> Mapping[str, str]:
        """Now and then a key that was sent before: with the same reading, or with another one."""
        return {"key": self._chance.choice(self._sent[-30:]).key} if self._sent and self._chance.random() < 0.2 else {}

    def _moment(self) -> datetime:
        back = self._chance.choice((0, 1, 30, 600, 86_400, 400 * 86_400, -3_600))
        return self._doors.office.clock.now() - timedelta(seconds=back * self._chance.random())


@pytest.mark.parametrize("seed", range(2))
async def test_presences_and_conflicts_follow_from_the_rows(doors: ScanOffice, seed: int) -> None:
    chance = random.Random(seed)
    badges = [await doors.office.active_badge(f"app_{n}", category="pool") for n in range(3)]
    texts = (
        [badge.token for badge in badges] + [short_code(badge.number) for badge in badges] + ["garbage", "P-9999-00"]
    )
    storm, nodes = Storm(doors, texts, chance), [doors, elsewhere(doors)]
    for _ in range(MESSAGES):
        items = storm.message()
        answers = await chance.choice(nodes).send(*items, by=device(chance.choice(DOORS)))
        assert "scan.failed" not in {answer.problem for answer in answers}
        doors.office.clock.advance(chance.choice((0, 0.5, 20)))
        await require_agreement(doors)


async def test_key_sent_with_two_texts_belongs_to_the_first(doors: ScanOffice) -> None:
    """The second reading must not hide whose way has to be traced again."""
    first, second = [await doors.office.active_badge(f"app_{n}") for n in range(2)]
    await doors.ask(first.token)
    doors.office.clock.advance(60)
    earlier = doors.device_ruling(first.token, OTHER_GATE, key="key-of-both", seconds=-90)
    other = doors.device_ruling(second.token, OTHER_GATE, key="key-of-both", seconds=-90)
    answers = await doors.send(earlier, other, doors.undo("key-of-both", OTHER_GATE))
    assert [answer.problem for answer in answers] == [None, "scan.key_reused", None]
    await require_agreement(doors)


async def test_scan_at_a_slow_clock_comes_after_the_entry_it_meets(doors: ScanOffice) -> None:
    badge = await doors.office.active_badge()
    for verdict in (Verdict.ADMITTED, Verdict.EXIT_RECORDED, Verdict.ADMITTED):
        way = Direction.EXIT if verdict is Verdict.EXIT_RECORDED else Direction.ENTRY
        assert await doors.verdict(badge.token, direction=way) is verdict
        doors.office.clock.advance(-30)
    garbage = doors.device_ruling(badge.token, verdict=Verdict.WRONG_ZONE, seconds=-200)
    await doors.send(garbage, doors.device_ruling(badge.token, HALL, verdict=Verdict.EXIT_RECORDED, seconds=-200))
    await require_agreement(doors)
    assert [row["conflict"] for row in await doors.rows()] == [None] * 5


async def require_agreement(doors: ScanOffice) -> None:
    """What is kept of each badge is what its movements lead to."""
    badges = [f"{n:016x}" for n in range(1, 4)]
    async with doors.office.transactions.read() as transaction:
        rows = await doors.services.scans.list_movements(transaction, badges)
    ways = {badge: way(doors, [row for row in rows if row.badge_id == badge]) for badge in badges}
    led = sorted((badge, zone, entry.key) for badge in badges for zone, entry in ways[badge].inside.items())
    assert [place[:3] for place in await doors.inside()] == led
    found = {row.key: row.conflict_key for row in rows if row.conflict == "twice"}
    entitled = {row.key for row in rows if row.conflict != "not_entitled"}
    contradicted = {later: earlier for one in ways.values() for later, earlier in one.conflicts.items()}
    assert found == {later: earlier for later, earlier in contradicted.items() if later in entitled}


def way(doors: ScanOffice, rows: list[Scan]) -> MovementTrace:
    """Where a badge's rows lead."""
    return trace([one for row in rows if (one := movement_of(row)) is not None], doors.services.plan.zones)
