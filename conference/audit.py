"""The audit trail's entry and its hash chain. Pure: storage keeps the rows, this says what they mean."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

FIRST_HASH = "0" * 64
SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One thing that was done or read.

    `action` is `feature:thing:past_participle`, `actor` a staff id, "applicant" or "system",
    `subject` the id of what it was done to, `details` plain JSON values without personal data.
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
    """The entry's details as the one JSON text that is stored and hashed."""
    return json.dumps(entry.details, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def chain_hash(previous_hash: str, entry: AuditEntry) -> str:
    """SHA-256 over the previous row's hash and every field of this one, as 64 hexadecimal digits."""
    fields = [
        previous_hash,
        entry.at.isoformat(),
        entry.action,
        entry.actor,
        entry.subject,
        canonical_details(entry),
    ]
    text = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
