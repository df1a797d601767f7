"""Proposals on SQLite and PostgreSQL."""

from dataclasses import replace
from datetime import timedelta

from broadcast.board.domain.announcements import Level
from broadcast.board.domain.proposals import Proposal, ProposalState, SessionMerge, SessionMove, UrgentAnnouncement
from broadcast.board.domain.sessions import Reason, Verb
from broadcast.board.proposal_storage import SqlProposals
from conference.storage.transactions import Transactions
from tests.support.board_samples import MORNING, NOON, announcement
from tests.support.each_database import database

__all__ = ["database"]

MOVE = SessionMove(session_id="opening", verb=Verb.ADJOURN, until=NOON, reason=Reason.PROTOCOL, expected=7)
FIRST = Proposal(id="prop_1", act=MOVE, proposed_by="staff_1", proposer="Lan", proposed_at=MORNING)
URGENT = UrgentAnnouncement(announcement=announcement(level=Level.URGENT, expires_at=NOON, times={"time": NOON}))
SECOND = replace(FIRST, id="prop_2", act=URGENT, proposed_at=MORNING + timedelta(minutes=1))
MERGE = SessionMerge(session_id="debate", into="opening", ends_at=NOON, expected=7, confirmed=("room:a:b",))
THIRD = replace(FIRST, id="prop_3", act=MERGE)


async def test_proposals_wait_until_they_are_decided_once(transactions: Transactions) -> None:
    store = SqlProposals()
    async with transactions.write() as transaction:
        await store.add(transaction, SECOND)
        await store.add(transaction, FIRST)
        assert await store.list_waiting(transaction, since=MORNING - timedelta(minutes=1)) == [FIRST, SECOND]
        assert await store.list_waiting(transaction, since=MORNING) == [SECOND]
        decision = {"by": "staff_2", "at": NOON}
        assert await store.decide(transaction, "prop_1", ProposalState.CONFIRMED, **decision)  # type: ignore[arg-type]
        assert not await store.decide(transaction, "prop_1", ProposalState.DECLINED, **decision)  # type: ignore[arg-type]
        assert await store.list_waiting(transaction, since=MORNING - timedelta(minutes=1)) == [SECOND]
        found = await store.find(transaction, "prop_1")
        assert found == replace(FIRST, state=ProposalState.CONFIRMED, decided_by="staff_2", decided_at=NOON)
        assert await store.find(transaction, "prop_9") is None
        await store.add(transaction, THIRD)
        assert await store.find(transaction, "prop_3") == THIRD
