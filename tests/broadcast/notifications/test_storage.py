"""Followers in both databases: each is also the queue of its message."""

from datetime import timedelta

from broadcast.board.domain.board import Revision
from broadcast.notifications import storage
from broadcast.notifications.storage import Follower, Postponement
from conference.storage.transactions import Transactions
from conference.transactions import Transaction
from tests.support.board_samples import MORNING, NOON
from tests.support.each_database import database
from tests.support.push_browsers import PushBrowser

__all__ = ["database"]

FIRST, SECOND, THIRD = (Revision("e", offset) for offset in (1, 2, 3))
BROWSER = PushBrowser()
DEVICE = BROWSER.subscription.device


def follower(session: str = "opening", language: str = "en") -> Follower:
    return Follower(subscription=BROWSER.subscription, session=session, language=language, told="a")


async def claim(transaction: Transaction, holder: str = "h") -> list[storage.DueFollower]:
    return list(await storage.claim_due(transaction, holder, now=NOON, until=NOON + timedelta(minutes=1), most=9))


async def test_browser_follows_a_session_once(transactions: Transactions) -> None:
    async with transactions.write() as transaction:
        await storage.save_follower(transaction, follower(), FIRST, MORNING)
        await storage.save_follower(transaction, follower("closing"), FIRST, MORNING)
        await storage.save_follower(transaction, follower(language="fr"), SECOND, NOON)
        assert await storage.count_followers(transaction) == 2
        assert await storage.count_followers(transaction, "other") == 0
        assert sorted(await storage.list_followed(transaction)) == ["closing", "opening"]
        await storage.delete_follower(transaction, DEVICE, "closing")
        assert not await storage.is_follower(transaction, DEVICE, "closing")
        assert await storage.is_follower(transaction, DEVICE, "opening")
        await storage.mark_due(transaction, {"opening": "b"}, SECOND, MORNING)
        assert [one.follower.language for one in await claim(transaction)] == ["fr"]
        await storage.delete_device(transaction, DEVICE)
        assert await storage.count_followers(transaction) == 0


async def test_renewed_browser_follows_each_session_once(transactions: Transactions) -> None:
    new = PushBrowser(endpoint="https://fcm.googleapis.com/fcm/send/device-2").subscription
    async with transactions.write() as transaction:
        await storage.save_follower(transaction, follower(), FIRST, MORNING)
        await storage.save_follower(transaction, follower("closing"), FIRST, MORNING)
        again = Follower(subscription=new, session="closing", language="fr", told="a")
        await storage.save_follower(transaction, again, FIRST, MORNING)
        assert await storage.move_device(transaction, DEVICE, new) == 1
        assert await storage.count_followers(transaction, DEVICE) == 0
        await storage.mark_due(transaction, {"opening": "b", "closing": "b"}, SECOND, MORNING)
        claimed = {one.follower.session: one.follower for one in await claim(transaction)}
    assert {session: one.language for session, one in claimed.items()} == {"opening": "en", "closing": "fr"}
    assert all(one.subscription == new for one in claimed.values())


async def test_held_follower_is_claimed_again_only_when_released(transactions: Transactions) -> None:
    async with transactions.write() as transaction:
        await storage.save_follower(transaction, follower(), FIRST, MORNING)
        assert not await storage.has_due(transaction, NOON)
        assert await storage.list_outdated(transaction, {"opening": "a"}) == set()
        assert await storage.list_outdated(transaction, {"opening": "b", "other": "c"}) == {"opening"}
        await storage.mark_due(transaction, {"opening": "b"}, SECOND, MORNING)
        assert await storage.has_due(transaction, MORNING)
        assert len(await claim(transaction)) == 1
        assert await claim(transaction, "other") == []
        await storage.release_held(transaction, "h")
        assert len(await claim(transaction, "other")) == 1


async def test_change_while_a_message_is_sent_is_still_due(transactions: Transactions) -> None:
    async with transactions.write() as transaction:
        await storage.save_follower(transaction, follower(), FIRST, MORNING)
        await storage.mark_due(transaction, {"opening": "b"}, SECOND, MORNING)
        [due] = await claim(transaction)
        await storage.mark_due(transaction, {"opening": "a"}, THIRD, MORNING)
        await storage.save_told(transaction, "h", [(due, "b")], SECOND)
        [again] = await claim(transaction)
        assert (again.follower.told, again.revision) == ("b", THIRD)
        await storage.save_told(transaction, "h", [(again, "a")], THIRD)
        assert not await storage.has_due(transaction, NOON)


async def test_node_that_is_behind_makes_none_due(transactions: Transactions) -> None:
    async with transactions.write() as transaction:
        await storage.save_follower(transaction, follower(), THIRD, MORNING)
        await storage.mark_due(transaction, {"opening": "b"}, SECOND, MORNING)
        assert not await storage.has_due(transaction, NOON)
        await storage.mark_due(transaction, {"opening": "b"}, Revision("other", 1), MORNING)
        assert await storage.has_due(transaction, NOON)


async def test_postponed_follower_is_due_later(transactions: Transactions) -> None:
    later = NOON + timedelta(minutes=5)
    async with transactions.write() as transaction:
        await storage.save_follower(transaction, follower(), FIRST, MORNING)
        await storage.mark_due(transaction, {"opening": "b"}, SECOND, MORNING)
        [due] = await claim(transaction)
        waits = Postponement(due=due, due_at=later, tried_since=NOON, attempts=3)
        await storage.save_postponed(transaction, "other", [waits])
        await storage.save_postponed(transaction, "h", [waits])
        assert not await storage.has_due(transaction, NOON)
        found = await storage.claim_due(transaction, "h", now=later, until=later, most=9)
        assert [(one.attempts, one.tried_since, one.due_at) for one in found] == [(3, NOON, later)]
        assert await storage.delete_sessions(transaction, ["opening", "other"]) == 1
