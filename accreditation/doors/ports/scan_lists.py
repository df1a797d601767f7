"""Ports of the command post's lists of scans."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from msgspec import Struct

from accreditation.badges.ports import Holder
from accreditation.doors.domain.doors import Verdict
from conference.transactions import Transaction


class ScanSearch(Struct, frozen=True, kw_only=True):
    """Scans received `since` a moment, without undone ones: of one door, of some verdicts, or all (None)."""

    since: datetime
    door: str | None = None
    verdicts: Collection[Verdict] | None = None
    offset: int = 0
    limit: int = 50


class ListedScan(Struct, frozen=True, kw_only=True):
    """One scan, with the badge's number and holder if the badge is known."""

    scan_id: str
    door: str
    direction: str
    verdict: Verdict
    occurred_at: datetime
    time_uncertain: bool
    decided_offline: bool
    is_undone: bool
    badge_id: str | None
    number: str | None
    holder: Holder | None


class ScanFilter(Struct, frozen=True, kw_only=True):
    """Scans without undone ones that occurred for `begins_at` ≤ t < `ends_at`, of one door, of some verdicts.

    None stands for any.
    """

    begins_at: datetime | None = None
    ends_at: datetime | None = None
    door: str | None = None
    verdicts: Collection[Verdict] | None = None


ScanKey = tuple[datetime, str]
"""When a scan was received, and its id: the order in which all scans are read."""


class ScanBatch(Struct, frozen=True):
    """Scans in the order in which they were received, and the key of the last one, None for an empty batch."""

    scans: tuple[ListedScan, ...]
    last: ScanKey | None


class ScanPage(Struct, frozen=True):
    """A page of scans, and the number of scans in the whole list."""

    scans: tuple[ListedScan, ...]
    total: int


class ScanLists(Protocol):
    """Reads scans for the command post."""

    async def search(self, transaction: Transaction, search: ScanSearch) -> ScanPage:
        """List the scans found, latest first."""
        ...

    async def count(self, transaction: Transaction, wanted: ScanFilter) -> int:
        """Count the scans of a filter."""
        ...

    async def list_in_order(
        self, transaction: Transaction, wanted: ScanFilter, *, after: ScanKey | None, limit: int
    ) -> ScanBatch:
        """List scans of a filter after a key."""
        ...

    async def list_of_badge(self, transaction: Transaction, badge_id: str, *, limit: int) -> Sequence[ListedScan]:
        """List the latest scans of a badge through all its issues, undone ones included, latest first."""
        ...

    async def find_holder(self, transaction: Transaction, badge_id: str) -> tuple[str, Holder] | None:
        """Find the badge's number and its holder."""
        ...
