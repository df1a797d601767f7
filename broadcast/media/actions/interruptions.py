"""Announce on the board that an interpretation is interrupted, and that it is there again."""

from collections.abc import Mapping, Sequence

import structlog

from broadcast.board.actions.interpretation import lose_language, restore_language
from broadcast.board.actions.read import BoardState, read_board
from broadcast.board.domain.interpretation import Interpretation
from broadcast.board.domain.sessions import Phase, Session
from broadcast.board.roles import OPERATOR
from broadcast.media.domain.interruptions import Act, Announcement, is_interrupted, plan_announcement
from broadcast.media.domain.states import StreamRecord
from broadcast.media.ports import StreamServices
from conference.audit import SYSTEM
from conference.auth.roles import Staff
from conference.errors import RostrumError
from conference.event import Stream
from conference.languages import FALLBACK

_AUTHOR = Staff(SYSTEM, SYSTEM, SYSTEM, frozenset({OPERATOR}), FALLBACK)
_log = structlog.get_logger(__name__)


async def announce_interruptions(
    services: StreamServices, all_streams: Sequence[Stream], records: Mapping[str, StreamRecord]
) -> Sequence[StreamRecord]:
    """Say what has changed of the interpretation of running sessions; return the records that are to be saved."""
    languages = _group_languages(all_streams)
    if all(not _is_concerned(streams, records) for streams in languages):
        return []
    board = await read_board(services.board)
    changed = []
    for streams in languages:
        known = [records[one.id] for one in streams if one.id in records]
        if not known:
            continue
        plan = plan_announcement(
            known[0],
            is_down=is_interrupted(known),
            running=_find_running(board, streams[0]),
            lost_in=_find_lost(board, str(streams[0].language)),
        )
        if await _carry_out(services, plan, str(streams[0].language)) and plan.record != known[0]:
            changed.append(plan.record)
    return changed


def _group_languages(all_streams: Sequence[Stream]) -> list[list[Stream]]:
    """Return the streams of interpretation by room and language: audio and video of one language are one."""
    groups: dict[tuple[str, str | None], list[Stream]] = {}
    for one in all_streams:
        if one.role == "interpretation":
            groups.setdefault((one.room, one.language), []).append(one)
    return list(groups.values())


def _is_concerned(streams: Sequence[Stream], records: Mapping[str, StreamRecord]) -> bool:
    """Return whether a language is interrupted, or was when it was last looked at."""
    known = [records[one.id] for one in streams if one.id in records]
    return is_interrupted(known) or any(one.session for one in known)


def _find_running(board: BoardState, stream: Stream) -> str | None:
    """Return the session in the room that is interpreted in the language now, None if there is none."""
    for entry in board.entries.values():
        session = entry.state
        if isinstance(session, Session) and session.room == stream.room and session.phase is Phase.IN_SESSION:
            found = _find_interpretation(board, session.id)
            if found is not None and any(channel.language == stream.language for channel in found.channels):
                return session.id
    return None


def _find_interpretation(board: BoardState, session_id: str) -> Interpretation | None:
    states = (entry.state for entry in board.entries.values())
    return next((one for one in states if isinstance(one, Interpretation) and one.session_id == session_id), None)


def _find_lost(board: BoardState, language: str) -> set[str]:
    states = [entry.state for entry in board.entries.values()]
    return {one.session_id for one in states if isinstance(one, Interpretation) and language in one.lost}


async def _carry_out(services: StreamServices, plan: Announcement, language: str) -> bool:
    """Say what is planned; return False if it was refused, so that it is planned again."""
    try:
        match plan.act:
            case Act.LOSE:
                await lose_language(services.board, plan.session, language, operator=_AUTHOR)
            case Act.RESTORE:
                await restore_language(services.board, plan.session, language, operator=_AUTHOR)
    except RostrumError as error:
        _log.warning("streams.not_announced", session=plan.session, language=language, code=error.code)
        return False
    return True
