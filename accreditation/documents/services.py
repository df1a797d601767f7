"""Dependencies of the actions on documents, built once by the composition root."""

from collections.abc import Sequence
from dataclasses import dataclass

from accreditation.access.roles import Permission, may_by_names
from accreditation.applications.domain.applications import Agency
from accreditation.applications.domain.outlets import OutletKind
from accreditation.applications.services import ApplicationServices
from accreditation.documents.domain.kinds import MEGABYTE, Kind
from accreditation.documents.ports import (
    AnnounceRequest,
    Documents,
    DocumentStudio,
    Requests,
    Uploads,
    WriteLater,
)
from conference.event import Event
from conference.transactions import RecordingTransactions
from conference.vault.vault import Vault


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentServices:
    """Stores, studio, vault and rules of documents. `applications` finds the application of a link."""

    transactions: RecordingTransactions
    applications: ApplicationServices
    documents: Documents
    uploads: Uploads
    requests: Requests
    studio: DocumentStudio
    vault: Vault
    kinds: Sequence[Kind]
    announce_request: AnnounceRequest
    write_later: WriteLater


PERMISSIONS = {
    Agency.ACCREDITATION: Permission.VET_ACCREDITATION,
    Agency.SECURITY: Permission.VET_SECURITY,
}
"""Agency → the permission of its officers."""


def _reading_agencies(roles: Sequence[str]) -> frozenset[Agency]:
    """Return the agencies whose officers have one of these roles; all agencies if no role is named."""
    if not roles:
        return frozenset(Agency)
    return frozenset(agency for agency, permission in PERMISSIONS.items() if may_by_names(roles, permission))


def kinds_of(event: Event) -> tuple[Kind, ...]:
    """Return the kinds of documents that the event declares."""
    return tuple(
        Kind(
            code=one.code,
            is_required=one.required,
            functions=frozenset(one.functions),
            categories=frozenset(one.categories),
            outlet_kinds=frozenset(map(OutletKind, one.outlet_kinds)),
            types=frozenset(one.types),
            most_bytes=one.most_megabytes * MEGABYTE,
            most_pages=one.most_pages,
            most_files=one.most_files,
            readers=_reading_agencies(one.readers),
        )
        for one in event.document_kinds
    )
