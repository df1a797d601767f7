"""Actions on the tally of signatures. They raise the errors of `actions/sessions.py`."""

from dataclasses import replace

from msgspec import Struct

from broadcast.board.actions.commit import BoardCommand, Committed, RuleContext, commit
from broadcast.board.domain import signing as rules
from broadcast.board.domain.board import TALLY
from broadcast.board.domain.signing import Tally
from broadcast.board.ports import Board
from conference.auth.roles import Staff
from conference.errors import InvalidError
from conference.languages import Text
from conference.texts.countries import countries


class SignatureSource(Struct, frozen=True, kw_only=True):
    """Where a signature was given and who counts it: `source` replaces the tally's source.

    `proposed_by`: the operator who proposed the signature of a State that is not on the register, which another
    operator now confirms.
    """

    in_plenary: bool = True
    source: Text | None = None
    proposed_by: str | None = None


IN_PLENARY = SignatureSource()


async def record_signature(
    board: Board, country: str, *, operator: Staff, expected: int | None = None, given: SignatureSource = IN_PLENARY
) -> Committed:
    """Record the signature of a State (or "EU") as of now.

    Raises: InvalidError `signing.unknown_country`, RuleError `signing.already_signed`, besides those of this module.
    """
    if country not in countries():
        raise InvalidError("signing.unknown_country", {"country": "signing.unknown_country"})

    def rule(context: RuleContext) -> Tally:
        tally = context.get(TALLY, Tally)
        return rules.record_signature(tally, country, now=context.now, source=given.source, in_plenary=given.in_plenary)

    command = _make_command("broadcast:signature:recorded", operator, expected, country)
    if given.proposed_by is not None:
        command = replace(command, details={"country": country, "proposed_by": given.proposed_by})
    return await commit(board, command, rule)


async def remove_signature(board: Board, country: str, *, operator: Staff, expected: int | None = None) -> Committed:
    """Remove a signature recorded by mistake.

    Raises: NotFoundError `signing.not_signed`, besides the errors of this module.
    """

    def rule(context: RuleContext) -> Tally:
        return rules.remove_signature(context.get(TALLY, Tally), country, now=context.now)

    return await commit(board, _make_command("broadcast:signature:removed", operator, expected, country), rule)


async def confirm_tally(
    board: Board, *, operator: Staff, expected: int | None = None, source: Text | None = None, of: int | None = None
) -> Committed:
    """Confirm the count as of now, with another source or another total if given."""

    def rule(context: RuleContext) -> Tally:
        return rules.confirm_tally(context.get(TALLY, Tally), now=context.now, source=source, of=of)

    return await commit(board, _make_command("broadcast:tally:confirmed", operator, expected), rule)


def _make_command(action: str, operator: Staff, expected: int | None, country: str | None = None) -> BoardCommand:
    details = {} if country is None else {"country": country}
    return BoardCommand(key=TALLY, action=action, operator=operator, expected=expected, details=details)
