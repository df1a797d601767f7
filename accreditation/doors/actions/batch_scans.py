"""Scans that a transaction has loaded, and its changes that are to be written."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from accreditation.doors.ports.scans import Scan
from conference.audit import AuditEntry


@dataclass(slots=True)
class BatchScans:
    """Scans by idempotency key, and which of them are to be added or saved.

    `traced_keys` are the keys of all scans of the badges that are traced again, by badge id. `audit_entries` are
    written last, because the lock of the audit trail is taken last.
    """

    by_key: dict[str, Scan] = field(default_factory=dict)
    traced_keys: dict[str, set[str]] = field(default_factory=dict)
    audit_entries: list[AuditEntry] = field(default_factory=list)
    _added: list[str] = field(default_factory=list)
    _changed: set[str] = field(default_factory=set)

    def load_histories(self, badge_ids: Iterable[str], scans: Iterable[Scan]) -> None:
        """Load all recorded movements of badges that are to be traced again."""
        self.traced_keys.update((badge_id, set()) for badge_id in badge_ids)
        for scan in scans:
            self.by_key[scan.key] = scan
            self.traced_keys[scan.badge_id or ""].add(scan.key)

    def add(self, scan: Scan) -> None:
        """Add a new scan."""
        self.by_key[scan.key] = scan
        self._added.append(scan.key)
        if scan.badge_id in self.traced_keys:
            self.traced_keys[scan.badge_id].add(scan.key)

    def change(self, scan: Scan) -> None:
        """Replace a scan; the history of its badge must be loaded."""
        self.by_key[scan.key] = scan
        self._changed.add(scan.key)
        if scan.badge_id is not None:
            self.traced_keys[scan.badge_id].add(scan.key)

    def list_added(self) -> list[Scan]:
        """Return the scans to add, in the order of the items."""
        return [self.by_key[key] for key in self._added]

    def list_changed(self) -> list[Scan]:
        """Return the scans to save, sorted by key, without those that are added."""
        return [self.by_key[key] for key in sorted(self._changed.difference(self._added))]
