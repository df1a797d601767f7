"""What a door decides. `decide` is written a second time in `static/decide.mjs`; `tests/vectors` hold both together."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from accreditation.access.rules import Direction, DoorRule, GrantRecord, Passback, Window
from accreditation.badges.domain.badges import BadgeStatus
from accreditation.badges.domain.tokens import Flaw, TokenReading


class Verdict(StrEnum):
    """What a scan comes to. Every refusal has its own name."""

    ADMITTED = "admitted"
    ADMITTED_AGAIN = "admitted_again"
    OVERRIDDEN = "overridden"
    EXIT_RECORDED = "exit_recorded"
    ALREADY_INSIDE = "already_inside"
    NOT_INSIDE = "not_inside"
    ZONE_FULL = "zone_full"
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
    OUTSIDE_HOURS = "outside_hours"
    GRANT_USED = "grant_used"
    MISTYPED = "mistyped"
    UNDECIDED = "undecided"


class Tone(StrEnum):
    """How a verdict looks and sounds: let in, stop, or look again."""

    ADMIT = "admit"
    STOP = "stop"
    LOOK = "look"


TONES: dict[Verdict, Tone] = dict.fromkeys(Verdict, Tone.STOP) | {
    Verdict.ADMITTED: Tone.ADMIT,
    Verdict.OVERRIDDEN: Tone.ADMIT,
    Verdict.EXIT_RECORDED: Tone.ADMIT,
    Verdict.ADMITTED_AGAIN: Tone.LOOK,
    Verdict.NOT_INSIDE: Tone.LOOK,
    Verdict.NOT_A_BADGE: Tone.LOOK,
    Verdict.UNREADABLE: Tone.LOOK,
    Verdict.MISTYPED: Tone.LOOK,
    Verdict.UNDECIDED: Tone.LOOK,
}

ENTERED = frozenset({Verdict.ADMITTED, Verdict.ADMITTED_AGAIN, Verdict.OVERRIDDEN})
"""The verdicts after which the holder is inside."""

OVERRIDABLE = frozenset(
    {
        Verdict.ALREADY_INSIDE,
        Verdict.ZONE_FULL,
        Verdict.WRONG_ZONE,
        Verdict.OUTSIDE_HOURS,
        Verdict.GRANT_USED,
        Verdict.NOT_YET_VALID,
        Verdict.EXPIRED,
        Verdict.SUPERSEDED,
    }
)
"""Refusals that a supervisor may set aside: those of a person who is known and approved. Never a revocation."""

LANE_TURN = timedelta(seconds=10)
"""In a lane used both ways, a badge seen again so soon has not turned round: it is the same passage."""


@dataclass(frozen=True, slots=True)
class PresentedToken:
    """What was presented: a token's proven claims or its flaw; all empty for a number typed by hand."""

    flaw: Flaw | None = None
    serial: int | None = None
    zone_bits: int | None = None
    valid_from: datetime | None = None
    valid_until: datetime | None = None

    @classmethod
    def of_token(cls, token: TokenReading) -> "PresentedToken":
        """What the door may believe of the token."""
        claims = token.claims
        if token.flaw is not None or claims is None:
            return cls(flaw=token.flaw or Flaw.UNREADABLE)
        return cls(None, claims.serial, claims.zone_bits, claims.valid_from, claims.valid_until)


@dataclass(frozen=True, slots=True)
class BadgeRecord:
    """What is known of the badge's newest issue and of its person.

    `fits` is False when the person's category, its zones or its window have changed since the issue;
    `application_state` is the state's name, `approved` the only one that admits. `hours` are the windows in which
    the category opens the door's zone; none at all means at any hour.
    """

    serial: int
    standing: BadgeStatus
    fits: bool
    application_state: str
    zones: frozenset[str]
    valid_from: datetime
    valid_until: datetime
    hours: tuple[Window, ...] = ()
    grants: tuple[GrantRecord, ...] = ()


@dataclass(frozen=True, slots=True)
class Presence:
    """Since when the badge's holder has been in the door's zone (None: is not), and how many are in it now."""

    since: datetime | None = None
    occupancy: int = 0

    @property
    def inside(self) -> bool:
        """Whether the holder has entered the zone and not left it."""
        return self.since is not None


@dataclass(frozen=True, slots=True)
class Ruling:
    """What was decided: the verdict, which way it was for, and the grant that opened the door, if it took one."""

    verdict: Verdict
    direction: Direction = Direction.ENTRY
    grant: str | None = None


