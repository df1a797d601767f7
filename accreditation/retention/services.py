"""Dependencies of the actions of retention, built once by the composition root."""

from collections.abc import Sequence
from dataclasses import dataclass

from msgspec import Struct

from accreditation.applications.services import ApplicationServices
from accreditation.retention.ports import (
    CompactStorage,
    OwnDocuments,
    OwnRecords,
    RemoveFromDoors,
    RequestStore,
    RetentionStore,
    SignDocument,
)
from conference.clock import Clock
from conference.event import Event
from conference.ids import Ids
from conference.retention.erasing import Eraser
from conference.transactions import Transactions


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionServices:
    """Stores, erasers in the order in which they delete, clock, ids, event and the site's address."""

    transactions: Transactions
    store: RetentionStore
    erasers: Sequence[Eraser]
    compact: CompactStorage
    sign: SignDocument
    clock: Clock
    ids: Ids
    event: Event
    site: str


class RequestServices(Struct, frozen=True, kw_only=True):
    """Services of applications, stores, and the erasers in the order in which they delete."""

    applications: ApplicationServices
    store: RequestStore
    records: OwnRecords
    documents: OwnDocuments
    erasers: Sequence[Eraser]
    remove_from_doors: RemoveFromDoors
