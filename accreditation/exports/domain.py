"""Exports: what is asked for, who owns it, until when it opens. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from enum import StrEnum

from conference.errors import NotFoundError

LIFETIME = timedelta(hours=24)
"""Time from the creation of an export to its end."""

MAX_OPEN = 20
"""Exports of one person that are open at a time."""

MAX_WORKBOOK_ROWS = 50_000
"""Rows of a workbook, which is complete in memory before it is sent; CSV and ZIP are sent in pieces."""


class ExportKind(StrEnum):
    """What an export holds."""

    APPLICATIONS = "applications"
    PHOTOS = "photos"
    OUTLETS = "outlets"
    BADGES = "badges"
    SCANS = "scans"


class ExportFormat(StrEnum):
    """Format of the file."""

    CSV = "csv"
    XLSX = "xlsx"
    ZIP = "zip"


TABLE_FORMATS = (ExportFormat.XLSX, ExportFormat.CSV)
FORMATS: Mapping[ExportKind, tuple[ExportFormat, ...]] = {
    kind: (ExportFormat.ZIP,) if kind is ExportKind.PHOTOS else TABLE_FORMATS for kind in ExportKind
}
"""Kind → the formats that it has, the usual one first."""

FILTERS: Mapping[ExportKind, tuple[str, ...]] = {
    ExportKind.APPLICATIONS: ("state", "category", "outlet"),
    ExportKind.PHOTOS: ("state", "category", "outlet"),
    ExportKind.OUTLETS: ("outlet_kind",),
    ExportKind.BADGES: ("shelf", "category"),
    ExportKind.SCANS: ("day", "door", "result"),
}
"""Kind → the fields of `ExportFilter` that apply to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportFilter:
    """Which rows are exported; an empty field chooses all.

    Codes of states, categories, shelves, kinds of outlets, doors and results, the id of an outlet, a day as ISO 8601.
    """

    state: str = ""
    category: str = ""
    outlet: str = ""
    outlet_kind: str = ""
    shelf: str = ""
    day: str = ""
    door: str = ""
    result: str = ""

    @property
    def chosen(self) -> dict[str, str]:
        """The fields that are not empty."""
        return {one.name: getattr(self, one.name) for one in fields(self) if getattr(self, one.name)}


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """What is asked for: kind, rows, format."""

    kind: ExportKind
    filter: ExportFilter
    format: ExportFormat


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """A request that its owner, the id of a member of staff, may carry out until `expires_at`, unless withdrawn."""

    id: str
    owner: str
    request: ExportRequest
    created_at: datetime
    expires_at: datetime
    withdrawn_at: datetime | None = None

    def is_open(self, now: datetime) -> bool:
        """Return whether the export can be downloaded."""
        return self.withdrawn_at is None and now < self.expires_at


def require_own_open(export: Export | None, *, owner: str, now: datetime) -> Export:
    """Return the export if it is the owner's and open.

    Raises NotFoundError `export.not_available` for every other one, so that nobody learns which of others exist.
    """
    if export is None or export.owner != owner or not export.is_open(now):
        raise NotFoundError("export.not_available")
    return export
