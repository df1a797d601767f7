"""Contract of every board store: on SQLite, on PostgreSQL and in the memory of the model tests."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from broadcast.board.domain.board import Revision, State
from broadcast.board.domain.sessions import Phase, Reason
from broadcast.board.domain.signing import Signature, Tally
from broadcast.board.domain.speakers import SpeakersList
from broadcast.board.ports import BoardStore, ChangeAuthor, Write
from broadcast.board.storage import SqlBoardStore
from conference.bus import Bus
from conference.storage.transactions import Transactions
from tests.support.board_samples import HANOI, MORNING, NOON, announcement, event_info, session, speaker, text
from tests.support.memory_board import MemoryBoard

STAMP = ChangeAuthor(action="broadcast:test:done", operator="staff_1", operator_name="Lan", at=MORNING)

Place = tuple[Any, BoardStore]


@pytest.fixture(params=["sqlite", "postgresql", "memory"])
def place(request: pytest.FixtureRequest, bus: Bus) -> Place:
    """Units and a store over them."""
    if request.param == "memory":
        memory = MemoryBoard(bus)
        return memory, memory
    database = request.getfixturevalue(f"{request.param}_database")
    return Transactions(database, bus), SqlBoardStore()


async def put(place: Place, *writes: Write, stamp: ChangeAuthor = STAMP) -> list[int]:
    transactions, store = place
    async with transactions.write() as transaction:
        await store.lock(transaction)
        return [entry.offset for entry in await store.add_entries(transaction, writes, stamp)]


async def head(place: Place) -> Revision:
    async with place[0].read() as transaction:
        return await place[1].get_head(transaction)


def write(key: str, state: State | None, **changes: Any) -> Write:
    return Write(key=key, state=state, previous=changes.pop("previous", 0), **changes)


async def test_new_board_is_empty_and_has_an_epoch(place: Place) -> None:
    revision = await head(place)
    assert (bool(revision.epoch), revision.offset) == (True, 0)
    async with place[0].read() as transaction:
        assert await place[1].list_entries(transaction) == (revision, [])


STATES: list[tuple[str, State]] = [
    ("event", event_info("Great hall", "R313")),
    ("session/opening", session(phase=Phase.DELAYED, since=MORNING, until=NOON, reason=Reason.WEATHER)),
    ("session/late", session("late", starts_at=NOON.astimezone(HANOI), order=-1, assumed=True)),
    (
        "speakers/opening",
        SpeakersList(session_id="opening", speakers=(speaker("VN"), speaker("FR"))),
    ),
    (
        "tally",
        Tally(source=text("OLA"), as_of=NOON, signatures=(Signature(country="VN", at=MORNING),), of=72),
    ),
    (
        "announcement/1",
        announcement(
            rooms=("hall",),
            expires_at=NOON,
            template="t",
            numbers={"minutes": 5},
            times={"time": NOON},
            places={"room": "hall"},
            names={"name": text("x")},
        ),
    ),
    ("announcement/hard", announcement("hard", text=text("<b>'{%s}\u202e=1+1 \U0001f600 \u0000"))),
]


@pytest.mark.parametrize(("key", "state"), STATES, ids=[key for key, _ in STATES])
async def test_every_state_comes_back_as_it_was(place: Place, key: str, state: State) -> None:
    await put(place, write(key, state))
    async with place[0].read() as transaction:
        entry = await place[1].find_entry(transaction, key)
    assert entry is not None
    assert entry.state == state


async def test_offsets_count_up_by_one_in_order_of_the_writes(place: Place) -> None:
    assert await put(place, write("session/a", session("a")), write("session/b", session("b"))) == [1, 2]
    assert await put(place, write("session/a", session("a", order=2), previous=1)) == [3]
    assert (await head(place)).offset == 3


async def test_entries_are_the_latest_of_each_key_after_an_offset(place: Place) -> None:
    await put(place, write("session/a", session("a")), write("session/b", session("b")))
    await put(place, write("session/a", None, previous=1))
    async with place[0].read() as transaction:
        revision, everything = await place[1].list_entries(transaction)
        _, newer = await place[1].list_entries(transaction, after=2)
        _, none = await place[1].list_entries(transaction, after=3)
        _, of_one = await place[1].list_entries(transaction, prefix="session/b")
    assert [(e.key, e.offset, e.state is None) for e in everything] == [
        ("session/b", 2, False),
        ("session/a", 3, True),
    ]
    assert ([e.key for e in newer], none, revision.offset) == (["session/a"], [], 3)
    assert [e.key for e in of_one] == ["session/b"]


async def test_touch_keeps_the_version_and_adds_no_change(place: Place) -> None:
    await put(place, write("session/a", session("a")))
    await put(place, write("session/a", session("a"), version=1))
    async with place[0].read() as transaction:
        entry = await place[1].find_entry(transaction, "session/a")
        changes = await place[1].list_changes(transaction, limit=9)
        assert await place[1].find_change(transaction, 2) is None
    assert entry is not None
    assert (entry.offset, entry.version, entry.previous) == (2, 1, 0)
    assert [change.offset for change in changes] == [1]


async def test_changes_store_author_action_time_and_value(place: Place) -> None:
    await put(place, write("session/a", session("a")))
    later = ChangeAuthor(action="x:y:z", operator="s2", operator_name="Amina", at=MORNING + timedelta(microseconds=1))
    await put(place, write("session/a", session("a", order=7), previous=1), stamp=later)
    await put(place, write("session/b", session("b")))
    async with place[0].read() as transaction:
        change = await place[1].find_change(transaction, 2)
        latest = await place[1].list_changes(transaction, limit=2)
        of_a = await place[1].list_changes(transaction, limit=9, key="session/a")
    assert change is not None
    assert (change.action, change.operator, change.operator_name, change.at) == ("x:y:z", "s2", "Amina", later.at)
    assert (change.state, change.previous) == (session("a", order=7), 1)
    assert [c.offset for c in latest] == [3, 2]
    assert [c.offset for c in of_a] == [2, 1]


async def test_rolled_back_change_takes_no_offset(place: Place) -> None:
    transactions, store = place
    with pytest.raises(LookupError):
        async with transactions.write() as transaction:
            await store.lock(transaction)
            await store.add_entries(transaction, [write("session/a", session("a"))], STAMP)
            raise LookupError
    assert (await head(place)).offset == 0
    assert await put(place, write("session/b", session("b"))) == [1]


async def test_another_epoch_keeps_the_offset(place: Place) -> None:
    await put(place, write("session/a", session("a")))
    transactions, store = place
    async with transactions.write() as transaction:
        await store.lock(transaction)
        assert await store.renew_epoch(transaction, "ep_other") == Revision("ep_other", 1)
    assert await head(place) == Revision("ep_other", 1)


async def test_commits_at_once_take_different_offsets_and_lose_nothing(transactions: Transactions) -> None:
    place: Place = (transactions, SqlBoardStore())
    pairs = [[write(f"session/{n}{half}", session(f"{n}{half}")) for half in "ab"] for n in range(20)]
    offsets = await asyncio.gather(*(put(place, *pair) for pair in pairs))
    assert sorted(offset for pair in offsets for offset in pair) == list(range(1, 41))
    assert all(second == first + 1 for first, second in offsets)
    async with place[0].read() as transaction:
        revision, entries = await place[1].list_entries(transaction)
    assert (revision.offset, len(entries)) == (40, 40)


async def test_offsets_become_visible_in_their_order(transactions: Transactions) -> None:
    """A reader that has seen offset n never finds a smaller one afterwards: the hub may read from its head on."""
    store = SqlBoardStore()
    seen: list[int] = []

    async def read_along() -> None:
        known = 0
        while known < 30:
            async with transactions.read() as transaction:
                revision, entries = await store.list_entries(transaction, after=known)
            seen.extend(entry.offset for entry in entries)
            assert [entry.offset for entry in entries] == list(range(known + 1, revision.offset + 1))
            known = revision.offset
            await asyncio.sleep(0)

    writers = [put((transactions, store), write(f"session/{n}", session(str(n)))) for n in range(30)]
    async with asyncio.timeout(60):
        await asyncio.gather(read_along(), *writers)
    assert seen == list(range(1, 31))


async def test_later_changes_are_listed_by_kind_of_key(place: Place) -> None:
    first, _, third, fourth = await put(
        place,
        write("event", event_info()),
        write("speakers/opening", SpeakersList(session_id="opening", speakers=(speaker("VN"),))),
        write("session/opening", session()),
        write("session/opening", None),
    )
    transactions, store = place
    async with transactions.read() as transaction:
        listed = await store.list_later_changes(transaction, after=0, prefixes=("event", "session/"))
        assert [(one.offset, one.state is None) for one in listed] == [(first, False), (third, False), (fourth, True)]
        later = await store.list_later_changes(transaction, after=third, prefixes=("event", "session/"))
    assert [one.offset for one in later] == [fourth]
