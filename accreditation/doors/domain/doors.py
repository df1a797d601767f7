"""Decision of a door on a scan. `static/rules/decide.mjs` is the same function; `tests/vectors` keep both equal."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from msgspec import Struct

from accreditation.access.rules import Direction, DoorRule, GrantRecord, Passback, Window
from accreditation.badges.domain.badges import BadgeStatus
from accreditation.badges.domain.tokens import Flaw, TokenReading


class Verdict(StrEnum):
    """Result of a scan. Every refusal has its own name."""

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
    NOT_COLLECTED = "not_collected"
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
    """How a verdict looks and sounds: admit, stop, or look at the screen."""

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
"""Verdicts after which the holder is inside."""

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
"""Refusals that a supervisor may override: those of a known and approved person, and never a revocation.

A badge that was not handed over is not among them: no member of staff has compared its holder with a document yet.
"""

OVERRIDABLE_FOR_ONE_DAY = frozenset({Verdict.ALREADY_INSIDE, Verdict.ZONE_FULL})
"""Refusals of a one-day badge that a supervisor may override: it never opens more than its day, hours and zones."""

LANE_TURN = timedelta(seconds=10)
"""Time within which a second scan in a lane for both directions belongs to the same passage."""


@dataclass(frozen=True, slots=True)
class PresentedToken:
    """What a door may believe of a token: its proven claims, or its flaw. All empty for a number typed by hand."""

    flaw: Flaw | None = None
    serial: int | None = None
    zone_bits: int | None = None
    valid_from: datetime | None = None
    valid_until: datetime | None = None

    @classmethod
    def of_token(cls, reading: TokenReading) -> "PresentedToken":
        """Return the proven claims or the flaw of a token."""
        claims = reading.claims
        if reading.flaw is not None or claims is None:
            return cls(flaw=reading.flaw or Flaw.UNREADABLE)
        return cls(None, claims.serial, claims.zone_bits, claims.valid_from, claims.valid_until)


@dataclass(frozen=True, slots=True)
class BadgeRecord:
    """A badge as the rules see it: its newest issue, and its holder.

    `fits` is False when the person's category, its zones or its window have changed since the issue; `active` is True
    when the issue was handed over, or when the event's badges open doors from their issue; `one_day`: a one-day badge,
    which opens doors without a hand-over;
    `application_state` is the state's name, `approved` the only one that admits. `hours` are the windows in which
    the category opens the door's zone; none at all means at any hour.
    """

    serial: int
    standing: BadgeStatus
    fits: bool
    active: bool
    application_state: str
    zones: frozenset[str]
    valid_from: datetime
    valid_until: datetime
    hours: tuple[Window, ...] = ()
    grants: tuple[GrantRecord, ...] = ()
    one_day: bool = False


class Presence(Struct, frozen=True):
    """Time since which the holder has been in the door's zone (None: outside), and number of people in the zone."""

    since: datetime | None = None
    occupancy: int = 0

    @property
    def inside(self) -> bool:
        """Whether the holder has entered the zone and not left it since."""
        return self.since is not None


@dataclass(frozen=True, slots=True)
class Ruling:
    """Decision on a scan: verdict, direction, and the grant by which the holder was admitted, if one was needed."""

    verdict: Verdict
    direction: Direction = Direction.ENTRY
    grant: str | None = None


_STATE_VERDICTS = {
    "on_hold": Verdict.ON_HOLD,
    "refused": Verdict.REFUSED,
    "withdrawn": Verdict.WITHDRAWN,
}
_STATUS_VERDICTS = {BadgeStatus.REVOKED: Verdict.REVOKED, BadgeStatus.SUSPENDED: Verdict.SUSPENDED}


