"""What a badge's QR says, and how a door reads it. Pure: the bytes and the signature are `accreditation.badges.cose`.

A token is a CWT (RFC 8392) without a name or a photo. Its text is `PREFIX` and the base45 (RFC 9285) of the bytes.
"""

import base64
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

PREFIX = "R1:"
"""The text before the base45: says "a Rostrum badge, first format" and stays in the QR's alphanumeric set."""

MAX_TOKEN_BYTES = 255
"""A token is about 116 bytes; whatever is longer was never issued."""

MAX_TEXT = len(PREFIX) + (MAX_TOKEN_BYTES + 1) // 2 * 3
"""The longest text that can be a token, in characters."""

BADGE_ID_BYTES = 8


class Flaw(StrEnum):
    """Why a text cannot be trusted as a badge's token."""

    NOT_A_BADGE = "not_a_badge"
    UNREADABLE = "unreadable"
    OTHER_ALGORITHM = "other_algorithm"
    WRONG_EVENT = "wrong_event"
    WRONG_ENVIRONMENT = "wrong_environment"
    UNKNOWN_KEY = "unknown_key"
    BAD_SIGNATURE = "bad_signature"


@dataclass(frozen=True, slots=True)
class Audience:
    """The event and the environment that a token is for, as its `aud` claim.

    Each mark is 12 bits of SHA-256, of the event's id and of the environment, in base64url: four characters, so
    that the QR stays in version 7. Keys belong to an audience too: where two marks clash, the key refuses.
    """

    event_mark: str
    environment_mark: str

    @property
    def claim(self) -> str:
        """The text of the claim."""
        return self.event_mark + self.environment_mark

    @classmethod
    def of(cls, event_id: str, environment: str) -> "Audience":
        """The audience of the event's badges in this environment."""
        return cls(_mark(event_id)[:2], _mark(environment)[:2])

    def flaw_of(self, claim: str) -> Flaw | None:
        """How a token's `aud` differs from this audience, if it does."""
        if claim == self.claim:
            return None
        if claim.startswith(self.event_mark) and len(claim) == len(self.claim):
            return Flaw.WRONG_ENVIRONMENT
        return Flaw.WRONG_EVENT


def _mark(text: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode()


@dataclass(frozen=True, slots=True)
class Claims:
    """What a token says. `badge_id` is 16 hexadecimal digits, `category` the category's letter,
    `zone_bits` one bit a zone (`Zone.bit`); valid from the first moment to just before the last."""

    audience: str
    badge_id: str
    serial: int
    category: str
    zone_bits: int
    valid_from: datetime
    valid_until: datetime


@dataclass(frozen=True, slots=True)
class TokenReading:
    """A token as read: claims that are proven (`flaw` is None), or the flaw by name.

    With a flaw, `claims` are what the bytes pretend, if they could be read at all: for the log, never trusted.
    """

    flaw: Flaw | None
    claims: Claims | None = None


def zone_bits(zones: Iterable[str], bits: Mapping[str, int]) -> int:
    """The zones as one number; `bits` gives each zone's place. Raises KeyError for an unknown zone."""
    number = 0
    for zone in zones:
        number |= 1 << bits[zone]
    return number


def tidy(text: str) -> str:
    """A scanned text without what scanners and keyboards put around it.

    Line ends and tabs go at both ends, blanks only in front: a base45 text may end in a blank.
    """
    return text.lstrip(" \t\r\n\0").rstrip("\t\r\n\0")


def looks_like_token(text: str) -> bool:
    """Whether the text claims to be a token at all."""
    return text[: len(PREFIX)].upper() == PREFIX


@dataclass(frozen=True, slots=True)
class PublishedKey:
    """A signing key's public half. `id` is unique, `key_id` the one byte that tokens carry as a hint; `point` is
    the uncompressed P-256 point (SEC 1, 65 bytes). A retired key signs no more but proves what it has signed; a
    withdrawn one proves nothing."""

    id: str
    key_id: int
    point: bytes
    created_at: datetime
    retired_at: datetime | None = None
    withdrawn_at: datetime | None = None
