"""Adjournment of a session with a decision about the speakers who still wait."""

from dataclasses import replace
from datetime import datetime

from broadcast.board.actions.commit import Committed, RuleContext
from broadcast.board.actions.commit_steps import Step, commit_steps
from broadcast.board.actions.sessions import make_floor_step, make_session_step
from broadcast.board.actions.speakers import list_command
from broadcast.board.domain.board import session_key, speakers_key
from broadcast.board.domain.sessions import Phase, Session, Verb
from broadcast.board.domain.speakers import SpeakersList, close_floor
from broadcast.board.domain.speaking.rolling_list import Leftover, carry_waiting, strike_waiting
from broadcast.board.ports import Board
from conference.auth.roles import Staff
from conference.errors import RuleError

_DONE = {Leftover.KEPT: "ended", Leftover.STRUCK: "struck_off", Leftover.CARRIED: "carried"}
_ENDED = (Phase.ADJOURNED, Phase.CANCELLED)


async def adjourn_session(
    board: Board,
    session_id: str,
    leftover: Leftover,
    *,
    operator: Staff,
    expected: int | None = None,
    carry_to: str = "",
) -> Committed:
    """Adjourn a session; its waiting speakers stay, are struck off, or wait in the session `carry_to`.

    Each list is a change of its own that is undone by itself. Raises: RuleError `speakers.carry_nowhere` for a
    session that has ended or is this one, `speakers.list_full`, and the errors of `actions/sessions.py`.
    """
    steps = []
    if leftover is Leftover.CARRIED:
        steps.append(_make_taking_step(session_id, carry_to, operator))
    steps.append(_make_leaving_step(session_id, leftover, operator))
    steps.append(make_session_step(session_id, Verb.ADJOURN, operator=operator, expected=expected))
    return await commit_steps(board, steps)


def _make_leaving_step(session_id: str, leftover: Leftover, operator: Staff) -> Step:
    def change(speakers: SpeakersList, now: datetime) -> SpeakersList:
        ended = close_floor(speakers, now)
        return ended if leftover is Leftover.KEPT else strike_waiting(ended)

    return make_floor_step(session_id, _DONE[leftover], change, operator=operator)


def _make_taking_step(session_id: str, carry_to: str, operator: Staff) -> Step:
    key, taking_key = speakers_key(session_id), speakers_key(carry_to)

    def rule(context: RuleContext) -> SpeakersList | None:
        target = context.find(session_key(carry_to), Session)
        if target is None or target.phase in _ENDED or carry_to == session_id:
            raise RuleError("speakers.carry_nowhere")
        taking = context.find(taking_key, SpeakersList)
        leaving = context.find(key, SpeakersList)
        if leaving is None:
            return taking
        return carry_waiting(leaving, taking or SpeakersList(session_id=carry_to))

    command = list_command(carry_to, "taken_over", operator, expected=None, session=session_id)
    return Step(command=replace(command, reads=(*command.reads, key)), rule=rule)
