"""Acts that need two operators: one proposes, another one confirms or declines within `OPEN_FOR`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from msgspec import Struct

from broadcast.board.domain.announcements import Announcement
from broadcast.board.domain.sessions import Reason, Verb
from broadcast.board.domain.speaking.rolling_list import Leftover
from conference.errors import RuleError

OPEN_FOR = timedelta(minutes=5)
"""How long a proposal can be confirmed."""


class TwoPersonAct(StrEnum):
    """Kinds of acts that an event may reserve to two operators."""

    CANCEL = "cancel"
    CLOSE = "close"
    EMERGENCY = "emergency"


RESERVED_VERBS: Mapping[Verb, TwoPersonAct] = {Verb.CANCEL: TwoPersonAct.CANCEL, Verb.ADJOURN: TwoPersonAct.CLOSE}
"""Verbs that an event may reserve to two operators."""


class ProposalState(StrEnum):
    """What became of a proposal."""

    WAITING = "waiting"
    CONFIRMED = "confirmed"
    DECLINED = "declined"


class SessionMove(Struct, frozen=True, kw_only=True):
    """A transition of a session; `expected` is the offset at which the proposing operator saw it.

    `waiting` says of an adjournment what becomes of the waiting speakers, carried ones go to `carry_to`.
    """

    session_id: str
    verb: Verb
    until: datetime | None = None
    reason: Reason | None = None
    expected: int | None = None
    waiting: Leftover | None = None
    carry_to: str = ""


class SessionMerge(Struct, frozen=True, kw_only=True):
    """A session that is cancelled because it takes place as a part of another one; `ends_at` is the new end of that.

    `expected` is as in `SessionMove`; `confirmed` are the codes of the clashes that the proposing operator confirmed.
    """

    session_id: str
    into: str
    ends_at: datetime | None = None
    expected: int | None = None
    confirmed: tuple[str, ...] = ()


class UrgentAnnouncement(Struct, frozen=True, kw_only=True):
    """An announcement as it is composed."""

    announcement: Announcement


ProposedAct = SessionMove | SessionMerge | UrgentAnnouncement


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """An act that waits for another operator, or did. `proposed_by` is an id, `proposer` that person's name."""

    id: str
    act: ProposedAct
    proposed_by: str
    proposer: str
    proposed_at: datetime
    state: ProposalState = ProposalState.WAITING
    decided_by: str | None = None
    decided_at: datetime | None = None

    @property
    def ends_at(self) -> datetime:
        """The moment from which it cannot be confirmed."""
        return self.proposed_at + OPEN_FOR


def check_open(proposal: Proposal, now: datetime) -> None:
    """Raise RuleError `proposal.decided` or `proposal.expired` for a proposal that does not wait any more."""
    if proposal.state is not ProposalState.WAITING:
        raise RuleError("proposal.decided")
    if now >= proposal.ends_at:
        raise RuleError("proposal.expired")


def check_second(proposal: Proposal, operator_id: str, now: datetime) -> None:
    """Raise RuleError `proposal.own` for the operator who has proposed the act, and as `check_open`."""
    check_open(proposal, now)
    if proposal.proposed_by == operator_id:
        raise RuleError("proposal.own")
