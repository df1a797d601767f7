"""Actions on screens. They raise the errors of `actions/sessions.py`."""

from broadcast.board.actions.commit import BoardCommand, Committed, RuleContext, commit
from broadcast.board.domain.board import IDENTIFICATION
from broadcast.board.domain.identification import IDENTIFIED_FOR, Identification
from broadcast.board.ports import Board
from conference.auth.roles import Staff

IDENTIFIED = "broadcast:screens:identified"


async def identify_screens(board: Board, screen: str | None, *, operator: Staff) -> Committed:
    """Let the screen of this name, or with None every screen, show its name for some seconds."""

    def rule(context: RuleContext) -> Identification:
        return Identification(screen=screen, until=context.now + IDENTIFIED_FOR)

    details = {} if screen is None else {"screen": screen}
    command = BoardCommand(key=IDENTIFICATION, action=IDENTIFIED, operator=operator, details=details, is_undoable=False)
    return await commit(board, command, rule)
