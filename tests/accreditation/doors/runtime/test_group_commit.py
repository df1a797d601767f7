"""Group commit: together when it works, one by one when it does not."""

import asyncio
from collections.abc import Sequence

import pytest

from accreditation.doors.runtime import group_commit as group_commit_module
from accreditation.doors.runtime.group_commit import MAX_BATCH_ITEMS, MAX_WAITING, WAITING_OF_ONE, GroupCommit
from conference.errors import ConflictError, OvertakenError, UnavailableError


class Book:
    """Writes what it is given; some items do not go, and some times it is closed."""

    def __init__(self) -> None:
        self.written: list[list[int]] = []
        self.failures: list[Exception] = []
        self.slow = asyncio.Event()
        self.slow.set()

    async def write(self, items: Sequence[int]) -> list[str]:
        await self.slow.wait()
        if self.failures:
            raise self.failures.pop(0)
        if any(item < 0 for item in items):
            raise ValueError("negative")
        self.written.append(list(items))
        return [f"written {item}" for item in items]


async def test_items_arriving_during_a_write_share_the_next_one() -> None:
    book = Book()
    group_commit = GroupCommit(book.write)
    book.slow.clear()
    first = asyncio.create_task(group_commit.take([1]))
    await asyncio.sleep(0.01)
    others = [asyncio.create_task(group_commit.take([n, n + 10])) for n in (2, 3)]
    await asyncio.sleep(0.01)
    assert book.written == []
    book.slow.set()
    assert [await task for task in (first, *others)] == [
        ["written 1"],
        ["written 2", "written 12"],
        ["written 3", "written 13"],
    ]
    assert book.written == [[1], [2, 12, 3, 13]]


async def test_batch_waits_for_senders_answered_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(group_commit_module, "GATHER_S", 60.0)
    book = Book()
    group_commit = GroupCommit(book.write)
    await asyncio.gather(group_commit.take([1]), group_commit.take([2]))
    early = asyncio.create_task(group_commit.take([3]))
    for _ in range(5):
        await asyncio.sleep(0)
    await asyncio.gather(early, group_commit.take([4]))
    assert book.written == [[1, 2], [3, 4]]


async def test_absent_sender_delays_others_briefly() -> None:
    book = Book()
    group_commit = GroupCommit(book.write)
    await asyncio.gather(group_commit.take([1]), group_commit.take([2]))
    assert await asyncio.wait_for(group_commit.take([3]), 60) == ["written 3"]


async def test_batches_are_bounded_and_keep_the_order() -> None:
    book = Book()
    answers = await GroupCommit(book.write).take(list(range(150)))
    assert answers == [f"written {n}" for n in range(150)]
    assert [len(batch) for batch in book.written] == [MAX_BATCH_ITEMS, MAX_BATCH_ITEMS, 150 - 2 * MAX_BATCH_ITEMS]


async def test_item_that_fails_fails_alone() -> None:
    book = Book()
    answers = await GroupCommit(book.write).take([1, -2, 3])
    assert [str(answer) for answer in answers] == ["written 1", "negative", "written 3"]
    assert isinstance(answers[1], ValueError)
    assert book.written == [[1], [3]]


async def test_unavailable_database_fails_all_callers_once() -> None:
    book = Book()
    book.failures = [UnavailableError("database.unavailable")]
    group_commit = GroupCommit(book.write)
    failed = await asyncio.gather(group_commit.take([1]), group_commit.take([2]), return_exceptions=True)
    assert [type(one) for one in failed] == [UnavailableError, UnavailableError]
    assert await group_commit.take([1]) == ["written 1"]


@pytest.mark.parametrize("error", [OvertakenError("database.unavailable"), ConflictError("scan.kept_meanwhile")])
async def test_transaction_that_another_one_overtook_is_tried_again(error: Exception) -> None:
    book = Book()
    book.failures = [error, error]
    assert await GroupCommit(book.write).take([1, 2]) == ["written 1", "written 2"]
    assert book.written == [[1, 2]]


async def test_cancelled_call_does_not_withdraw_its_items() -> None:
    book = Book()
    group_commit = GroupCommit(book.write)
    book.slow.clear()
    gone, stays = asyncio.create_task(group_commit.take([1])), asyncio.create_task(group_commit.take([2]))
    await asyncio.sleep(0.01)
    gone.cancel()
    book.slow.set()
    assert await stays == ["written 2"]
    assert book.written == [[1, 2]]


async def test_close_writes_waiting_items_and_refuses_new_ones() -> None:
    book = Book()
    group_commit = GroupCommit(book.write)
    book.slow.clear()
    taken = asyncio.create_task(group_commit.take([1]))
    await asyncio.sleep(0.01)
    closing = asyncio.create_task(group_commit.close())
    await asyncio.sleep(0.01)
    with pytest.raises(UnavailableError, match=r"scan\.busy"):
        await group_commit.take([2])
    book.slow.set()
    await closing
    assert taken.done()
    assert await taken == ["written 1"]


async def test_more_than_can_wait_is_refused() -> None:
    with pytest.raises(UnavailableError, match=r"scan\.busy"):
        await GroupCommit(Book().write).take(list(range(MAX_WAITING + 1)))


async def test_full_sender_leaves_room_for_others() -> None:
    book = Book()
    group_commit = GroupCommit(book.write)
    book.slow.clear()
    waiting = [asyncio.create_task(group_commit.take(list(range(200)), sender="loud")) for _ in range(9)]
    await asyncio.sleep(0.01)
    refused = [task for task in waiting if task.done()]
    assert len(refused) == 9 - (WAITING_OF_ONE // 200 + 1)
    quiet = asyncio.create_task(group_commit.take([1], sender="quiet"))
    book.slow.set()
    assert await quiet == ["written 1"]
    await asyncio.gather(*waiting, return_exceptions=True)
    assert len(await group_commit.take([2], sender="loud")) == 1
