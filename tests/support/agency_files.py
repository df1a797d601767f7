"""Keys of an installation and of an agency, and a batch of three people, for tests of exchanged files."""

import functools
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from accreditation.applications.domain.applications import Agency
from accreditation.badges.cose import sign_bytes
from accreditation.exchange.domain.agency_keys import AgencyKey, KeyPurpose, RegisteredKey
from accreditation.exchange.domain.batches import Batch, BatchRow
from accreditation.exchange.domain.verdicts import Verdict, VerdictRow
from accreditation.exchange.sealed.batch_files import (
    BatchPerson,
    Manifest,
    OpenedBatch,
    SignedManifest,
    encode_manifest,
    encode_person,
    manifest_digest,
    open_batch,
    row_digest,
    seal_batch,
    signed_bytes,
)
from accreditation.exchange.sealed.key_files import OfficerKey, SealingKey, make_key_files, read_officer_key
from accreditation.exchange.sealed.key_files import read_sealing_key as read_sealing
from accreditation.exchange.sealed.site_files import SiteFile, SiteKey

NOW = datetime(2025, 10, 1, 8, tzinfo=UTC)
EVENT = "hanoi-2025"
NAMES = ("ANNA BERG", "BO CHEN", "CARLA DIAZ")


@functools.cache
def officer_key(name: str, agency: Agency = Agency.SECURITY) -> OfficerKey:
    """Return the key pair of an officer, the same for a name."""
    return read_officer_key(make_key_files(agency, KeyPurpose.SIGNING, name).private)


@functools.cache
def sealing_key(name: str = "Archive room") -> SealingKey:
    """Return the key pair for batches, the same for a name."""
    return read_sealing(make_key_files(Agency.SECURITY, KeyPurpose.SEALING, name).private)


def registered(*keys: AgencyKey) -> dict[str, RegisteredKey]:
    """Return the keys by fingerprint, as registered."""
    return {key.fingerprint: RegisteredKey(key, NOW, "staff_admin") for key in keys}


@dataclass(frozen=True)
class SignedSite:
    """An installation: its private key and the file of its public keys."""

    private: ec.EllipticCurvePrivateKey
    file: SiteFile


@functools.cache
def make_site() -> SignedSite:
    """Return an installation with one key."""
    private = ec.generate_private_key(ec.SECP256R1())
    point = private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    key = SiteKey(id="0123456789abcdef", point=point.hex())
    return SignedSite(private, SiteFile(event=EVENT, site="https://press.example", keys=(key,)))


def make_person(number: int, **changes: object) -> BatchPerson:
    """Return a row of a batch, by its number from 1."""
    values: dict[str, object] = {
        "application_id": f"app_{number}", "salt": "00" * 16, "native_name": NAMES[number - 1],
        "latin_name": NAMES[number - 1], "country": "VN", "function": "writer", "category": "press", "outlet": "Daily",
        "submitted_at": NOW.isoformat(), "is_late": False, "passport": None, "photo": b"\xff\xd8jpeg",
    }  # fmt: skip
    return BatchPerson(**(values | changes))  # type: ignore[arg-type]


def make_rows() -> list[bytes]:
    """Return the three rows of the batch."""
    return [encode_person(make_person(number)) for number in (1, 2, 3)]


def make_manifest(rows: list[bytes], **changes: object) -> bytes:
    """Return the manifest of a batch with these rows."""
    values: dict[str, object] = {
        "event": EVENT, "event_name": {"en": "Signing ceremony"}, "site": "https://press.example", "batch": "batch_1",
        "agency": Agency.SECURITY, "sequence": 1, "created_at": NOW, "deadline": NOW + timedelta(days=7),
        "supersedes": "", "digests": tuple(row_digest(row) for row in rows), "functions": (), "categories": (),
        "reasons": (),
    }  # fmt: skip
    return encode_manifest(Manifest(**(values | changes)))  # type: ignore[arg-type]


def sign_manifest(manifest: bytes) -> SignedManifest:
    """Return the manifest signed by the installation."""
    site = make_site()
    return SignedManifest(manifest, site.file.keys[0].id, sign_bytes(site.private, signed_bytes(manifest)))


def make_batch_file() -> bytes:
    """Return the sealed batch."""
    rows = make_rows()
    return seal_batch(sign_manifest(make_manifest(rows)), rows, sealing_key().key)


def make_opened() -> OpenedBatch:
    """Return the batch as the agency opens it."""
    return open_batch(make_batch_file(), sealing_key(), make_site().file)


def make_verdict_rows() -> list[VerdictRow]:
    """Return a verdict for each row: approved, refused, undecided."""
    said = ((Verdict.APPROVED, ""), (Verdict.REFUSED, "security"), (Verdict.UNDECIDED, ""))
    return [
        VerdictRow(f"app_{number}", row_digest(row), verdict, reason)
        for number, (row, (verdict, reason)) in enumerate(zip(make_rows(), said, strict=True), start=1)
    ]


def make_batch(**changes: object) -> Batch:
    """Return the batch as the installation remembers it."""
    values: dict[str, object] = {
        "id": "batch_1", "agency": Agency.SECURITY, "sequence": 1, "key_id": sealing_key().key.id, "created_at": NOW,
        "created_by": "staff_1", "deadline": NOW + timedelta(days=7), "count": 3,
        "manifest": manifest_digest(make_manifest(make_rows())),
    }  # fmt: skip
    return Batch(**(values | changes))  # type: ignore[arg-type]


def make_batch_rows() -> list[BatchRow]:
    """Return the rows as the installation remembers them."""
    return [BatchRow(f"app_{number}", 1, row_digest(row)) for number, row in enumerate(make_rows(), start=1)]
