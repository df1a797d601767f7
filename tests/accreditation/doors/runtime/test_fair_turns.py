"""Group commit between several senders: they take turns, whatever one of them has waiting."""

import asyncio
from collections.abc import Sequence

import pytest

from accreditation.doors.runtime.group_commit import ALONE_AFTER_S, MAX_BATCH_ITEMS, MAX_SHARED_ITEMS, GroupCommit

Item = tuple[str, int]


class Ledger:
    """A clerk whose transactions are written one at a time, when `write_next` is called; its clock stands still."""

    def __init__(self) -> None:
        self.written: list[list[Item]] = []
        self.now = 0.0
        self.group_commit: GroupCommit[Item, Item] = GroupCommit(self._write, seconds=lambda: self.now)
        self._allowed = asyncio.Semaphore(0)
        self._ended = asyncio.Semaphore(0)
        self._tasks: list[asyncio.Task[list[Item | BaseException]]] = []

    async def _write(self, items: Sequence[Item]) -> list[Item]:
        await self._allowed.acquire()
        self.written.append(list(items))
        self._ended.release()
        return list(items)

    async def send(self, sender: str, count: int) -> None:
        """Hand in the sender's next items as one message."""
        first = sum(name == sender for message in self._messages() for name, _ in message)
        items = [(sender, first + n) for n in range(count)]
        task = asyncio.create_task(self.group_commit.take(items, sender=sender), name=f"{sender} {first} {count}")
        self._tasks.append(task)
        await asyncio.sleep(0)

    def _messages(self) -> list[list[Item]]:
        parts = [task.get_name().split() for task in self._tasks]
        return [[(sender, int(first) + n) for n in range(int(count))] for sender, first, count in parts]

    async def write_next(self) -> list[Item]:
        """Let one transaction end; gives its items."""
        self._allowed.release()
        await self._ended.acquire()
        return self.written[-1]

    async def write_rest(self) -> None:
        """Let all transactions end, and require that every message was answered item by item."""
        for _ in range(1000):
            self._allowed.release()
        assert await asyncio.gather(*self._tasks) == self._messages()

    def numbers_of(self, sender: str) -> list[int]:
        """The sender's items in the order in which they were written."""
        return [number for batch in self.written for name, number in batch if name == sender]


@pytest.fixture
async def ledger() -> Ledger:
    """A ledger with a transaction of another sender under way: what is sent now waits for the next one."""
    made = Ledger()
    await made.send("first", 1)
    await asyncio.sleep(0.01)
    return made


async def test_single_scan_is_in_the_next_transaction(ledger: Ledger) -> None:
    for _ in range(3):
        await ledger.send("loud", 200)
    await ledger.write_next()
    await ledger.write_next()
    await ledger.send("quiet", 1)
    under_way, following = await ledger.write_next(), await ledger.write_next()
    assert ("quiet", 0) in under_way + following
    await ledger.write_rest()


async def test_large_message_gets_a_bounded_share_of_a_transaction(ledger: Ledger) -> None:
    await ledger.send("loud", 200)
    await ledger.send("quiet", 1)
    await ledger.write_next()
    assert sorted(await ledger.write_next()) == [("loud", 0), ("quiet", 0)]
    assert len(await ledger.write_next()) == MAX_SHARED_ITEMS
    await ledger.write_rest()


async def test_share_stays_bounded_after_another_sender_was_heard(ledger: Ledger) -> None:
    await ledger.send("loud", 200)
    ledger.now += ALONE_AFTER_S - 1
    sizes = [len(await ledger.write_next()) for _ in range(4)]
    assert sizes == [1, *[MAX_SHARED_ITEMS] * 3]
    ledger.now += 1
    await ledger.write_next()  # its items were chosen before
    assert len(await ledger.write_next()) == MAX_BATCH_ITEMS
    await ledger.write_rest()


async def test_senders_take_turns(ledger: Ledger) -> None:
    for sender in ("a", "b", "c"):
        await ledger.send(sender, 30)
    for _ in range(8):
        await ledger.write_next()
    counts = [len(ledger.numbers_of(sender)) for sender in ("a", "b", "c")]
    assert max(counts) - min(counts) <= 1
    await ledger.write_rest()


async def test_items_of_each_sender_are_all_written_in_order(ledger: Ledger) -> None:
    for sender, count in (("a", 200), ("b", 1), ("a", 200), ("c", 17), ("b", 3), ("a", 150)):
        await ledger.send(sender, count)
    await ledger.write_rest()
    assert ledger.numbers_of("a") == list(range(550))
    assert ledger.numbers_of("b") == list(range(4))
    assert ledger.numbers_of("c") == list(range(17))


async def test_large_message_is_written_beside_many_senders(ledger: Ledger) -> None:
    """It gets an item into each transaction even when others always wait."""
    await ledger.send("loud", 20)
    for _ in range(25):
        for number in range(2 * MAX_SHARED_ITEMS):
            await ledger.send(f"door-{number}", 1)
        await ledger.write_next()
    assert ledger.numbers_of("loud") == list(range(20))
    await ledger.write_rest()


async def test_single_scans_of_many_senders_share_a_transaction(ledger: Ledger) -> None:
    for number in range(MAX_BATCH_ITEMS + 5):
        await ledger.send(f"door-{number}", 1)
    await ledger.write_next()
    assert [name for name, _ in await ledger.write_next()] == [f"door-{number}" for number in range(MAX_BATCH_ITEMS)]
    await ledger.write_rest()
