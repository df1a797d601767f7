"""Data of the operator's page: the board in the operator's language, read from the database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import TypeVar
from zoneinfo import ZoneInfo

from msgspec import Struct

from broadcast.board.actions.read import BoardState
from broadcast.board.domain.board import ANNOUNCEMENT, EVENT, SESSION, TALLY, EventInfo, speakers_key
from broadcast.board.domain.display import ProjectionContext, Words, project
from broadcast.board.domain.highlights import find_highlights
from broadcast.board.domain.sessions import REFUSALS, TRANSITIONS, Phase, Verb
from broadcast.board.domain.shown import ShownAnnouncement, ShownEvent, ShownSession, ShownState, ShownTally
from broadcast.board.domain.signing import Tally
from broadcast.board.domain.speakers import Speaker, SpeakersList, Turn, current_speaker, waiting_speakers
from broadcast.board.domain.speaking.speaking_time import SpeakerClass
from broadcast.board.domain.timing import local_day, usual_day
from conference.texts.catalogues import key_family

VERBS = key_family("console.verb.", (verb.value for verb in Verb))
TURNS = key_family("console.turn.", (turn.value for turn in Turn))

KEYS: Mapping[Verb, str] = {
    Verb.OPEN: "O",
    Verb.SUSPEND: "S",
    Verb.RESUME: "R",
    Verb.ADJOURN: "A",
    Verb.DELAY: "D",
    Verb.POSTPONE: "P",
    Verb.CANCEL: "C",
    Verb.REINSTATE: "I",
}
"""Keyboard key of each verb, the same in every language, so that operators can type without looking."""

ACT_KEYS: Mapping[str, str] = {
    **{key: VERBS[verb.value] for verb, key in KEYS.items()},
    "N": "console.speakers.next",
    "E": "console.speakers.end",
    "L": "signing.act.call",
    "T": "console.speakers.pause",
    "M": "console.speakers.extend",
    "G": "console.signing.record",
    "U": "console.log.undo",
}
"""Every key that changes the board, with the text of its act."""

DANGEROUS = frozenset({Verb.ADJOURN, Verb.POSTPONE, Verb.CANCEL})
"""Verbs that require a confirmation: people leave when they read the result, and an undo does not bring them back."""

SIGNING = "signing_ceremony"

T = TypeVar("T", bound=ShownState)


class VerbButton(Struct, frozen=True, kw_only=True):
    """A verb with its label's key and its key on the keyboard; `refusal` is the error code if not allowed now."""

    verb: str
    label: str
    key: str
    refusal: str | None
    likely: bool
    dangerous: bool


class Signatory(Struct, frozen=True, kw_only=True):
    """A possible signatory with its UN name, and when it signed."""

    code: str
    name: str
    at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Console:
    """The board as an operator sees it; `offset` is sent back with each form."""

    offset: int
    shown: Mapping[str, ShownState]
    sessions: tuple[ShownSession, ...]
    chosen: ShownSession | None
    speakers: SpeakersList | None
    classes: Sequence[SpeakerClass]
    tally: Tally | None
    now: datetime
    zone: ZoneInfo

    @property
    def event(self) -> ShownEvent | None:
        """The conference, once a programme is loaded."""
        shown = self.shown.get(EVENT)
        return shown if isinstance(shown, ShownEvent) else None

    @property
    def shown_tally(self) -> ShownTally | None:
        """The projected tally."""
        shown = self.shown.get(TALLY)
        return shown if isinstance(shown, ShownTally) else None

    @property
    def announcements(self) -> list[ShownAnnouncement]:
        """Current announcements, newest first."""
        current = _filter_shown(self.shown, ANNOUNCEMENT, ShownAnnouncement)
        current = [a for a in current if a.expires_at is None or a.expires_at > self.now]
        return sorted(current, key=lambda announcement: announcement.posted_at, reverse=True)

    @property
    def days(self) -> list[tuple[date, list[ShownSession]]]:
        """Sessions by day."""
        return [(day, list(sessions)) for day, sessions in groupby(self.sessions, key=lambda s: s.day)]

    @property
    def until_day(self) -> date:
        """The usual day of the chosen session's new time."""
        if self.chosen is None:
            return local_day(self.now, self.zone)
        return usual_day(self.chosen.starts_at, Phase(self.chosen.phase), now=self.now, zone=self.zone)

    @property
    def until_days(self) -> list[date]:
        """Selectable days of a new time: today, tomorrow, and the days of the conference to come."""
        today = local_day(self.now, self.zone)
        days = {self.until_day, today, today + timedelta(days=1), *(self.event.days if self.event else ())}
        return sorted(day for day in days if day >= today)

    @property
    def on(self) -> int:
        """Number of current sessions."""
        return sum(1 for s in self.sessions if s.phase in (Phase.IN_SESSION, Phase.SUSPENDED))

    @property
    def waiting(self) -> tuple[Speaker, ...]:
        """Waiting speakers of the chosen session."""
        return waiting_speakers(self.speakers) if self.speakers else ()

    @property
    def speaking(self) -> Speaker | None:
        """Current speaker of the chosen session."""
        return current_speaker(self.speakers) if self.speakers else None


