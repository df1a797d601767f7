"""Badges: what an issue grants, its status, allowed status changes, numbers and short codes. Pure."""

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from accreditation.access.entitlement import Entitlement
from accreditation.badges.domain.tokens import strip_decoration
from conference.errors import ConflictError, RuleError
from conference.texts.stream_safe import normalize


class BadgeStatus(StrEnum):
    """Status of one issue of a badge."""

    ISSUED = "issued"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    SUPERSEDED = "superseded"


class IdentityCheck(StrEnum):
    """How a person was identified when a badge was handed over to them."""

    PASSPORT = "passport"
    IDENTITY_CARD = "identity_card"
    PRESS_CARD = "press_card"
    KNOWN_PERSON = "known_person"


@dataclass(frozen=True, slots=True)
class HandOver:
    """Record of a hand-over: by which member of staff, and how the person was identified.

    `proxy` is the name of the person who took the badge for its holder, whose signed list is kept; empty if the holder
    took it.
    """

    by: str
    identity: IdentityCheck
    proxy: str = ""


STATUS_CHANGES: dict[BadgeStatus, frozenset[BadgeStatus]] = {
    BadgeStatus.ISSUED: frozenset({BadgeStatus.SUSPENDED, BadgeStatus.REVOKED, BadgeStatus.SUPERSEDED}),
    BadgeStatus.SUSPENDED: frozenset({BadgeStatus.ISSUED, BadgeStatus.REVOKED, BadgeStatus.SUPERSEDED}),
    BadgeStatus.REVOKED: frozenset(),
    BadgeStatus.SUPERSEDED: frozenset(),
}
"""Status → the statuses that may follow. A revoked badge stays revoked, and its person's right to a badge too."""


@dataclass(frozen=True, slots=True)
class Badge:
    """One issue of an approved applicant's credential.

    `id` (16 hexadecimal digits) names the badge through all its issues, `serial` counts them from 1; only the
    newest is not superseded. `token` is the text of its QR, `qr` the code's shape as stored when it was issued.
    `activated_at` is when the issue was handed over, since which it opens doors; None before that, and after it was
    taken back. `deactivated_at` is when the badge last ceased to open doors, because it was taken back or issued again.
    `collected_at` is that of the card, which is printed and collected once more after a name was corrected, while the
    issue stays active. `approval_ended`: the approval it was issued on has ended, so that a new approval may lead to a
    new badge.
    """

    id: str
    serial: int
    number: str
    application_id: str
    entitlement: Entitlement
    token: str
    qr: str
    issued_at: datetime
    issued_by: str
    status: BadgeStatus = BadgeStatus.ISSUED
    reason: str | None = None
    changed_at: datetime | None = None
    printed_at: datetime | None = None
    collected_at: datetime | None = None
    activated_at: datetime | None = None
    deactivated_at: datetime | None = None
    hand_over: HandOver | None = None
    approval_ended: bool = False


def seen_mark(badge: Badge | None) -> str:
    """Return the mark by which a form tells which state of a badge its page showed; it differs after every act on it.

    Empty without a badge, and for one whose approval has ended: the page then offers to issue another.
    """
    if badge is None or badge.approval_ended:
        return ""
    moments = (badge.changed_at, badge.printed_at, badge.collected_at, badge.deactivated_at)
    latest = max((moment.isoformat() for moment in moments if moment), default="")
    return f"{badge.id}.{badge.serial}.{badge.status}.{latest}"


def require_seen_badge(badge: Badge, seen: str | None) -> None:
    """Raise ConflictError `badge.changed` for a badge that differs from what a page showed: its `seen_mark`, if any."""
    if seen is not None and seen != seen_mark(badge):
        raise ConflictError("badge.changed", number=badge.number)


def require_ready(badge: Badge) -> None:
    """Raise unless the badge lies printed at the desk."""
    if badge.status is not BadgeStatus.ISSUED:
        raise RuleError("badge.not_standing", number=badge.number)
    if badge.printed_at is None:
        raise RuleError("badge.not_printed", number=badge.number)
    if badge.collected_at is not None:
        raise ConflictError("badge.handed_over", number=badge.number)


def may_become(status: BadgeStatus, target: BadgeStatus) -> bool:
    """Return whether a badge of this status may get the target status."""
    return target in STATUS_CHANGES[status]


def with_status(badge: Badge, status: BadgeStatus, *, reason: str | None, at: datetime) -> Badge:
    """Return the badge with its new status. Raises ValueError when `STATUS_CHANGES` does not allow the change."""
    if not may_become(badge.status, status):
        raise ValueError(f"a badge that is {badge.status} cannot become {status}")
    return replace(badge, status=status, reason=reason, changed_at=at)


def as_handed_over(badge: Badge, hand_over: HandOver, *, at: datetime) -> Badge:
    """Return the badge as collected and active. An issue that is printed again stays active since its first time."""
    return replace(badge, collected_at=at, activated_at=badge.activated_at or at, hand_over=hand_over)


