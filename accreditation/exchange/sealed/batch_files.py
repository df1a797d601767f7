"""Sealed batches: the file that an installation writes for an agency, and that only the agency's key opens.

A file is three parts: the line `rostrum-batch-1`, a line of JSON that says to which key it is sealed, and the content,
sealed by HPKE (RFC 9180: X25519, HKDF-SHA256, AES-256-GCM) with these lines as its context. The content has a manifest,
the signature of the installation, and the rows. The manifest has the SHA-256 of each row, so that a changed row is
named.
"""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from msgspec import Struct

from accreditation.applications.domain.applications import Agency
from accreditation.exchange.domain.agency_keys import AgencyKey
from accreditation.exchange.sealed.key_files import SealingKey
from accreditation.exchange.sealed.site_files import SiteFile, is_signed_by
from accreditation.exchange.sealed.structs import FileStruct, decode_struct, encode_struct
from conference.errors import InvalidError

MAGIC = b"rostrum-batch-1\n"
MAX_BATCH_BYTES = 96 * 1024 * 1024
"""Bytes of a batch: 200 photos of some hundred kilobytes."""

PURPOSE = b"rostrum agency batch\0"
"""Before the signed manifest, so that no other signature of the key is one of a batch."""

_ROW_PURPOSE = b"rostrum batch row\0"
_MAX_HEAD_BYTES = 1024
_SALT_BYTES = 16
_LEAST_LINES = 3
_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


class Label(FileStruct, frozen=True, kw_only=True):
    """A code of the event with its text by language."""

    code: str
    text: dict[str, str]


class PassportData(FileStruct, frozen=True, kw_only=True):
    """Data of a passport as the agency may see them; the last signs of the number alone if `is_masked`."""

    family: str
    given: str
    number: str
    birth: str
    issuer: str
    nationality: str
    expires_on: str
    is_masked: bool


class BatchPerson(FileStruct, frozen=True, kw_only=True):
    """A row of a batch: an applicant as the agency sees them. `photo` is a JPEG.

    `salt` is random: without it nobody finds out from the stored digest of a row whom it is about.
    """

    application_id: str
    salt: str
    native_name: str
    latin_name: str
    country: str
    function: str
    category: str
    outlet: str
    submitted_at: str
    is_late: bool
    passport: PassportData | None
    photo: bytes


class Manifest(FileStruct, frozen=True, kw_only=True):
    """What a batch says of itself; `digests` are those of its rows, the labels are texts of the codes of the event."""

    event: str
    event_name: dict[str, str]
    site: str
    batch: str
    agency: Agency
    sequence: int
    created_at: datetime
    deadline: datetime
    supersedes: str
    digests: tuple[str, ...]
    functions: tuple[Label, ...]
    categories: tuple[Label, ...]
    reasons: tuple[Label, ...]


class _Head(FileStruct, frozen=True, kw_only=True):
    event: str
    batch: str
    key: str


class _Signature(FileStruct, frozen=True, kw_only=True):
    key: str
    value: str


class _Content(Struct, frozen=True):
    """Unsealed content: JSON on a line each, the manifest, its signature, the rows."""

    manifest: bytes
    signature: _Signature
    rows: tuple[bytes, ...]


class SignedManifest(Struct, frozen=True):
    """Manifest as bytes, with the id of the key that signed it and the signature of `signed_bytes`."""

    manifest: bytes
    key_id: str
    signature: bytes


@dataclass(frozen=True, slots=True)
class OpenedBatch:
    """A batch as the agency reads it; `digest` is the SHA-256 of the manifest."""

    manifest: Manifest
    digest: str
    people: tuple[BatchPerson, ...]


def new_salt() -> str:
    """Return a random salt of a row."""
    return secrets.token_hex(_SALT_BYTES)


def encode_person(person: BatchPerson) -> bytes:
    """Return a row as bytes."""
    return encode_struct(person)


def row_digest(row: bytes) -> str:
    """Return the SHA-256 of a row, hexadecimal."""
    return hashlib.sha256(_ROW_PURPOSE + row).hexdigest()


