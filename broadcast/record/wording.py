"""The record in one language: what happened as a sentence, and what belongs to it as values beside it."""

from collections.abc import Iterator
from datetime import datetime

from msgspec import Struct

from broadcast.board.domain.alerts import SiteAlert
from broadcast.board.domain.announcements import Announcement
from broadcast.board.domain.board import session_key
from broadcast.board.domain.display import ProjectionContext, project
from broadcast.board.domain.plan_changes import room_name
from broadcast.board.domain.sessions import Session
from broadcast.board.domain.shown import ShownAlert, ShownAnnouncement, ShownTally
from broadcast.board.domain.signing import Signature, Tally
from broadcast.board.domain.speakers import Speaker
from broadcast.board.domain.timing import local_day
from broadcast.board.words import MEETINGS, CatalogueWords
from broadcast.record.entries import Happening, RecordEntry
from conference.languages import pick
from conference.texts.catalogues import Catalogues, key_family
from conference.texts.dates import format_range

CONCLUDED = "concluded"
"""What a side event or a ceremony is, in place of adjourned."""

WAITING = frozenset({Happening.SUSPENDED, Happening.DELAYED, Happening.POSTPONED})
"""What a session is in until a time."""

WHAT = key_family("record.what.", (*(one.value for one in Happening), CONCLUDED))


WAIT = key_family("record.", ("until", "new_start"))


class RecordRow(Struct, frozen=True, kw_only=True):
    """An entry in words. `what` is a code of Happening, `text` its sentence, `details` are names, rooms, reasons.

    `until` is the end of a statement, or the time to which a session was suspended, delayed or postponed.
    """

    at: datetime
    until: datetime | None
    what: str
    text: str
    session: str
    title: str
    details: list[str]


class RecordTeller(Struct, frozen=True, kw_only=True):
    """What the words depend on: the texts of the catalogues, the projection of the board, the language."""

    catalogues: Catalogues
    words: CatalogueWords
    context: ProjectionContext
    language: str

    def tell(self, entry: RecordEntry) -> RecordRow:
        """Return an entry in words."""
        return RecordRow(
            at=entry.at,
            until=_find_end(entry),
            what=entry.what.value,
            text=self.catalogues.text(self.language, WHAT[self._choose_sentence(entry)]),
            session=entry.session,
            title=self._find_title(entry),
            details=[one for one in self._list_details(entry) if one],
        )

    def _choose_sentence(self, entry: RecordEntry) -> str:
        is_meeting = isinstance(entry.subject, Session) and entry.subject.kind in MEETINGS
        return CONCLUDED if entry.what is Happening.ADJOURNED and not is_meeting else entry.what.value

    def _find_title(self, entry: RecordEntry) -> str:
        session = self.context.board.get(session_key(entry.session)) if entry.session else None
        return pick(session.title, self.language)[0] if isinstance(session, Session) else ""

    def _list_details(self, entry: RecordEntry) -> Iterator[str]:
        match entry.subject:
            case Session() as session:
                yield from self._tell_session(session, entry.what)
            case Speaker(name=name, role=role):
                yield pick(name, self.language)[0]
                yield pick(role, self.language)[0] if any(role.values()) else ""
            case Signature(country=country):
                yield self.words.country(self.language, country)
            case Tally() | Announcement() | SiteAlert() as state:
                yield from self._tell_shown(project(state, self.context, self.language))

    def _tell_session(self, session: Session, what: Happening) -> Iterator[str]:
        if what is Happening.MOVED:
            yield room_name(session.room, self.context, self.language)
        elif what is Happening.RESCHEDULED:
            yield format_range(self.language, session.starts_at, session.ends_at, self.context.zone)
        elif what is Happening.MERGED:
            other = self.context.board.get(session_key(session.merged_into or ""))
            yield pick(other.title, self.language)[0] if isinstance(other, Session) else ""
        else:
            yield self._tell_wait(session, what)
            yield self.words.reason(self.language, session.reason) if session.reason else ""

    def _tell_wait(self, session: Session, what: Happening) -> str:
        """Return the time to which a session was suspended, delayed or postponed; "" for none."""
        if what not in WAITING or session.until is None:
            return ""
        is_same_day = local_day(session.until, self.context.zone) == local_day(session.starts_at, self.context.zone)
        tell = self.words.clock_time if is_same_day else self.words.dated_time
        key = WAIT["until" if what is Happening.SUSPENDED else "new_start"]
        return self.catalogues.text(self.language, key, time=tell(self.language, session.until, self.context.zone))

    def _tell_shown(self, shown: object) -> Iterator[str]:
        match shown:
            case ShownTally(text=text, source=source):
                yield text
                yield source
            case ShownAnnouncement(text=text):
                yield text
            case ShownAlert(headline=headline):
                yield headline


def _find_end(entry: RecordEntry) -> datetime | None:
    match entry.subject:
        case Speaker(ended_at=ended_at):
            return ended_at
        case Session(until=until) if entry.what in WAITING:
            return until
    return None