_OF_STATE = {
    "on_hold": Verdict.ON_HOLD,
    "refused": Verdict.REFUSED,
    "withdrawn": Verdict.WITHDRAWN,
}
_OF_STANDING = {BadgeStatus.REVOKED: Verdict.REVOKED, BadgeStatus.SUSPENDED: Verdict.SUSPENDED}


def decide(
    reading: PresentedToken, badge: BadgeRecord | None, door: DoorRule, *, now: datetime, presence: Presence
) -> Ruling:
    """The ruling on one scan. The first rule that applies names it; only what passes every rule is admitted.

    Whoever is inside is let out whatever their badge has become: an exit is recorded before the rights are asked.
    """
    way = _way(door, presence, now)
    if reading.flaw is not None:
        return Ruling(Verdict(reading.flaw.value), way)
    if badge is None or (reading.serial or 0) > badge.serial:
        return Ruling(Verdict.UNKNOWN_BADGE, way)
    if way is Direction.EXIT:
        return Ruling(Verdict.EXIT_RECORDED if presence.inside else Verdict.NOT_INSIDE, way)
    refusal = _refusal_of_person(reading, badge) or _refusal_of_time(reading, badge, now)
    if refusal is not None:
        return Ruling(refusal, way)
    return _entry(_right(reading, badge, door, now), door, presence, now)


def _entry(right: Ruling, door: DoorRule, presence: Presence, now: datetime) -> Ruling:
    if right.verdict is not Verdict.ADMITTED:
        return right
    if presence.since is not None:
        return Ruling(_passback(door, presence.since, now), Direction.ENTRY, right.grant)
    full = door.capacity is not None and presence.occupancy >= door.capacity
    return Ruling(Verdict.ZONE_FULL) if full else right


def _way(door: DoorRule, presence: Presence, now: datetime) -> Direction:
    if door.direction is not Direction.EITHER:
        return door.direction
    turned = presence.since is not None and now - presence.since >= LANE_TURN
    return Direction.EXIT if turned else Direction.ENTRY


def _passback(door: DoorRule, since: datetime, now: datetime) -> Verdict:
    if door.direction is Direction.EITHER or door.passback is Passback.HARD:
        return Verdict.ALREADY_INSIDE
    if door.passback is Passback.SOFT:
        return Verdict.ADMITTED_AGAIN
    return Verdict.ADMITTED if now - since >= timedelta(seconds=door.passback_s) else Verdict.ALREADY_INSIDE


def _refusal_of_person(reading: PresentedToken, badge: BadgeRecord) -> Verdict | None:
    if badge.standing in _OF_STANDING:
        return _OF_STANDING[badge.standing]
    if badge.application_state != "approved":
        return _OF_STATE.get(badge.application_state, Verdict.NOT_APPROVED)
    outdated = reading.serial is not None and reading.serial < badge.serial
    if outdated or not badge.fits or badge.standing is not BadgeStatus.ISSUED:
        return Verdict.SUPERSEDED
    return None


def _refusal_of_time(reading: PresentedToken, badge: BadgeRecord, now: datetime) -> Verdict | None:
    if now < max(badge.valid_from, reading.valid_from or badge.valid_from):
        return Verdict.NOT_YET_VALID
    if now >= min(badge.valid_until, reading.valid_until or badge.valid_until):
        return Verdict.EXPIRED
    return None


def _right(reading: PresentedToken, badge: BadgeRecord, door: DoorRule, now: datetime) -> Ruling:
    """Whether the category opens the zone now, and if it does not, whether a grant does."""
    in_token = reading.zone_bits is None or bool(reading.zone_bits >> door.zone_bit & 1)
    by_category = in_token and door.zone in badge.zones
    if by_category and (not badge.hours or any(window.holds(now) for window in badge.hours)):
        return Ruling(Verdict.ADMITTED)
    grants = [grant for grant in badge.grants if door.zone in grant.zones]
    running = [grant for grant in grants if grant.window.holds(now)]
    left = [grant for grant in running if grant.entries is None or grant.used < grant.entries]
    if left:
        first = min(left, key=lambda grant: (grant.window.valid_until, grant.id))
        return Ruling(Verdict.ADMITTED, grant=first.id)
    if running:
        return Ruling(Verdict.GRANT_USED)
    return Ruling(Verdict.OUTSIDE_HOURS if by_category or grants else Verdict.WRONG_ZONE)