def view_console(
    state: BoardState, *, words: Words, zone: ZoneInfo, language: str, now: datetime, chosen: str | None = None
) -> Console:
    """Return the board in a language, with the chosen session or the one that most likely needs the operator."""
    context = ProjectionContext(
        words=words,
        zone=zone,
        board={key: entry.state for key, entry in state.entries.items() if entry.state is not None},
    )
    shown = {key: project(state_of_key, context, language) for key, state_of_key in context.board.items()}
    sessions = tuple(sorted(_filter_shown(shown, SESSION, ShownSession), key=lambda s: (s.starts_at, s.order, s.id)))
    session = next((s for s in sessions if s.id == chosen), None) or _likely_session(sessions, now, zone)
    speakers = context.board.get(speakers_key(session.id)) if session else None
    tally, info = context.board.get(TALLY), context.board.get(EVENT)
    return Console(
        offset=state.revision.offset,
        shown=shown,
        sessions=sessions,
        chosen=session,
        speakers=speakers if isinstance(speakers, SpeakersList) else None,
        classes=info.speaking.classes if isinstance(info, EventInfo) else (),
        tally=tally if isinstance(tally, Tally) else None,
        now=now,
        zone=zone,
    )


def verb_buttons(console: Console) -> list[VerbButton]:
    """Return a button for every verb, allowed or not, so that the buttons do not move."""
    session = console.chosen
    if session is None:
        return []
    phase, likely = Phase(session.phase), likely_verb(console)
    return [
        VerbButton(
            verb=verb.value,
            label=VERBS[verb.value],
            key=KEYS[verb],
            refusal=None if (phase, verb) in TRANSITIONS else REFUSALS[phase, verb],
            likely=verb is likely,
            dangerous=verb in DANGEROUS,
        )
        for verb in Verb
    ]


def likely_verb(console: Console) -> Verb | None:
    """Return the most likely next verb of the chosen session; None if a speaker or signature comes next."""
    session = console.chosen
    if session is None:
        return None
    match session.phase:
        case Phase.SCHEDULED | Phase.DELAYED:
            return Verb.OPEN
        case Phase.SUSPENDED:
            return Verb.RESUME
        case Phase.IN_SESSION if not console.waiting and session.kind != SIGNING:
            return Verb.ADJOURN
    return None


def signatories(console: Console, codes: Sequence[str], words: Words, language: str) -> list[Signatory]:
    """Return the possible signatories in the order of signing, with the time of those who signed."""
    signed = {s.country: s.at for s in console.tally.signatures} if console.tally else {}
    return [Signatory(code=code, name=words.country(language, code), at=signed.get(code)) for code in codes]


def is_overdue(session: ShownSession, now: datetime) -> bool:
    """Return whether a session should have begun and has not."""
    due = session.until if session.phase == Phase.DELAYED and session.until else session.starts_at
    return session.phase in (Phase.SCHEDULED, Phase.DELAYED) and due <= now


def _likely_session(sessions: Sequence[ShownSession], now: datetime, zone: ZoneInfo) -> ShownSession | None:
    highlights = find_highlights(sessions, now=now, zone=zone)
    overdue = [s for s in highlights.next if is_overdue(s, now)]
    candidates = [*highlights.on, *overdue, *highlights.next, *highlights.later]
    today = [s for s in sessions if s.day == local_day(now, zone)]
    return next(iter([*candidates, *today, *sessions]), None)


def _filter_shown(shown: Mapping[str, ShownState], prefix: str, kind: type[T]) -> list[T]:
    return [state for key, state in shown.items() if key.startswith(prefix) and isinstance(state, kind)]