def decide(
    token: PresentedToken, badge: BadgeRecord | None, door: DoorRule, *, now: datetime, presence: Presence
) -> Ruling:
    """Decide one scan. The first rule that refuses gives the verdict; a badge that passes all rules is admitted.

    An exit is decided before the rights of the badge, so that a holder who is inside can always leave.
    """
    direction = _scan_direction(door, presence, now)
    if token.flaw is not None:
        return Ruling(_verdict_on_flaw(token.flaw), direction)
    if badge is None or (token.serial or 0) > badge.serial:
        return Ruling(Verdict.UNKNOWN_BADGE, direction)
    if direction is Direction.EXIT:
        return Ruling(Verdict.EXIT_RECORDED if presence.inside else Verdict.NOT_INSIDE, direction)
    refusal = _refusal_of_person(token, badge) or _refusal_of_time(token, badge, now)
    if refusal is not None:
        return Ruling(refusal, direction)
    return _decide_entry(_find_right(token, badge, door, now), door, presence, now)


def _verdict_on_flaw(flaw: Flaw) -> Verdict:
    return Verdict.NOT_COLLECTED if flaw is Flaw.FOR_COLLECTION else Verdict(flaw.value)


def _decide_entry(right: Ruling, door: DoorRule, presence: Presence, now: datetime) -> Ruling:
    if right.verdict is not Verdict.ADMITTED:
        return right
    if presence.since is not None:
        return Ruling(_passback_verdict(door, presence.since, now), Direction.ENTRY, right.grant)
    full = door.capacity is not None and presence.occupancy >= door.capacity
    return Ruling(Verdict.ZONE_FULL) if full else right


def _scan_direction(door: DoorRule, presence: Presence, now: datetime) -> Direction:
    if door.direction is not Direction.EITHER:
        return door.direction
    turned = presence.since is not None and now - presence.since >= LANE_TURN
    return Direction.EXIT if turned else Direction.ENTRY


def _passback_verdict(door: DoorRule, since: datetime, now: datetime) -> Verdict:
    if door.direction is Direction.EITHER or door.passback is Passback.HARD:
        return Verdict.ALREADY_INSIDE
    if door.passback is Passback.SOFT:
        return Verdict.ADMITTED_AGAIN
    return Verdict.ADMITTED if now - since >= timedelta(seconds=door.passback_s) else Verdict.ALREADY_INSIDE


def _refusal_of_person(token: PresentedToken, badge: BadgeRecord) -> Verdict | None:
    if badge.standing in _STATUS_VERDICTS:
        return _STATUS_VERDICTS[badge.standing]
    if badge.application_state != "approved":
        return _STATE_VERDICTS.get(badge.application_state, Verdict.NOT_APPROVED)
    outdated = token.serial is not None and token.serial < badge.serial
    if outdated or not badge.fits or badge.standing is not BadgeStatus.ISSUED:
        return Verdict.SUPERSEDED
    return None if badge.active or badge.one_day else Verdict.NOT_COLLECTED


def may_override(verdict: Verdict, *, one_day: bool) -> bool:
    """Return whether a supervisor may override a refusal."""
    return verdict in (OVERRIDABLE_FOR_ONE_DAY if one_day else OVERRIDABLE)


def _refusal_of_time(token: PresentedToken, badge: BadgeRecord, now: datetime) -> Verdict | None:
    if now < max(badge.valid_from, token.valid_from or badge.valid_from):
        return Verdict.NOT_YET_VALID
    if now >= min(badge.valid_until, token.valid_until or badge.valid_until):
        return Verdict.EXPIRED
    return None


def is_of_category(token: PresentedToken, badge: BadgeRecord, door: DoorRule) -> bool:
    """Return whether the category of the badge opens the door's zone, at whatever hour."""
    in_token = token.zone_bits is None or bool(token.zone_bits >> door.zone_bit & 1)
    return in_token and door.zone in badge.zones


def _find_right(token: PresentedToken, badge: BadgeRecord, door: DoorRule, now: datetime) -> Ruling:
    """Return the right to enter: by the category, or else by a grant that opens the zone now."""
    by_category = is_of_category(token, badge, door)
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
