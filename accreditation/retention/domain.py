"""Runs of the deletion, their certificates, and requests of applicants, from plain values."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from msgspec import Struct

AFTER_APPROVAL = ("badges", "grants", "scans", "presences", "day_badges", "follow_up_forms")
"""Parts that reveal an approval, which are left out while it is not told."""

NOT_INCLUDED: Mapping[str, str] = {
    "agency_batch_rows": "security",
    "application_drafts": "not_submitted",
    "comparison_keys": "computed",
    "comparisons": "computed",
    "crew_letter_pages": "about_others",
    "crew_letters": "about_others",
    "day_badge_sets": "no_person",
    "devices": "no_person",
    "document_pieces": "not_submitted",
    "duplicate_hits": "about_others",
    "focal_points": "about_others",
    "letter_files": "computed",
    "notices": "security",
    "open_files": "about_staff",
    "outlet_aliases": "no_person",
    "outlet_merges": "no_person",
    "passport_digests": "computed",
    "passport_secrets": "no_person",
    "person_keys": "no_person",
    "photo_prints": "computed",
    "presence_changes": "computed",
    "print_runs": "computed",
    "roster_changes": "computed",
    "statement_links": "no_person",
    "statements": "no_person",
}
"""Tables with rows of applicants that the export leaves out, with the reason, which the export names
(docs/decisions/0059-what-an-own-export-holds.md)."""

FORMAT = "rostrum-retention-1"
PURPOSE = b"rostrum retention certificate\0"
"""Before the signed bytes, so that no signature of a badge is one of a certificate."""


class Signature(Struct, frozen=True):
    """Signature (ES256, 64 bytes) with the signing key of this id."""

    key: str
    value: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run of the deletion; open until `finished_at`. `certificate` is the signed document, as canonical JSON."""

    id: str
    started_at: datetime
    started_by: str
    finished_at: datetime | None = None
    certificate: str = ""
    signature: Signature | None = None


class ErasedClass(Struct, frozen=True):
    """A class of data on a certificate: days after the event, last day, and numbers of deleted rows by kind."""

    name: str
    days: int
    kept_until: date
    erased: Mapping[str, int]


class CertificateSource(Struct, frozen=True):
    """What a certificate is made of: id, names and last day of the event, address of the site, classes that are due."""

    event_id: str
    event_name: Mapping[str, str]
    ends_on: date
    site: str
    classes: Sequence[ErasedClass]


def certificate_of(run: Run, source: CertificateSource, *, at: datetime) -> str:
    """Return the certificate of a run that ends at a moment, as canonical JSON: the text that is signed."""
    document = {
        "format": FORMAT,
        "event": {"id": source.event_id, "name": dict(source.event_name), "ends_on": source.ends_on.isoformat()},
        "site": source.site,
        "run": run.id,
        "started_at": run.started_at.isoformat(),
        "finished_at": at.isoformat(),
        "classes": [
            {
                "class": one.name,
                "days": one.days,
                "kept_until": one.kept_until.isoformat(),
                "erased": dict(one.erased),
            }
            for one in source.classes
        ],
    }
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def signed_bytes(certificate: str) -> bytes:
    """Return the bytes that the signature of a certificate is made of."""
    return PURPOSE + certificate.encode()


ANSWER_WITHIN = timedelta(days=30)
"""Time within which an officer decides about a request: a month, as data protection laws have it."""


class RequestState(StrEnum):
    """State of a request to delete an applicant's data."""

    OPEN = "open"
    FULFILLED = "fulfilled"
    REFUSED = "refused"


class RefusalReason(StrEnum):
    """Why data are deleted only at their age."""

    BADGE_NEEDED = "badge_needed"
    INQUIRY = "inquiry"


@dataclass(frozen=True, slots=True, kw_only=True)
class DataRequest:
    """An applicant's request to delete their data, to be decided until `due_at`."""

    id: str
    application_id: str
    asked_at: datetime
    due_at: datetime
    state: RequestState = RequestState.OPEN
    decided_at: datetime | None = None
    decided_by: str | None = None
    reason: str | None = None
