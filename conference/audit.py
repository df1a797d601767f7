"""Audit entries and their hash chain. Pure; `conference.storage.audit` stores the rows."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

FIRST_HASH = "0" * 64
SYSTEM = "system"
PERSONAL = "personal"
"""Detail with the digest of an entry's personal details."""


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Record of one action or read.

    `action` is `feature:thing:past_participle`, `actor` a staff id, "applicant" or "system",
    `subject` the id of the affected object, `details` plain JSON values without personal data. `personal` are details
    with personal data, which are stored apart: the log has only their salted digest, so that they can be deleted.
    """

    action: str
    actor: str
    subject: str
    at: datetime
    details: Mapping[str, object] = field(default_factory=dict)
    personal: Mapping[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.action.count(":") != 2:
            raise ValueError(f"audit action {self.action!r} is not feature:thing:done")
        if self.at.tzinfo is None:
            raise ValueError("audit time is naive")


def canonical_details(entry: AuditEntry) -> str:
    """Return the entry's details as the canonical JSON text that is stored and hashed."""
    return _canonical_json(entry.details)


def canonical_personal(entry: AuditEntry) -> str:
    """Return the entry's personal details as the canonical JSON text that is stored."""
    return _canonical_json(entry.personal)


def without_personal(entry: AuditEntry, salt: str) -> AuditEntry:
    """Return the entry of the log: with the digest of the personal details in their place."""
    digest = personal_digest(salt, canonical_personal(entry))
    return replace(entry, details={**entry.details, PERSONAL: digest}, personal={})


def personal_digest(salt: str, text: str) -> str:
    """Return the SHA-256 of personal details and their random salt, without which no name can be tried out."""
    return hashlib.sha256(f"{salt}\0{text}".encode()).hexdigest()


def _canonical_json(values: Mapping[str, object]) -> str:
    return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def chain_hash(previous_hash: str, entry: AuditEntry) -> str:
    """Return the SHA-256 of the previous row's hash and all fields of the entry, as 64 hexadecimal digits."""
    fields = [
        previous_hash,
        entry.at.astimezone(UTC).isoformat(),
        entry.action,
        entry.actor,
        entry.subject,
        canonical_details(entry),
    ]
    text = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
