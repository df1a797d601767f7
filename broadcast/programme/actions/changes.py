"""Change the programme by one act, or see what the act would do.

`expected` is the offset of the board at which the operator saw the programme; it is compared with each key that the act
writes. Clashes that an act makes must be confirmed, each by its code.
"""

from collections.abc import Collection, Mapping, Sequence

from msgspec import Struct

from broadcast.board.actions.commit import BoardCommand, Committed, RuleContext, commit_group, must_operate
from broadcast.board.actions.proposals import Proposals, propose_act
from broadcast.board.domain.board import State, session_key
from broadcast.board.domain.proposals import Proposal, ProposedAct, SessionMerge, SessionMove, TwoPersonAct
from broadcast.board.domain.sessions import Verb
from broadcast.board.ports import Board
from broadcast.programme.domain.acts import (
    Act,
    Add,
    AgreeEnd,
    Cancel,
    Delay,
    Merge,
    Move,
    Postpone,
    ProgrammeView,
    Retitle,
    Split,
    carry_out,
)
from broadcast.programme.domain.clashes import Booking, Clash, bookings_of, must_be_confirmed, new_clashes
from broadcast.programme.domain.private import bookings_of_private
from broadcast.programme.ports import PrivateSessions
from conference.auth.roles import Staff
from conference.errors import RuleError
from conference.transactions import Transaction

ACTIONS: Mapping[type[Act], str] = {
    Move: "broadcast:session:moved",
    Delay: "broadcast:session:delayed",
    Postpone: "broadcast:session:postponed",
    AgreeEnd: "broadcast:session:end_agreed",
    Split: "broadcast:session:split",
    Merge: "broadcast:session:merged",
    Add: "broadcast:session:added",
    Cancel: "broadcast:session:cancelled",
    Retitle: "broadcast:session:retitled",
}

_CHECKED = (Move, Delay, Postpone, AgreeEnd, Split, Merge, Add)
"""Acts that need a room or people at another time."""


class ProgrammeServices(Struct, frozen=True, kw_only=True):
    """Dependencies of the actions: the board, private sessions, which need rooms too, and the acts of two operators.

    None: there are none.
    """

    board: Board
    private: PrivateSessions | None = None
    proposals: Proposals | None = None


class Request(Struct, frozen=True, kw_only=True):
    """Who asks for an act, what they have seen, and which clashes they have confirmed."""

    operator: Staff
    expected: int | None = None
    confirmed: Collection[str] = ()


class Preview(Struct, frozen=True, kw_only=True):
    """What an act would do: the states of the keys that it writes, and the clashes that it makes."""

    states: Mapping[str, State]
    clashes: tuple[Clash, ...]


async def change_programme(services: ProgrammeServices, act: Act, request: Request) -> Committed:
    """Carry out one act on the programme; an undo takes it back as a whole.

    Raises: ForbiddenError, NotFoundError `board.unknown_key`, ConflictError `board.changed`, RuleError
    `programme.clashes` with the clashes that are to be confirmed, RuleError `proposal.two_needed` for an act that needs
    two operators, and the errors of `carry_out`.
    """
    if _needs_two(services, act):
        raise RuleError("proposal.two_needed")
    return await _commit_act(services, act, request)


async def _commit_act(services: ProgrammeServices, act: Act, request: Request) -> Committed:
    async def rule(transaction: Transaction, context: RuleContext) -> dict[str, State]:
        view = make_view(services.board, context)
        states = carry_out(act, view)
        if isinstance(act, _CHECKED):
            private = await list_private(services, transaction)
            must_be_confirmed(clashes_of(view, states, private), request.confirmed)
        return states

    return await commit_group(services.board, make_command(act, request), rule)


def _needs_two(services: ProgrammeServices, act: Act) -> bool:
    """Return whether the event reserves an act to two operators: it does so with each that cancels a session."""
    proposals = services.proposals
    return proposals is not None and isinstance(act, Cancel | Merge) and proposals.reserve(TwoPersonAct.CANCEL)


async def propose_change(services: ProgrammeServices, act: Act, request: Request) -> Proposal | None:
    """Propose an act that the event reserves to two operators, as the console does; return None for any other act.

    Raises: as `propose_act` and `change_programme`.
    """
    if services.proposals is None or not _needs_two(services, act):
        return None
    proposed: ProposedAct
    if isinstance(act, Merge):
        preview = await preview_change(services, act, operator=request.operator)
        must_be_confirmed(preview.clashes, request.confirmed)
        proposed = SessionMerge(
            session_id=act.session,
            into=act.into,
            ends_at=act.ends_at,
            expected=request.expected,
            confirmed=tuple(sorted(request.confirmed)),
        )
    else:
        reason = act.reason if isinstance(act, Cancel) else None
        proposed = SessionMove(session_id=act.session, verb=Verb.CANCEL, reason=reason, expected=request.expected)
    return await propose_act(services.proposals, proposed, operator=request.operator)


async def carry_out_merge(services: ProgrammeServices, merge: SessionMerge, operator: Staff) -> Committed:
    """Merge two sessions as another operator has proposed it. Raises: as `change_programme`."""
    act = Merge(session=merge.session_id, into=merge.into, ends_at=merge.ends_at)
    return await _commit_act(
        services, act, Request(operator=operator, expected=merge.expected, confirmed=merge.confirmed)
    )


async def preview_change(services: ProgrammeServices, act: Act, *, operator: Staff) -> Preview:
    """Return what an act would do now; nothing is written. Raises: as `change_programme`, but for clashes."""
    must_operate(operator)
    board = services.board
    async with board.transactions.read() as transaction:
        _, listed = await board.store.list_entries(transaction)
        private = await list_private(services, transaction)
    entries = {entry.key: entry for entry in listed}
    view = make_view(board, RuleContext(now=board.clock.now(), entries=entries))
    states = carry_out(act, view)
    clashes = clashes_of(view, states, private) if isinstance(act, _CHECKED) else ()
    return Preview(states=states, clashes=clashes)


def make_view(board: Board, context: RuleContext) -> ProgrammeView:
    """Return what the rules of acts see."""
    states = {key: entry.state for key, entry in context.entries.items() if entry.state is not None}
    return ProgrammeView(
        board=states,
        taken=context.entries.keys(),
        rooms=board.rooms,
        languages=board.languages,
        now=context.now,
    )


def clashes_of(view: ProgrammeView, states: Mapping[str, State], private: Sequence[Booking]) -> tuple[Clash, ...]:
    """Return the clashes that the states make with the rest of the programme.

    A private session that is on the board, or comes to it, is not counted twice.
    """
    private = [one for one in private if session_key(one.id) not in states.keys() | view.board.keys()]
    return new_clashes([*bookings_of(view.board), *private], [*bookings_of({**view.board, **states}), *private])


def make_command(act: Act, request: Request) -> BoardCommand:
    """Return the command of an act for log and audit trail."""
    details: dict[str, object] = {}
    if request.confirmed:
        details["confirmed"] = sorted(request.confirmed)
    if isinstance(act, Merge):
        details["into"] = act.into
    return BoardCommand(
        key=session_key(act.session),
        action=ACTIONS[type(act)],
        operator=request.operator,
        expected=request.expected,
        details=details,
    )


async def list_private(services: ProgrammeServices, transaction: Transaction) -> list[Booking]:
    """Return when the rooms of private sessions are taken."""
    if services.private is None:
        return []
    return bookings_of_private([row.session for row in await services.private.list_rows(transaction)])
