"""Audit entries and their hash chain. Pure; `conference.storage.audit` stores the rows."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

FIRST_HASH = "0" * 64
SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Record of one action or read.

    `action` is `feature:thing:past_participle`, `actor` a staff id, "applicant" or "system",
    `subject` the id of the affected object, `details` plain JSON values without personal data.
    """

    action: str
    actor: str
    subject: str
    at: datetime
    details: Mapping[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.action.count(":") != 2:
            raise ValueError(f"audit action {self.action!r} is not feature:thing:done")
        if self.at.tzinfo is None:
            raise ValueError("audit time is naive")


def canonical_details(entry: AuditEntry) -> str:
    """Return the entry's details as the canonical JSON text that is stored and hashed."""
    return json.dumps(entry.details, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


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
