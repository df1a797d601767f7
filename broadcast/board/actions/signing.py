"""What an operator does to the tally of signatures. Raises as `actions/sessions.py` does."""

from broadcast.board.actions.commit import BoardCommand, Committed, RuleContext, commit
from broadcast.board.domain import signing as rules
from broadcast.board.domain.board import TALLY
from broadcast.board.domain.signing import Tally
from broadcast.board.ports import Board
from conference.auth.roles import Staff
from conference.errors import InvalidError
from conference.languages import Text


async def record_signature(
    board: Board, country: str, *, operator: Staff, expected: int | None = None, source: Text | None = None
) -> Committed:
    """Record that a State (or "EU") has signed, as of now, by `source` if it is not the tally's own.

    Raises InvalidError `signing.unknown_country`, RuleError `signing.already_signed` too.
    """
    if country not in board.countries:
        raise InvalidError("signing.unknown_country", {"country": "signing.unknown_country"})

    def rule(scene: RuleContext) -> Tally:
        return rules.record_signature(scene.get(TALLY, Tally), country, now=scene.now, source=source)

    return await commit(board, _intent("broadcast:signature:recorded", operator, expected, country), rule)


async def remove_signature(board: Board, country: str, *, operator: Staff, expected: int | None = None) -> Committed:
    """Take back a signature recorded by mistake. Raises NotFoundError `signing.not_signed` too."""

    def rule(scene: RuleContext) -> Tally:
        return rules.remove_signature(scene.get(TALLY, Tally), country, now=scene.now)

    return await commit(board, _intent("broadcast:signature:removed", operator, expected, country), rule)


async def confirm_tally(
    board: Board, *, operator: Staff, expected: int | None = None, source: Text | None = None, of: int | None = None
) -> Committed:
    """Confirm the count as of now, by another source or out of another number if one is given."""

    def rule(scene: RuleContext) -> Tally:
        return rules.confirm_tally(scene.get(TALLY, Tally), now=scene.now, source=source, of=of)

    return await commit(board, _intent("broadcast:tally:confirmed", operator, expected), rule)


def _intent(action: str, operator: Staff, expected: int | None, country: str | None = None) -> BoardCommand:
    details = {} if country is None else {"country": country}
    return BoardCommand(key=TALLY, action=action, operator=operator, expected=expected, details=details)
