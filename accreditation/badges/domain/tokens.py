"""Badge tokens: claims, audience, flaws. Pure; bytes and signature are in `accreditation.badges.cose`.

A token is a CWT (RFC 8392) without a name or a photo. Its text is `PREFIX` and the base45 (RFC 9285) of the bytes.
"""

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from msgspec import Struct

PREFIX = "R1:"
"""Prefix before the base45 text: marks a Rostrum badge of the first format, in the QR's alphanumeric set."""

MAX_TOKEN_BYTES = 255
"""Maximum size in bytes. A token has about 116 bytes; longer ones were never issued."""

MAX_TEXT = len(PREFIX) + (MAX_TOKEN_BYTES + 1) // 2 * 3
"""Maximum length of a token's text, in characters."""

BADGE_ID_BYTES = 8

COLLECTION_PURPOSE = "/collect"
"""What follows the two marks in the audience of a collection pass."""


class Flaw(StrEnum):
    """Why a text cannot be trusted as a badge's token."""

    NOT_A_BADGE = "not_a_badge"
    UNREADABLE = "unreadable"
    OTHER_ALGORITHM = "other_algorithm"
    WRONG_EVENT = "wrong_event"
    WRONG_ENVIRONMENT = "wrong_environment"
    UNKNOWN_KEY = "unknown_key"
    BAD_SIGNATURE = "bad_signature"
    FOR_COLLECTION = "collection_pass"


@dataclass(frozen=True, slots=True)
class Audience:
    """The event and the environment that a token is for, as its `aud` claim.

    Each mark is 12 bits of SHA-256, of the event's id and of the environment, in base64url: four characters, so
    that the QR stays in version 7. Keys belong to an audience too, so a token is refused by its key when two marks
    are equal by chance. A `purpose` makes the audience of tokens that are no badges.
    """

    event_mark: str
    environment_mark: str
    purpose: str = ""

    @property
    def claim(self) -> str:
        """Text of the claim."""
        return self.event_mark + self.environment_mark + self.purpose

    @property
    def of_passes(self) -> "Audience":
        """The audience of the collection passes of the same event and environment."""
        return replace(self, purpose=COLLECTION_PURPOSE)

    @classmethod
    def of(cls, event_id: str, environment: str) -> "Audience":
        """Compute the audience of the event's badges in this environment."""
        return cls(_hash_mark(event_id)[:2], _hash_mark(environment)[:2])

    def flaw_of(self, claim: str) -> Flaw | None:
        """Return how a token's `aud` differs from this audience; None when it does not."""
        if claim == self.claim:
            return None
        marks, ours = claim.removesuffix(COLLECTION_PURPOSE), self.event_mark + self.environment_mark
        if marks == ours and marks != claim:
            return Flaw.FOR_COLLECTION
        if marks.startswith(self.event_mark) and len(marks) == len(ours):
            return Flaw.WRONG_ENVIRONMENT
        return Flaw.WRONG_EVENT


def _hash_mark(text: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode()


@dataclass(frozen=True, slots=True)
class Claims:
    """Claims of a token. `badge_id` is 16 hexadecimal digits, `category` the category's letter,
    `zone_bits` one bit a zone (`Zone.bit`). `valid_until` is exclusive."""

    audience: str
    badge_id: str
    serial: int
    category: str
    zone_bits: int
    valid_from: datetime
    valid_until: datetime


class TokenReading(Struct, frozen=True):
    """Result of reading a token: proven claims (`flaw` is None), or the flaw.

    With a flaw, `claims` are the unproven claims, if the bytes could be decoded: for the log only, never trusted.
    """

    flaw: Flaw | None
    claims: Claims | None = None


def zone_bits(zones: Iterable[str], bits: Mapping[str, int]) -> int:
    """Encode the zones as one number; `bits` maps each zone to its bit. Raises KeyError for an unknown zone."""
    number = 0
    for zone in zones:
        number |= 1 << bits[zone]
    return number


_DECORATION = "".join(map(chr, range(0x21))) + "\x7f\xa0\ufeff"
"""Control characters, blanks and the byte order mark. A base45 text never ends in a blank: its value would exceed
two bytes."""

_SYMBOLOGY_MARK = re.compile(r"\][A-Za-z][0-9A-Za-z]")
"""What a scanner puts in front to name the kind of code, such as `]Q1` for a QR code (ISO/IEC 15424)."""


def strip_decoration(text: str) -> str:
    """Strip what scanners, keyboards and the clipboard add around a text: control characters (STX, ETX, EOT, GS, line
    ends), blanks, and the mark of the symbology in front."""
    bare = text.strip(_DECORATION)
    return bare[3:].lstrip(_DECORATION) if _SYMBOLOGY_MARK.match(bare) else bare


def looks_like_token(text: str) -> bool:
    """Return whether the text begins with the prefix of a token."""
    return text[: len(PREFIX)].upper() == PREFIX


@dataclass(frozen=True, slots=True)
class PublishedKey:
    """Public half of a signing key. `id` is unique, `key_id` the one byte that tokens carry as a hint; `point` is
    the uncompressed P-256 point (SEC 1, 65 bytes). A retired key does not sign any more, but its tokens stay
    valid; the tokens of a withdrawn key are refused."""

    id: str
    key_id: int
    point: bytes
    created_at: datetime
    retired_at: datetime | None = None
    withdrawn_at: datetime | None = None
