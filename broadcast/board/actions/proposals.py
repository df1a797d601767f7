"""Propose an act that needs two operators, and confirm or decline it.

A confirmation carries the act out with the offset that the proposing operator saw, so that it is refused when the board
has changed since. The act comes before the record of the confirmation: of two confirmations at once one finds the board
changed, or the announcement posted.
"""

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, replace

from broadcast.board.actions.adjourning import adjourn_session
from broadcast.board.actions.commit import BoardCommand, Committed, RuleContext, commit, must_operate
from broadcast.board.actions.sessions import move_session
from broadcast.board.domain.announcements import Announcement
from broadcast.board.domain.board import announcement_key, session_key
from broadcast.board.domain.proposals import (
    OPEN_FOR,
    Proposal,
    ProposalState,
    ProposedAct,
    SessionMerge,
    SessionMove,
    TwoPersonAct,
    UrgentAnnouncement,
    check_open,
    check_second,
)
from broadcast.board.domain.sessions import Session, move
from broadcast.board.ports import Board, ProposalStore
from conference.audit import AuditEntry
from conference.auth.roles import Staff
from conference.errors import NotFoundError, RuleError

PROPOSED = "broadcast:proposal:proposed"
CONFIRMED = "broadcast:proposal:confirmed"
DECLINED = "broadcast:proposal:declined"

CarryOutMerge = Callable[[SessionMerge, Staff], Awaitable[Committed]]
"""Carries out a proposed merge as the operator who confirms it: an act of the programme, which the root connects."""


@dataclass(frozen=True, kw_only=True)
class Proposals:
    """Dependencies: the board, the store, the acts that need two operators, and what carries out a merge.

    `on_change` is called when a proposal was made or decided.
    """

    board: Board
    store: ProposalStore
    reserved: Collection[str] = ()
    carry_out_merge: CarryOutMerge | None = None
    on_change: Callable[[], None] = lambda: None

    def reserve(self, act: TwoPersonAct) -> bool:
        """Return whether an act needs two operators."""
        return act.value in self.reserved


async def propose_act(proposals: Proposals, act: ProposedAct, *, operator: Staff) -> Proposal:
    """Add a proposal, after a check that the act could be carried out now; a merge is checked by the programme.

    Raises: ForbiddenError, NotFoundError `board.unknown_key`, and the errors of the act's rule.
    """
    must_operate(operator)
    board, now = proposals.board, proposals.board.clock.now()
    proposal = Proposal(
        id=board.ids.new("prop"), act=act, proposed_by=operator.id, proposer=operator.name, proposed_at=now
    )
    async with board.transactions.write() as transaction:
        if isinstance(act, SessionMove):
            entry = await board.store.find_entry(transaction, session_key(act.session_id))
            if entry is None or not isinstance(entry.state, Session):
                raise NotFoundError("board.unknown_key", key=act.session_id)
            move(entry.state, act.verb, now=now, until=act.until, reason=act.reason)
        await proposals.store.add(transaction, proposal)
        await transaction.record(AuditEntry(PROPOSED, operator.id, _subject_of(act), now, {"proposal": proposal.id}))
    proposals.on_change()
    return proposal


async def confirm_proposal(proposals: Proposals, proposal_id: str, *, operator: Staff) -> Committed:
    """Carry out a proposed act as another operator.

    Raises: ForbiddenError, NotFoundError `proposal.unknown`, RuleError `proposal.own`, `proposal.decided` or
    `proposal.expired`, and the errors of the act.
    """
    must_operate(operator)
    proposal = await _get_proposal(proposals, proposal_id)
    check_second(proposal, operator.id, proposals.board.clock.now())
    committed = await _carry_out(proposals, proposal.act, operator)
    await _save_decision(proposals, proposal, ProposalState.CONFIRMED, operator)
    return committed


async def decline_proposal(proposals: Proposals, proposal_id: str, *, operator: Staff) -> Proposal:
    """Decline a proposed act and return it; its own operator takes it back so.

    Raises: ForbiddenError, NotFoundError `proposal.unknown`, RuleError `proposal.decided` or `proposal.expired`.
    """
    must_operate(operator)
    proposal = await _get_proposal(proposals, proposal_id)
    check_open(proposal, proposals.board.clock.now())
    if not await _save_decision(proposals, proposal, ProposalState.DECLINED, operator):
        raise RuleError("proposal.decided")
    return proposal


async def list_proposals(proposals: Proposals) -> list[Proposal]:
    """Return the proposals that can be decided now, oldest first."""
    since = proposals.board.clock.now() - OPEN_FOR
    async with proposals.board.transactions.read() as transaction:
        return list(await proposals.store.list_waiting(transaction, since=since))


async def _carry_out(proposals: Proposals, act: ProposedAct, operator: Staff) -> Committed:
    board = proposals.board
    if isinstance(act, SessionMerge):
        if proposals.carry_out_merge is None:
            raise NotFoundError("proposal.unknown")
        return await proposals.carry_out_merge(act, operator)
    if isinstance(act, SessionMove) and act.waiting is not None:
        return await adjourn_session(
            board, act.session_id, act.waiting, operator=operator, expected=act.expected, carry_to=act.carry_to
        )
    if isinstance(act, SessionMove):
        return await move_session(
            board,
            act.session_id,
            act.verb,
            operator=operator,
            expected=act.expected,
            until=act.until,
            reason=act.reason,
        )
    announcement = act.announcement
    key = announcement_key(announcement.id)

    def rule(context: RuleContext) -> Announcement:
        return context.find(key, Announcement) or replace(announcement, posted_at=context.now)

    return await commit(board, BoardCommand(key=key, action="broadcast:announcement:posted", operator=operator), rule)


async def _get_proposal(proposals: Proposals, proposal_id: str) -> Proposal:
    async with proposals.board.transactions.read() as transaction:
        proposal = await proposals.store.find(transaction, proposal_id)
    if proposal is None:
        raise NotFoundError("proposal.unknown")
    return proposal


async def _save_decision(proposals: Proposals, proposal: Proposal, state: ProposalState, operator: Staff) -> bool:
    """Save a decision with its audit entry; return False if there was one before."""
    now = proposals.board.clock.now()
    action = CONFIRMED if state is ProposalState.CONFIRMED else DECLINED
    async with proposals.board.transactions.write() as transaction:
        if not await proposals.store.decide(transaction, proposal.id, state, by=operator.id, at=now):
            return False
        details = {"proposal": proposal.id, "proposed_by": proposal.proposed_by}
        await transaction.record(AuditEntry(action, operator.id, _subject_of(proposal.act), now, details))
    proposals.on_change()
    return True


def _subject_of(act: ProposedAct) -> str:
    if isinstance(act, UrgentAnnouncement):
        return announcement_key(act.announcement.id)
    return session_key(act.session_id)
