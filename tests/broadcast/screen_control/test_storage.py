"""Commands and pictures in both databases."""

from dataclasses import replace
from datetime import timedelta

from broadcast.screen_control.domain import CommandKind, ScreenCommand, ScreenPicture
from broadcast.screen_control.storage import SqlControlStore
from conference.storage.transactions import Transactions
from tests.support.board_samples import MORNING, NOON
from tests.support.each_database import database

__all__ = ["database"]


def command(name: str, batch: str = "b1") -> ScreenCommand:
    return ScreenCommand(
        id=f"{batch}-{name}",
        batch=batch,
        screen=name,
        kind=CommandKind.IDENTIFY,
        asked_at=MORNING,
        asked_by="stf_1",
    )


async def test_commands_are_sent_and_answered_once(transactions: Transactions) -> None:
    store, first, second = SqlControlStore(), command("b"), command("a")
    async with transactions.write() as transaction:
        await store.add(transaction, [first, second])
        assert await store.list_unsent(transaction, since=MORNING) == [second, first]
        assert await store.list_unsent(transaction, since=NOON) == []
        await store.mark_sent(transaction, [first.id], MORNING)
        await store.save_answer(transaction, first.id, "done", NOON)
        await store.save_answer(transaction, first.id, "refused", NOON)
        answered = replace(first, sent_at=MORNING, answer="done", answered_at=NOON)
        assert await store.find(transaction, first.id) == answered
        assert await store.list_batch(transaction, "b1") == [second, answered]
        assert await store.list_unsent(transaction, since=MORNING) == [second]
        await store.delete_before(transaction, MORNING + timedelta(seconds=1))
        assert await store.find(transaction, first.id) is None


async def test_each_screen_has_its_latest_picture(transactions: Transactions) -> None:
    store = SqlControlStore()
    async with transactions.write() as transaction:
        for screen, at, image in (("a", MORNING, b"1"), ("a", NOON, b"2"), ("b", MORNING, b"3")):
            await store.save_picture(transaction, ScreenPicture(screen=screen, taken_at=at, image=image))
        assert await store.list_picture_times(transaction) == {"a": NOON, "b": MORNING}
        await store.keep_pictures_of(transaction, ["a"])
        found = await store.find_picture(transaction, "a")
        assert found == ScreenPicture(screen="a", taken_at=NOON, image=b"2")
        assert await store.find_picture(transaction, "b") is None
