"""A badge's life: what it grants, how it stands, and which change of standing is allowed. Pure."""

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from accreditation.access.entitlement import Entitlement
from conference.texts.stream_safe import normalize


class BadgeStatus(StrEnum):
    """How one issue of a badge stands."""

    ISSUED = "issued"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    SUPERSEDED = "superseded"


STATUS_CHANGES: dict[BadgeStatus, frozenset[BadgeStatus]] = {
    BadgeStatus.ISSUED: frozenset({BadgeStatus.SUSPENDED, BadgeStatus.REVOKED, BadgeStatus.SUPERSEDED}),
    BadgeStatus.SUSPENDED: frozenset({BadgeStatus.ISSUED, BadgeStatus.REVOKED, BadgeStatus.SUPERSEDED}),
    BadgeStatus.REVOKED: frozenset(),
    BadgeStatus.SUPERSEDED: frozenset(),
}
"""From → to: every change of standing there is. A revoked badge stays revoked, and so does its person's right."""


@dataclass(frozen=True, slots=True)
class Badge:
    """One issue of an approved applicant's credential.

    `id` (16 hexadecimal digits) names the badge through all its issues, `serial` counts them from 1; only the
    newest is not superseded. `token` is the text of its QR and `qr` the code's shape as kept from the issue.
    `approval_ended` says that the approval it was issued on has ended, so that a new one may bring a new badge.
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
    standing: BadgeStatus = BadgeStatus.ISSUED
    reason: str | None = None
    changed_at: datetime | None = None
    printed_at: datetime | None = None
    collected_at: datetime | None = None
    approval_ended: bool = False


def may_become(standing: BadgeStatus, target: BadgeStatus) -> bool:
    """Whether a badge that stands so may be given the other standing."""
    return target in STATUS_CHANGES[standing]


def with_status(badge: Badge, standing: BadgeStatus, *, reason: str | None, at: datetime) -> Badge:
    """The badge in its new standing. Raises ValueError where `STATUS_CHANGES` does not allow it."""
    if not may_become(badge.standing, standing):
        raise ValueError(f"a badge that is {badge.standing} cannot become {standing}")
    return replace(badge, standing=standing, reason=reason, changed_at=at)


def badge_number(letter: str, count: int) -> str:
    """The number under the QR: the category's letter and a count from 1, such as `G-0001`."""
    return f"{letter}-{count:04d}"


@dataclass(frozen=True, slots=True)
class ShortCode:
    """A short code as typed by hand: the number that it names, and whether its check digits bear it out.

    `number` is empty where the text begins as a code and has not the shape of one.
    """

    number: str
    sound: bool


_MOST_TYPED = 24
_BREAK = r"[ \-‐‑–]"
_NUMBER = re.compile(rf"([A-Z]{{1,2}}){_BREAK}?([0-9]{{1,6}})")
_CODE_LIKE = re.compile(rf"[A-Z]{{1,2}}{_BREAK}?[0-9](?:[0-9]|{_BREAK})*")
_SPACED = re.compile(rf"([A-Z]{{1,2}}){_BREAK}([0-9]{{1,6}}){_BREAK}([0-9]{{2}})")
_ONE_BREAK = re.compile(rf"([A-Z])(?:{_BREAK}([0-9]{{4}})|([0-9]{{4}}){_BREAK})([0-9]{{2}})")
_COMPACT = re.compile(r"([A-Z]{1,2})([0-9]{4})([0-9]{2})")


def read_number(text: str) -> str | None:
    """The badge number that a person typed, in its one spelling; None when it is none.

    Forgives case, a missing hyphen or zeros, full-width letters and the digits of other scripts.
    """
    match = _NUMBER.fullmatch(_folded(text))
    return badge_number(match[1], int(match[2])) if match else None


def short_code(number: str) -> str:
    """What is printed on the badge and typed at a door, such as `P-0001-02`: the number and two check digits.

    ISO 7064, MOD 97-10, over the letters (A = 10 … Z = 35) and the digits.
    """
    return f"{number}-{_check_digits(number)}"


def read_short_code(text: str) -> ShortCode | None:
    """The short code that a person typed; None when the text does not even begin as one.

    Forgives what `read_number` does: zeros may be missing where both hyphens stand. Any one wrong sign in a code,
    and any two neighbours changed about, leave no sound code.
    """
    typed = _folded(text)
    if _CODE_LIKE.fullmatch(typed) is None:
        return None
    match = _SPACED.fullmatch(typed) or _COMPACT.fullmatch(typed) or _ONE_BREAK.fullmatch(typed)
    letters, digits, check = (part for part in match.groups() if part is not None) if match else ("", "", "")
    if not letters or (len(digits) != 4 and digits.startswith("0")):
        return ShortCode("", sound=False)
    number = badge_number(letters, int(digits))
    return ShortCode(number, _check_digits(number) == check)


def _check_digits(number: str) -> str:
    digits = "".join(str(int(sign, 36)) for sign in number.replace("-", ""))
    return f"{98 - int(digits) * 100 % 97:02d}"


def _folded(text: str) -> str:
    """The text in plain capitals and digits; empty when it is longer than anything that is typed."""
    if len(text) > _MOST_TYPED:
        return ""
    plain = "".join(_ascii_digit(letter) for letter in normalize("NFKC", text))
    return plain.strip(" \t\r\n").upper()


def _ascii_digit(letter: str) -> str:
    value = unicodedata.decimal(letter, None)
    return letter if value is None else str(value)
