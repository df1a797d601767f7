"""Clashes of a programme: two sessions in a room at once, or a person in two sessions at once."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from msgspec import Struct

from broadcast.board.domain.board import State, speakers_key
from broadcast.board.domain.sessions import Phase, Session
from broadcast.board.domain.speakers import Speaker, SpeakersList, Turn
from broadcast.board.domain.timing import expected_start
from conference.errors import RuleError
from conference.languages import FALLBACK, Text, pick

_FREE = frozenset({Phase.ADJOURNED, Phase.CANCELLED})


class ClashKind(StrEnum):
    """What two sessions need at the same time."""

    ROOM = "room"
    PERSON = "person"


class Booking(Struct, frozen=True, kw_only=True):
    """What a session needs: its room from start to end, and people by a key that is the same in each session.

    `is_private`: others may know that the room is taken, and nothing else.
    """

    id: str
    room: str
    starts_at: datetime
    ends_at: datetime
    people: Mapping[str, Text] = {}
    is_private: bool = False


class Clash(Struct, frozen=True, kw_only=True):
    """Two bookings that need the same at the same time; `person` is None for a room."""

    kind: ClashKind
    first: Booking
    second: Booking
    person: Text | None = None

    @property
    def code(self) -> str:
        """The clash as a form confirms it; the id of a private session is not in it."""
        parts = [self.kind.value, _code_of(self.first), _code_of(self.second)]
        if self.person is not None:
            parts.append(sha256(pick(self.person, FALLBACK)[0].encode()).hexdigest()[:8])
        return ":".join(parts)


def booking_of(session: Session, speakers: SpeakersList | None) -> Booking | None:
    """Return what a session needs; None if it is over or has no time."""
    if session.phase in _FREE or (session.phase is Phase.POSTPONED and session.until is None):
        return None
    start = expected_start(session)
    return Booking(
        id=session.id,
        room=session.room,
        starts_at=start,
        ends_at=start + (session.ends_at - session.starts_at),
        people={} if speakers is None else _people_of(speakers),
    )


def bookings_of(board: Mapping[str, State]) -> list[Booking]:
    """Return what the sessions of a board need."""
    found = []
    for state in board.values():
        if isinstance(state, Session):
            speakers = board.get(speakers_key(state.id))
            booking = booking_of(state, speakers if isinstance(speakers, SpeakersList) else None)
            if booking is not None:
                found.append(booking)
    return found


def find_clashes(bookings: Iterable[Booking]) -> tuple[Clash, ...]:
    """Return the clashes of the bookings, by time."""
    clashes: list[Clash] = []
    open_bookings: list[Booking] = []
    for booking in sorted(bookings, key=lambda one: (one.starts_at, one.id)):
        open_bookings = [one for one in open_bookings if one.ends_at > booking.starts_at]
        for other in open_bookings:
            clashes += _compare_bookings(other, booking)
        open_bookings.append(booking)
    return tuple(clashes)


def new_clashes(before: Iterable[Booking], after: Iterable[Booking]) -> tuple[Clash, ...]:
    """Return the clashes that a change makes: those that the programme had before need no answer again."""
    known = {clash.code for clash in find_clashes(before)}
    return tuple(clash for clash in find_clashes(after) if clash.code not in known)


def must_be_confirmed(clashes: Collection[Clash], confirmed: Collection[str]) -> None:
    """Raise RuleError `programme.clashes` unless exactly these clashes are confirmed."""
    codes = [clash.code for clash in clashes]
    if codes and set(codes) != set(confirmed):
        raise RuleError("programme.clashes", clashes=tuple(clashes))


def _compare_bookings(one: Booking, other: Booking) -> list[Clash]:
    clashes = [Clash(kind=ClashKind.ROOM, first=one, second=other)] if one.room == other.room else []
    shared = one.people.keys() & other.people.keys()
    clashes += [Clash(kind=ClashKind.PERSON, first=one, second=other, person=one.people[key]) for key in sorted(shared)]
    return clashes


def _people_of(speakers: SpeakersList) -> dict[str, Text]:
    """Return the speakers to come and the present one; who speaks for a State is told apart by the function."""
    here = (one for one in speakers.speakers if one.turn in (Turn.WAITING, Turn.SPEAKING))
    return {_person_key(one): one.name for one in here if any(one.role.values())}


def _person_key(speaker: Speaker) -> str:
    return f"{pick(speaker.name, FALLBACK)[0]}\n{pick(speaker.role, FALLBACK)[0]}"


def _code_of(booking: Booking) -> str:
    if not booking.is_private:
        return booking.id
    hours = f"{booking.room} {booking.starts_at.isoformat()} {booking.ends_at.isoformat()}"
    return f"~{sha256(hours.encode()).hexdigest()[:8]}"
