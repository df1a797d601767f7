"""Whole lists of speakers: those who have had the floor, with times, the one who has it, and those to come."""

from datetime import datetime

from msgspec import Struct

from broadcast.board.domain.display import project_speaker
from broadcast.board.domain.speakers import SpeakersList, Turn
from broadcast.feed.latest import LatestBoard

_ORDER = (Turn.SPOKEN, Turn.SPEAKING, Turn.WAITING)
"""Turns of the speakers that are listed. Those who were passed over are not."""


class ListedSpeaker(Struct, frozen=True, kw_only=True):
    """A speaker: `name` of the State or organization, `role` of the person, "" if it is not known.

    `reply` is 0 for a statement, 1 for the first right of reply. `turn` is "spoken", "speaking" or "waiting". Times are
    those of the venue; None for a statement that has not begun or ended.
    """

    id: str
    name: str
    role: str
    reply: int
    turn: str
    began_at: datetime | None
    ended_at: datetime | None


class SpeakingList(Struct, frozen=True, kw_only=True):
    """The speakers of a session: statements by time, then those to come in their order."""

    session: str
    speakers: tuple[ListedSpeaker, ...]


class SpeakingLists(Struct, frozen=True, kw_only=True):
    """The lists of speakers of all sessions in one language. `timezone` is the IANA name of the venue's."""

    language: str
    timezone: str
    lists: tuple[SpeakingList, ...]


def read_lists(latest: LatestBoard, code: str) -> SpeakingLists:
    """Return the lists of speakers of the public board in a language."""
    lists = tuple(_show_list(one, latest, code) for one in latest.list_speakers())
    return SpeakingLists(language=code, timezone=str(latest.zone), lists=lists)


def find_list(lists: SpeakingLists, session_id: str) -> tuple[ListedSpeaker, ...]:
    """Return the speakers of a session, none if it has no list."""
    return next((one.speakers for one in lists.lists if one.session == session_id), ())


def _show_list(speakers: SpeakersList, latest: LatestBoard, code: str) -> SpeakingList:
    def localize(at: datetime | None) -> datetime | None:
        return None if at is None else at.astimezone(latest.zone).replace(microsecond=0)

    listed = [one for one in speakers.speakers if one.turn in _ORDER]
    listed.sort(key=lambda one: (_ORDER.index(one.turn), one.began_at.timestamp() if one.began_at else 0))
    shown = [(one, project_speaker(one, code)) for one in listed]
    return SpeakingList(
        session=speakers.session_id,
        speakers=tuple(
            ListedSpeaker(
                id=one.id,
                name=text.name,
                role=text.role,
                reply=one.reply,
                turn=one.turn.value,
                began_at=localize(one.began_at),
                ended_at=localize(one.ended_at),
            )
            for one, text in shown
        ),
    )
