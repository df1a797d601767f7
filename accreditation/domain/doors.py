"""What a door decides. `decide` is written a second time in `static/decide.mjs`; `tests/vectors` hold both together."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from accreditation.domain.badges import Standing
from accreditation.domain.tokens import Flaw, TokenReading


class Verdict(StrEnum):
    """What a scan comes to. Every refusal has its own name."""

    ADMITTED = "admitted"
    EXIT_RECORDED = "exit_recorded"
    ALREADY_INSIDE = "already_inside"
    NOT_INSIDE = "not_inside"
    NOT_A_BADGE = "not_a_badge"
    UNREADABLE = "unreadable"
    OTHER_ALGORITHM = "other_algorithm"
    WRONG_EVENT = "wrong_event"
    WRONG_ENVIRONMENT = "wrong_environment"
    UNKNOWN_KEY = "unknown_key"
    BAD_SIGNATURE = "bad_signature"
    UNKNOWN_BADGE = "unknown_badge"
    REVOKED = "revoked"
    SUSPENDED = "suspended"
    SUPERSEDED = "superseded"
    NOT_APPROVED = "not_approved"
    ON_HOLD = "on_hold"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    NOT_YET_VALID = "not_yet_valid"
    EXPIRED = "expired"
    WRONG_ZONE = "wrong_zone"


class Tone(StrEnum):
    """How a verdict looks and sounds: let in, stop, or look again."""

    ADMIT = "admit"
    STOP = "stop"
    LOOK = "look"


TONES: dict[Verdict, Tone] = dict.fromkeys(Verdict, Tone.STOP) | {
    Verdict.ADMITTED: Tone.ADMIT,
    Verdict.EXIT_RECORDED: Tone.ADMIT,
    Verdict.NOT_INSIDE: Tone.LOOK,
    Verdict.NOT_A_BADGE: Tone.LOOK,
    Verdict.UNREADABLE: Tone.LOOK,
}


class Direction(StrEnum):
    """Which way a door is being used."""

    ENTRY = "entry"
    EXIT = "exit"


@dataclass(frozen=True, slots=True)
class Reading:
    """What was presented: a token's proven claims or its flaw; all empty for a number typed by hand."""

    flaw: Flaw | None = None
    serial: int | None = None
    zone_bits: int | None = None
    valid_from: datetime | None = None
    valid_until: datetime | None = None

    @classmethod
    def of_token(cls, token: TokenReading) -> "Reading":
        """What the door may believe of the token."""
        claims = token.claims
        if token.flaw is not None or claims is None:
            return cls(flaw=token.flaw or Flaw.UNREADABLE)
        return cls(None, claims.serial, claims.zone_bits, claims.valid_from, claims.valid_until)


@dataclass(frozen=True, slots=True)
class BadgeRecord:
    """What is known of the badge's newest issue and of its person.

    `fits` is False when the person's category, its zones or its window have changed since the issue;
    `application_state` is the state's name, `approved` the only one that admits.
    """

    serial: int
    standing: Standing
    fits: bool
    application_state: str
    zones: frozenset[str]
    valid_from: datetime
    valid_until: datetime


@dataclass(frozen=True, slots=True)
class DoorRule:
    """The zone a door guards, its place in the token's zone bits, and the way the door is used."""

    zone: str
    zone_bit: int
    direction: Direction = Direction.ENTRY


@dataclass(frozen=True, slots=True)
class Presence:
    """Whether the badge's holder has entered the door's zone and not left it."""

    inside: bool


_OF_STATE = {
    "on_hold": Verdict.ON_HOLD,
    "refused": Verdict.REFUSED,
    "withdrawn": Verdict.WITHDRAWN,
}
_OF_STANDING = {Standing.REVOKED: Verdict.REVOKED, Standing.SUSPENDED: Verdict.SUSPENDED}


def decide(
    reading: Reading, badge: BadgeRecord | None, door: DoorRule, *, now: datetime, presence: Presence
) -> Verdict:
    """The verdict on one scan. The first rule that applies names it; only what passes every rule is admitted.

    Whoever is inside is let out whatever their badge has become: an exit is recorded before the rights are asked.
    """
    if reading.flaw is not None:
        return Verdict(reading.flaw.value)
    if badge is None or (reading.serial or 0) > badge.serial:
        return Verdict.UNKNOWN_BADGE
    if door.direction is Direction.EXIT:
        return Verdict.EXIT_RECORDED if presence.inside else Verdict.NOT_INSIDE
    refusal = _refusal_of_person(reading, badge) or _refusal_of_place(reading, badge, door, now)
    if refusal is not None:
        return refusal
    return Verdict.ALREADY_INSIDE if presence.inside else Verdict.ADMITTED


def _refusal_of_person(reading: Reading, badge: BadgeRecord) -> Verdict | None:
    if badge.standing in _OF_STANDING:
        return _OF_STANDING[badge.standing]
    if badge.application_state != "approved":
        return _OF_STATE.get(badge.application_state, Verdict.NOT_APPROVED)
    outdated = reading.serial is not None and reading.serial < badge.serial
    if outdated or not badge.fits or badge.standing is not Standing.ISSUED:
        return Verdict.SUPERSEDED
    return None


def _refusal_of_place(reading: Reading, badge: BadgeRecord, door: DoorRule, now: datetime) -> Verdict | None:
    if now < max(badge.valid_from, reading.valid_from or badge.valid_from):
        return Verdict.NOT_YET_VALID
    if now >= min(badge.valid_until, reading.valid_until or badge.valid_until):
        return Verdict.EXPIRED
    in_token = reading.zone_bits is None or reading.zone_bits >> door.zone_bit & 1
    return None if in_token and door.zone in badge.zones else Verdict.WRONG_ZONE
