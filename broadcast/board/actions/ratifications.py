"""Actions on the instruments of ratification, apart from signatures. They raise the errors of `actions/sessions.py`."""

from datetime import date

from broadcast.board.actions.commit import BoardCommand, Committed, RuleContext, commit
from broadcast.board.domain import ratifications as rules
from broadcast.board.domain.board import RATIFICATIONS, TALLY
from broadcast.board.domain.ratifications import Ratifications
from broadcast.board.domain.signing import Tally
from broadcast.board.domain.timing import local_day
from broadcast.board.ports import Board
from conference.auth.roles import Staff
from conference.errors import InvalidError
from conference.languages import Text
from conference.texts.countries import countries


async def record_deposit(
    board: Board, country: str, on: date, *, operator: Staff, expected: int | None = None
) -> Committed:
    """Record an instrument of a State (or "EU") that was deposited on the day `on`.

    Raises: InvalidError `signing.unknown_country`, RuleError `ratifications.already_deposited` or
    `ratifications.in_future`, besides those of this module.
    """
    if country not in countries():
        raise InvalidError("signing.unknown_country", {"country": "signing.unknown_country"})

    def rule(context: RuleContext) -> Ratifications:
        today = local_day(context.now, board.zone)
        return rules.record_deposit(_read_count(context), country, on, now=context.now, today=today)

    return await commit(board, _make_command("broadcast:deposit:recorded", operator, expected, country), rule)


async def remove_deposit(board: Board, country: str, *, operator: Staff, expected: int | None = None) -> Committed:
    """Remove an instrument recorded by mistake.

    Raises: NotFoundError `ratifications.not_deposited`, besides the errors of this module.
    """

    def rule(context: RuleContext) -> Ratifications:
        return rules.remove_deposit(_read_count(context), country, now=context.now)

    return await commit(board, _make_command("broadcast:deposit:removed", operator, expected, country), rule)


async def confirm_ratifications(
    board: Board,
    *,
    operator: Staff,
    expected: int | None = None,
    source: Text | None = None,
    required: int | None = None,
) -> Committed:
    """Confirm the number of instruments as of now, with another source or number for entry into force if given."""

    def rule(context: RuleContext) -> Ratifications:
        return rules.confirm_ratifications(_read_count(context), now=context.now, source=source, required=required)

    return await commit(board, _make_command("broadcast:ratifications:confirmed", operator, expected), rule)


def _read_count(context: RuleContext) -> Ratifications:
    """Return the count on the board; before the first one an empty count with the source of the tally."""
    count = context.find(RATIFICATIONS, Ratifications)
    return count or Ratifications(source=context.get(TALLY, Tally).source, as_of=context.now)


def _make_command(action: str, operator: Staff, expected: int | None, country: str | None = None) -> BoardCommand:
    details = {} if country is None else {"country": country}
    return BoardCommand(
        key=RATIFICATIONS, action=action, operator=operator, expected=expected, reads=(TALLY,), details=details
    )