def as_taken_back(badge: Badge, *, at: datetime) -> Badge:
    """Return the badge as it lies at the desk again: it opens no door until the next hand-over."""
    ended_at = last_deactivation(badge, at=at)
    return replace(badge, collected_at=None, activated_at=None, deactivated_at=ended_at, hand_over=None)


def last_deactivation(badge: Badge, *, at: datetime) -> datetime | None:
    """Return when the badge last ceased to open doors: `at` for one that has opened them until now."""
    return badge.deactivated_at if badge.activated_at is None else at


def badge_number(letter: str, count: int) -> str:
    """Format the number under the QR: the category's letter and a count from 1, such as `G-0001`."""
    return f"{letter}-{count:04d}"


class ShortCode(Struct, frozen=True):
    """A short code as typed: its badge number, and whether its check digits are right (`sound`).

    `number` is empty for a text that begins like a code but does not have the form of one.
    """

    number: str
    sound: bool


_MAX_TYPED = 24
_FIGURES = str.maketrans("OILZSB", "011258")
"""Letters typed for a figure that looks alike, and the figure."""

_FIGURE = "[0-9OILZSB]"
_HAS_FIGURE = r"(?=.*[0-9])"
_NUMBER = re.compile(rf"{_HAS_FIGURE}([A-Z]{{1,2}})(?:-({_FIGURE}{{1,6}})|([0-9]{{1,6}}))")
_CODE_LIKE = re.compile(rf"{_HAS_FIGURE}[A-Z]{{1,2}}-?{_FIGURE}(?:{_FIGURE}|-)*")
_SPACED = re.compile(rf"([A-Z]{{1,2}})-({_FIGURE}{{1,6}})-({_FIGURE}{{2}})")
_ONE_SEPARATOR = re.compile(rf"([A-Z])(?:-({_FIGURE}{{4}})|({_FIGURE}{{4}})-)({_FIGURE}{{2}})")
_COMPACT = re.compile(rf"([A-Z]{{1,2}})({_FIGURE}{{4}})({_FIGURE}{{2}})")
_SEPARATORS = re.compile(r"[ \-]+")
_OTHER_DASHES = "_−ー"
"""Typed for a hyphen, besides the dashes of Unicode: underscore, minus sign, long vowel mark of Japanese keyboards."""

_LATIN = str.maketrans("АВЕЅІЈКМНОРСТУХΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABESIJKMHOPCTYXABEZHIKMNOPTYX")
"""Cyrillic and Greek capitals, and the Latin ones that look alike."""


def read_number(text: str) -> str | None:
    """Parse a typed badge number into its canonical form; None for other texts.

    Accepts either case, a missing hyphen or zeros, full-width letters, the digits of other scripts, any dash, and
    behind a hyphen letters that look like a figure.
    """
    match = _NUMBER.fullmatch(_fold_text(text))
    return badge_number(match[1], _read_figures(match[2] or match[3])) if match else None


def short_code(number: str) -> str:
    """Return the code that is printed on the badge and typed at a door, such as `P-0001-02`.

    It is the number and two check digits: ISO 7064, MOD 97-10, over the letters (A = 10 … Z = 35) and the digits.
    """
    return f"{number}-{_check_digits(number)}"


def read_short_code(text: str) -> ShortCode | None:
    """Parse a typed short code; None when the text does not begin like one.

    Accepts the variants that `read_number` accepts; zeros may be missing when both hyphens are typed. The check digits
    detect every single wrong character and every swap of two neighbours, so that a letter may stand for the figure that
    looks alike.
    """
    typed = _fold_text(text)
    if _CODE_LIKE.fullmatch(typed) is None:
        return None
    match = _SPACED.fullmatch(typed) or _COMPACT.fullmatch(typed) or _ONE_SEPARATOR.fullmatch(typed)
    letters, digits, check = (part for part in match.groups() if part is not None) if match else ("", "", "")
    if not letters or (len(digits) != 4 and digits.startswith(("0", "O"))):
        return ShortCode("", sound=False)
    number = badge_number(letters, _read_figures(digits))
    return ShortCode(number, _check_digits(number) == check.translate(_FIGURES))


def _read_figures(typed: str) -> int:
    return int(typed.translate(_FIGURES))


def _check_digits(number: str) -> str:
    digits = "".join(str(int(sign, 36)) for sign in number.replace("-", ""))
    return f"{98 - int(digits) * 100 % 97:02d}"


def _fold_text(text: str) -> str:
    """Return the text in Latin capitals, ASCII digits and single hyphens; empty when it is longer than `_MAX_TYPED`
    characters."""
    if len(text) > _MAX_TYPED:
        return ""
    plain = "".join(_plain_sign(sign) for sign in normalize("NFKC", strip_decoration(text)))
    return _SEPARATORS.sub("-", plain.strip(" ").upper().translate(_LATIN))


def _plain_sign(sign: str) -> str:
    """Return the ASCII digit of a decimal digit, a hyphen for any dash; other characters unchanged."""
    value = unicodedata.decimal(sign, None)
    if value is not None:
        return str(value)
    return "-" if unicodedata.category(sign) == "Pd" or sign in _OTHER_DASHES else sign