def encode_manifest(manifest: Manifest) -> bytes:
    """Return a manifest as bytes."""
    return encode_struct(manifest)


def manifest_digest(manifest: bytes) -> str:
    """Return the SHA-256 of a manifest, hexadecimal."""
    return hashlib.sha256(manifest).hexdigest()


def signed_bytes(manifest: bytes) -> bytes:
    """Return the bytes that the signature of a manifest is made of."""
    return PURPOSE + manifest


def seal_batch(signed: SignedManifest, rows: Sequence[bytes], key: AgencyKey) -> bytes:
    """Return the file of a batch. Blocks."""
    manifest = decode_struct(signed.manifest, Manifest, "batch.unreadable")
    head = MAGIC + encode_struct(_Head(event=manifest.event, batch=manifest.batch, key=key.fingerprint)) + b"\n"
    signature = encode_struct(_Signature(key=signed.key_id, value=signed.signature.hex()))
    content = b"\n".join((signed.manifest, signature, *rows))
    return head + _SUITE.encrypt(content, X25519PublicKey.from_public_bytes(key.public), info=head)


def open_batch(data: bytes, key: SealingKey, site: SiteFile) -> OpenedBatch:
    """Open the file of a batch. Blocks.

    Raises InvalidError: `batch.unreadable`, `batch.other_key` for one that is sealed to another key, `batch.changed`
    for changed bytes, `batch.other_site` for another event, `batch.site_key_unknown`, `batch.signature_wrong`,
    `batch.count_wrong`, and `batch.row_changed` with the first changed row and its person.
    """
    content = _unseal_content(data, key)
    manifest = decode_struct(content.manifest, Manifest, "batch.unreadable")
    if manifest.event != site.event:
        raise InvalidError("batch.other_site", event=manifest.event)
    _require_signature(content, site)
    if len(content.rows) != len(manifest.digests):
        raise InvalidError("batch.count_wrong", given=len(content.rows), expected=len(manifest.digests))
    people = [_read_person(*row) for row in enumerate(zip(content.rows, manifest.digests, strict=True), start=1)]
    return OpenedBatch(manifest, manifest_digest(content.manifest), tuple(people))


def _require_signature(content: _Content, site: SiteFile) -> None:
    signature = content.signature
    if signature.key not in {key.id for key in site.keys}:
        raise InvalidError("batch.site_key_unknown", key=signature.key[:16])
    try:
        is_right = is_signed_by(site, signature.key, signed_bytes(content.manifest), bytes.fromhex(signature.value))
    except ValueError:
        is_right = False
    if not is_right:
        raise InvalidError("batch.signature_wrong")


def _read_person(number: int, row: tuple[bytes, str]) -> BatchPerson:
    """Return the person of a row, given with the digest of the manifest."""
    person = decode_struct(row[0], BatchPerson, "batch.unreadable")
    if row_digest(row[0]) != row[1]:
        raise InvalidError("batch.row_changed", row=number, name=person.latin_name or person.native_name)
    return person


def _unseal_content(data: bytes, key: SealingKey) -> _Content:
    if len(data) > MAX_BATCH_BYTES or not data.startswith(MAGIC):
        raise InvalidError("batch.unreadable")
    end = data.find(b"\n", len(MAGIC), len(MAGIC) + _MAX_HEAD_BYTES)
    if end < 0:
        raise InvalidError("batch.unreadable")
    head, sealed = data[: end + 1], data[end + 1 :]
    named = decode_struct(head[len(MAGIC) : end], _Head, "batch.unreadable")
    if named.key != key.key.fingerprint:
        raise InvalidError("batch.other_key", key=named.key[:16])
    try:
        lines = _SUITE.decrypt(sealed, key.private, info=head).split(b"\n")
    except InvalidTag:
        raise InvalidError("batch.changed") from None
    if len(lines) < _LEAST_LINES:
        raise InvalidError("batch.unreadable")
    return _Content(lines[0], decode_struct(lines[1], _Signature, "batch.unreadable"), tuple(lines[2:]))
