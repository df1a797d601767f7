"""Import a programme from a table as one act, after a report by row; and what an export writes."""

from collections.abc import Sequence

from msgspec import Struct

from broadcast.board.actions.commit import BoardCommand, Committed, RuleContext, commit_group, must_operate
from broadcast.board.domain.board import EVENT, State, session_key
from broadcast.programme.actions.changes import ProgrammeServices, Request, clashes_of, list_private, make_view
from broadcast.programme.domain.clashes import Clash, must_be_confirmed
from broadcast.programme.domain.tables import PlannedRow, RowProblem, apply_rows
from conference.auth.roles import Staff
from conference.errors import InvalidError
from conference.transactions import Transaction

IMPORTED = "broadcast:programme:imported"


class ImportReport(Struct, frozen=True, kw_only=True):
    """What an import would do: numbers of added and changed sessions, problems by row, clashes that it makes."""

    added: int
    changed: int
    problems: tuple[RowProblem, ...]
    clashes: tuple[Clash, ...]


async def check_import(services: ProgrammeServices, rows: Sequence[PlannedRow], *, operator: Staff) -> ImportReport:
    """Return what an import of the rows would do now; nothing is written. Raises: ForbiddenError."""
    must_operate(operator)
    board = services.board
    async with board.transactions.read() as transaction:
        _, listed = await board.store.list_entries(transaction)
        private = await list_private(services, transaction)
    view = make_view(board, RuleContext(now=board.clock.now(), entries={entry.key: entry for entry in listed}))
    states, problems = apply_rows(rows, view)
    sessions = [key for key in states if key != EVENT]
    changed = sum(1 for key in sessions if key in view.board)
    return ImportReport(
        added=len(sessions) - changed,
        changed=changed,
        problems=problems,
        clashes=clashes_of(view, states, private),
    )


async def import_rows(services: ProgrammeServices, rows: Sequence[PlannedRow], request: Request) -> Committed:
    """Import all rows in one commit, which an undo of any of its sessions takes back as a whole.

    Raises: InvalidError `programme.rows_refused` when the board refuses a row; and as `change_programme`.
    """

    async def rule(transaction: Transaction, context: RuleContext) -> dict[str, State]:
        view = make_view(services.board, context)
        states, problems = apply_rows(rows, view)
        if problems:
            raise InvalidError("programme.rows_refused")
        private = await list_private(services, transaction)
        must_be_confirmed(clashes_of(view, states, private), request.confirmed)
        return states

    key = session_key(rows[0].id) if rows and rows[0].id else EVENT
    details = {"rows": len(rows)}
    command = BoardCommand(
        key=key, action=IMPORTED, operator=request.operator, expected=request.expected, details=details
    )
    return await commit_group(services.board, command, rule)
