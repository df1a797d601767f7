"""Actions on who speaks when. They raise the errors of `actions/speakers.py` and of `domain/rolling_list.py`."""

from collections.abc import Mapping

from broadcast.board.actions.commit import Committed, RuleContext, commit
from broadcast.board.actions.speakers import change_list, list_command, speaking_rules
from broadcast.board.domain.announcements import required_languages
from broadcast.board.domain.board import session_key, speakers_key
from broadcast.board.domain.sessions import Session
from broadcast.board.domain.speakers import SpeakersList
from broadcast.board.domain.speaking import rolling_list as rules
from broadcast.board.domain.speaking.speaker_entries import SpeakerEntry, make_speaker
from broadcast.board.ports import Board
from conference.auth.roles import Staff
from conference.texts.countries import countries


async def add_speaker(
    board: Board, session_id: str, entry: SpeakerEntry, *, operator: Staff, expected: int | None = None
) -> Committed:
    """Add a speaker at the end of the list, which is created with the first speaker."""
    speaker_id = board.ids.new("spk")
    country = countries().get(entry.country)

    def rule(context: RuleContext) -> SpeakersList:
        context.get(session_key(session_id), Session)
        speakers = context.find(speakers_key(session_id), SpeakersList) or SpeakersList(session_id=session_id)
        speaker = make_speaker(
            speaker_id,
            entry,
            languages=board.languages,
            required=required_languages(board.languages),
            rules=speaking_rules(context),
            state_name=country.name if country else None,
        )
        return rules.add_speaker(speakers, speaker)

    command = list_command(session_id, "added", operator, expected=expected, speaker=speaker_id)
    return await commit(board, command, rule)


async def enter_reply(
    board: Board, session_id: str, speaker_id: str, *, operator: Staff, expected: int | None = None
) -> Committed:
    """Enter a right of reply of a speaker who has spoken at the end of the list."""
    return await change_list(
        board,
        list_command(session_id, "reply_entered", operator, expected=expected, speaker=speaker_id),
        lambda speakers, context: rules.enter_reply(speakers, speaker_id, rules=speaking_rules(context)),
    )


async def put_last(
    board: Board, session_id: str, speaker_id: str, *, operator: Staff, expected: int | None = None
) -> Committed:
    """Put a speaker who is absent at the end of the list."""
    return await change_list(
        board,
        list_command(session_id, "put_last", operator, expected=expected, speaker=speaker_id),
        lambda speakers, _context: rules.put_last(speakers, speaker_id),
    )


async def move_speaker(
    board: Board, session_id: str, speaker_id: str, place: int, *, operator: Staff, expected: int | None = None
) -> Committed:
    """Put a waiting speaker at a place among the waiting ones."""
    return await change_list(
        board,
        list_command(session_id, "reordered", operator, expected=expected, speaker=speaker_id, place=place),
        lambda speakers, _context: rules.move_speaker(speakers, speaker_id, place),
    )


async def swap_speakers(
    board: Board, session_id: str, one_id: str, other_id: str, *, operator: Staff, expected: int | None = None
) -> Committed:
    """Exchange the places of two waiting speakers."""
    return await change_list(
        board,
        list_command(session_id, "swapped", operator, expected=expected, speakers=[one_id, other_id]),
        lambda speakers, _context: rules.swap_speakers(speakers, one_id, other_id),
    )


async def remove_speaker(
    board: Board, session_id: str, speaker_id: str, *, operator: Staff, expected: int | None = None
) -> Committed:
    """Remove a speaker who has not spoken."""
    return await change_list(
        board,
        list_command(session_id, "removed", operator, expected=expected, speaker=speaker_id),
        lambda speakers, _context: rules.remove_speaker(speakers, speaker_id),
    )


async def close_list(board: Board, session_id: str, *, operator: Staff, expected: int | None = None) -> Committed:
    """Close the list: it takes rights of reply only."""
    return await change_list(
        board,
        list_command(session_id, "list_closed", operator, expected=expected),
        lambda speakers, _context: rules.close_list(speakers),
    )


async def reopen_list(board: Board, session_id: str, *, operator: Staff, expected: int | None = None) -> Committed:
    """Open a closed list again."""
    return await change_list(
        board,
        list_command(session_id, "list_reopened", operator, expected=expected),
        lambda speakers, _context: rules.reopen_list(speakers),
    )


async def set_limits(
    board: Board, session_id: str, limits: Mapping[str, int], *, operator: Staff, expected: int | None = None
) -> Committed:
    """Set the time limits of a session in seconds by class of speakers, from the next statement on."""
    return await change_list(
        board,
        list_command(session_id, "limits_set", operator, expected=expected, limits=dict(limits)),
        lambda speakers, context: rules.set_limits(speakers, limits, rules=speaking_rules(context)),
    )
