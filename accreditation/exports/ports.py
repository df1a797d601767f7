"""Ports of exports: the store of what was asked for, and the lists that no other subject has. Stores are stateless."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from msgspec import Struct

from accreditation.applications.domain.applications import Application
from accreditation.applications.domain.outlets import Outlet
from accreditation.exports.domain import Export, ExportFilter
from conference.transactions import Transaction


class ApplicationRecord(Struct, frozen=True):
    """An application with the name of its outlet, "" for a freelancer."""

    application: Application
    outlet: str


class OutletRecord(Struct, frozen=True):
    """An outlet with the number of its people and its quota, None for no limit."""

    outlet: Outlet
    used: int
    quota: int | None


class Exports(Protocol):
    """Store of exports. It holds no data of applicants."""

    async def add(self, transaction: Transaction, export: Export) -> None:
        """Add an export."""
        ...

    async def find(self, transaction: Transaction, export_id: str) -> Export | None:
        """Return an export, or None."""
        ...

    async def list_open(self, transaction: Transaction, owner: str, now: datetime) -> list[Export]:
        """List the open exports of a person, newest first."""
        ...

    async def save_withdrawn(self, transaction: Transaction, export_id: str, at: datetime) -> None:
        """Save when an export was withdrawn."""
        ...

    async def purge(self, transaction: Transaction, now: datetime) -> None:
        """Delete the exports of all people that have ended."""
        ...


class ExportLists(Protocol):
    """Submitted applications and their photos, in the order of their ids."""

    async def count_applications(self, transaction: Transaction, wanted: ExportFilter, *, with_photo: bool) -> int:
        """Count the applications of a filter, or only those with a photo."""
        ...

    async def list_application_ids(
        self, transaction: Transaction, wanted: ExportFilter, *, after: str, limit: int
    ) -> list[str]:
        """List ids of applications after an id."""
        ...

    async def list_photos(
        self, transaction: Transaction, wanted: ExportFilter, *, after: str, limit: int
    ) -> list[tuple[str, bytes]]:
        """List ids of applications after an id with their photos as JPEG; those without a photo are left out."""
        ...

    async def name_outlets(self, transaction: Transaction, outlet_ids: Sequence[str]) -> Mapping[str, str]:
        """Return id → name of outlets."""
        ...
