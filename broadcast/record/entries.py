"""The record of the days: what happened on the public board, as it stands after undone acts and corrections.

Its input is the live board, which has no private sessions.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from msgspec import Struct

from broadcast.board.actions.undo import UNDONE
from broadcast.board.domain.alerts import AlertKind, AlertStatus, SiteAlert
from broadcast.board.domain.announcements import Announcement
from broadcast.board.domain.board import ALERT, ANNOUNCEMENT, SESSION, TALLY, Entry, Revision, State, session_key
from broadcast.board.domain.sessions import Phase, Session
from broadcast.board.domain.signing import Signature, Tally
from broadcast.board.domain.speakers import Speaker, SpeakersList
from broadcast.board.domain.timing import local_day
from broadcast.board.ports import Change
from broadcast.board.undo_history import follow_undos

RECORDED = (SESSION, ANNOUNCEMENT, ALERT, TALLY)
"""Keys, or their beginnings, whose history is read; of lists of speakers the latest state has all times."""

TALLY_CONFIRMED = "broadcast:tally:confirmed"


class Happening(StrEnum):
    """What happened; the texts are the catalogue's `record.what.<value>`."""

    OPENED = "opened"
    SUSPENDED = "suspended"
    RESUMED = "resumed"
    ADJOURNED = "adjourned"
    DELAYED = "delayed"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"
    MERGED = "merged"
    REINSTATED = "reinstated"
    MOVED = "moved"
    RESCHEDULED = "rescheduled"
    STATEMENT = "statement"
    RIGHT_OF_REPLY = "right_of_reply"
    SIGNATURE = "signature"
    TALLY = "tally"
    ANNOUNCEMENT = "announcement"
    ALERT = "alert"
    ALL_CLEAR = "all_clear"


Subject = Session | Speaker | Signature | Tally | Announcement | SiteAlert


class RecordEntry(Struct, frozen=True, kw_only=True):
    """One thing that happened, with its subject as it was then. `session` is the id of its session, "" for none."""

    at: datetime
    what: Happening
    subject: Subject
    session: str = ""


class Record(Struct, frozen=True, kw_only=True):
    """All entries by time, and the latest states of the board by key, at a revision."""

    revision: Revision
    entries: Sequence[RecordEntry]
    board: Mapping[str, State]


def make_record(revision: Revision, entries: Sequence[Entry], changes: Sequence[Change]) -> Record:
    """Return the record of a board from its latest `entries` and the changes of the keys RECORDED, oldest first.

    Sessions that are not on the board any more leave no trace.
    """
    board = {entry.key: entry.state for entry in entries if entry.state is not None}
    made = [*_follow_changes(_keep_valid(changes), board), *_list_statements(board), *_list_signatures(board)]
    return Record(revision=revision, entries=sorted(made, key=lambda entry: entry.at), board=board)


def on_day(record: Record, day: date, zone: ZoneInfo) -> list[RecordEntry]:
    """Return the entries of a day of the venue."""
    return [entry for entry in record.entries if local_day(entry.at, zone) == day]


def _keep_valid(changes: Sequence[Change]) -> list[Change]:
    """Return the changes without the undone ones and the undos."""
    taken_back = follow_undos(changes[::-1], {}).taken_back
    return [one for one in changes if one.action != UNDONE and one.offset not in taken_back]


def _follow_changes(changes: Iterable[Change], board: Mapping[str, State]) -> Iterator[RecordEntry]:
    earlier: dict[str, State | None] = {}
    for change in changes:
        before, state = earlier.get(change.key), change.state
        earlier[change.key] = state
        match state:
            case Session() if isinstance(before, Session) and session_key(state.id) in board:
                for what in _compare_sessions(before, state):
                    yield RecordEntry(at=change.at, what=what, subject=state, session=state.id)
            case Announcement() if before is None:
                yield RecordEntry(at=change.at, what=Happening.ANNOUNCEMENT, subject=state)
            case SiteAlert(status=AlertStatus.ACTUAL) if before is None:
                what = Happening.ALL_CLEAR if state.kind is AlertKind.ALL_CLEAR else Happening.ALERT
                yield RecordEntry(at=change.at, what=what, subject=state)
            case Tally() if change.action == TALLY_CONFIRMED:
                yield RecordEntry(at=change.at, what=Happening.TALLY, subject=state)


def _compare_sessions(before: Session, after: Session) -> Iterator[Happening]:
    if before.phase is not after.phase:
        yield _name_phase_change(before, after)
    elif before.until != after.until:
        yield _PHASES[after.phase]
    if before.room != after.room:
        yield Happening.MOVED
    if (before.starts_at, before.ends_at) != (after.starts_at, after.ends_at):
        yield Happening.RESCHEDULED


_PHASES: Mapping[Phase, Happening] = {
    Phase.SCHEDULED: Happening.REINSTATED,
    Phase.DELAYED: Happening.DELAYED,
    Phase.IN_SESSION: Happening.OPENED,
    Phase.SUSPENDED: Happening.SUSPENDED,
    Phase.ADJOURNED: Happening.ADJOURNED,
    Phase.POSTPONED: Happening.POSTPONED,
    Phase.CANCELLED: Happening.CANCELLED,
}


def _name_phase_change(before: Session, after: Session) -> Happening:
    if after.phase is Phase.IN_SESSION and before.phase is Phase.SUSPENDED:
        return Happening.RESUMED
    if after.phase is Phase.CANCELLED and after.merged_into is not None:
        return Happening.MERGED
    return _PHASES[after.phase]


def _list_statements(board: Mapping[str, State]) -> Iterator[RecordEntry]:
    for state in board.values():
        if not isinstance(state, SpeakersList) or session_key(state.session_id) not in board:
            continue
        for one in state.speakers:
            if one.began_at is not None:
                what = Happening.RIGHT_OF_REPLY if one.reply else Happening.STATEMENT
                yield RecordEntry(at=one.began_at, what=what, subject=one, session=state.session_id)


def _list_signatures(board: Mapping[str, State]) -> Iterator[RecordEntry]:
    tally = board.get(TALLY)
    for one in tally.signatures if isinstance(tally, Tally) else ():
        yield RecordEntry(at=one.at, what=Happening.SIGNATURE, subject=one)
