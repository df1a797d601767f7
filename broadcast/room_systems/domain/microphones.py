"""What a room system reports of its microphones, and the state that follows from the reports."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from msgspec import Struct

MAX_SEAT = 65_535
"""Largest number of a seat."""

LONGEST_LABEL = 120
"""Characters of a seat's name that are used."""


class SeatReported(Struct, frozen=True):
    """A seat with the name that the room system has for it ("": none)."""

    seat: int
    label: str


class MicrophoneTurned(Struct, frozen=True):
    """The microphone of a seat is on or off."""

    seat: int
    is_on: bool


class SpeechRequested(Struct, frozen=True):
    """A seat asks for the floor, or no longer."""

    seat: int
    is_waiting: bool


class StatusReported(Struct, frozen=True):
    """All seats and microphones have been reported once; what follows are changes."""


Report = SeatReported | MicrophoneTurned | SpeechRequested | StatusReported


@dataclass(frozen=True, slots=True)
class Seat:
    """A seat as its room system reports it."""

    label: str = ""
    is_on: bool = False
    is_waiting: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Microphones:
    """The seats of a room by number. `is_reported`: the first report is complete."""

    seats: Mapping[int, Seat] = field(default_factory=dict)
    is_reported: bool = False

    def is_on(self, seat: int) -> bool:
        """Return whether the microphone of a seat is on."""
        return self.seats.get(seat, Seat()).is_on


def apply_report(microphones: Microphones, report: Report) -> Microphones:
    """Return the state after a report."""
    match report:
        case SeatReported(seat, label):
            return _change_seat(microphones, seat, label=label)
        case MicrophoneTurned(seat, is_on):
            return _change_seat(microphones, seat, is_on=is_on)
        case SpeechRequested(seat, is_waiting):
            return _change_seat(microphones, seat, is_waiting=is_waiting)
        case StatusReported():
            return replace(microphones, is_reported=True)


def _change_seat(microphones: Microphones, seat: int, **changes: object) -> Microphones:
    changed = replace(microphones.seats.get(seat, Seat()), **changes)  # type: ignore[arg-type]
    return replace(microphones, seats={**microphones.seats, seat: changed})
