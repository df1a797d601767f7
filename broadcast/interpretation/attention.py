"""Interpretation that an operator must look at: languages that are lost, and an agreed end that is near."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from broadcast.board.domain.board import session_key
from broadcast.board.domain.display import ProjectionContext, project
from broadcast.board.domain.interpretation import Interpretation
from broadcast.board.domain.sessions import Phase, Session
from broadcast.board.domain.shown import ShownChannel, ShownInterpretation, ShownSession

ASK_BEFORE_S = 15 * 60
"""Seconds before the agreed end at which the operator is asked whether the interpreters stay."""

OVER = (Phase.ADJOURNED, Phase.CANCELLED)
"""Phases of sessions that need no interpretation any more."""


class Attention(Struct, frozen=True, kw_only=True):
    """A session whose interpretation needs attention: its lost channels, and its agreed end if that is near."""

    session: ShownSession
    lost: Sequence[ShownChannel]
    until: datetime | None


def list_attention(context: ProjectionContext, code: str, now: datetime) -> list[Attention]:
    """Return the sessions of the board that are not over and need attention, in the order of the programme."""
    states = [state for state in context.board.values() if isinstance(state, Interpretation)]
    found = [_find_attention(state, context, code, now) for state in states]
    needed = [one for one in found if one is not None]
    return sorted(needed, key=lambda one: (one.session.starts_at, one.session.order, one.session.id))


def _find_attention(
    interpretation: Interpretation, context: ProjectionContext, code: str, now: datetime
) -> Attention | None:
    session = context.board.get(session_key(interpretation.session_id))
    if not isinstance(session, Session) or session.phase in OVER:
        return None
    until = interpretation.until
    is_near = until is not None and (until - now).total_seconds() < ASK_BEFORE_S
    if not (is_near or interpretation.lost):
        return None
    shown, shown_session = project(interpretation, context, code), project(session, context, code)
    if not isinstance(shown, ShownInterpretation) or not isinstance(shown_session, ShownSession):
        return None
    lost = [channel for channel in shown.channels if channel.lost]
    return Attention(session=shown_session, lost=lost, until=shown.until if is_near else None)
