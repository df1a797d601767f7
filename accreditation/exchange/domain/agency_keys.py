"""Public keys of an agency that does not sign in: one for sealing its batches, one for each officer who signs. Pure."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from accreditation.applications.domain.applications import Agency

ACTOR_PREFIX = "officerkey_"
"""Beginning of the id under which the holder of a signing key acts; an account never has it."""

_ID_DIGITS = 16
_GROUP_DIGITS = 4


class KeyPurpose(StrEnum):
    """What a key pair is for: batches are sealed to it (X25519), or an officer signs verdicts with it (Ed25519)."""

    SEALING = "sealing"
    SIGNING = "signing"


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyKey:
    """Public half of a key pair: 32 bytes. `name` is that of the officer, or of the machine that opens batches."""

    agency: Agency
    purpose: KeyPurpose
    name: str
    public: bytes

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the purpose and the public key, 64 hexadecimal digits."""
        return hashlib.sha256(b"rostrum agency key\0" + self.purpose.encode() + b"\0" + self.public).hexdigest()

    @property
    def id(self) -> str:
        """First 16 digits of the fingerprint."""
        return self.fingerprint[:_ID_DIGITS]

    @property
    def actor(self) -> str:
        """Id of the key's holder in checks and in the audit log."""
        return ACTOR_PREFIX + self.id


@dataclass(frozen=True, slots=True)
class RegisteredKey:
    """A key that an administrator has registered. A withdrawn key opens no batch and signs no verdict any more."""

    key: AgencyKey
    registered_at: datetime
    registered_by: str
    withdrawn_at: datetime | None = None

    @property
    def is_valid(self) -> bool:
        """Whether the key is not withdrawn."""
        return self.withdrawn_at is None


def grouped_fingerprint(fingerprint: str) -> str:
    """Return a fingerprint in groups of four digits, to be compared by telephone."""
    return " ".join(fingerprint[start : start + _GROUP_DIGITS] for start in range(0, len(fingerprint), _GROUP_DIGITS))
