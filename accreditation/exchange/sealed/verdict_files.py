"""Files of verdicts: made by the agency, signed by two of its officers (Ed25519), read by the installation.

A file is JSON without names or other personal data: ids, digests, verdicts, reasons. Each officer signs every row, with
its number and the batch, so that a changed row is named; and the whole, so that no row can be left out.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from accreditation.applications.domain.applications import Agency
from accreditation.exchange.domain.batches import MAX_BATCH_ROWS
from accreditation.exchange.domain.verdicts import SIGNATURES, OfficerSignature, Verdict, VerdictFile, VerdictRow
from accreditation.exchange.sealed.batch_files import OpenedBatch
from accreditation.exchange.sealed.key_files import OfficerKey
from accreditation.exchange.sealed.structs import FileStruct, decode_struct, encode_struct
from conference.errors import InvalidError

FORMAT = "rostrum-verdicts-1"
MAX_VERDICT_BYTES = 160 * 1024
"""Bytes of a file: 200 rows with two signatures each are 90 KB."""

_ROW_PURPOSE = b"rostrum verdict row\0"
_FILE_PURPOSE = b"rostrum verdict file\0"


class _Row(FileStruct, frozen=True, kw_only=True):
    id: str
    digest: str
    verdict: Verdict
    reason: str = ""


class _Signature(FileStruct, frozen=True, kw_only=True):
    """Signatures with the key of this fingerprint; hexadecimal. `at` is the clock of the agency's machine."""

    key: str
    at: datetime
    whole: str
    rows: tuple[str, ...]


class _File(FileStruct, frozen=True, kw_only=True):
    format: str
    event: str
    batch: str
    agency: Agency
    manifest: str
    rows: tuple[_Row, ...]
    signatures: tuple[_Signature, ...]


def sign_verdicts(opened: OpenedBatch, rows: Sequence[VerdictRow], key: OfficerKey, *, at: datetime) -> bytes:
    """Return a file of verdicts with the signature of the officer who decided.

    Raises InvalidError `agency_key.other_agency` for the key of another agency's officer.
    """
    manifest = opened.manifest
    file = _File(
        format=FORMAT,
        event=manifest.event,
        batch=manifest.batch,
        agency=manifest.agency,
        manifest=opened.digest,
        rows=tuple(_Row(id=r.application_id, digest=r.digest, verdict=r.verdict, reason=r.reason) for r in rows),
        signatures=(),
    )
    return _add_signature(file, key, at)


def confirm_verdicts(data: bytes, key: OfficerKey, *, at: datetime) -> bytes:
    """Return the file with the signature of a second officer too.

    Raises InvalidError `verdict.unreadable`, `verdict.same_officer`, `verdict.signed_already`,
    `agency_key.other_agency`.
    """
    return _add_signature(_decode_file(data), key, at)


def require_batch(data: bytes, opened: OpenedBatch) -> None:
    """Raise InvalidError `verdict.not_of_batch` unless a file has just the rows of the batch, in their order."""
    file, manifest = _decode_file(data), opened.manifest
    rows = [(person.application_id, digest) for person, digest in zip(opened.people, manifest.digests, strict=True)]
    is_same = (file.event, file.batch, file.manifest) == (manifest.event, manifest.batch, opened.digest)
    if not is_same or [(row.id, row.digest) for row in file.rows] != rows:
        raise InvalidError("verdict.not_of_batch")


def read_verdicts(data: bytes) -> VerdictFile:
    """Read a file without checking its signatures. Raises InvalidError `verdict.unreadable`."""
    file = _decode_file(data)
    return VerdictFile(
        event=file.event,
        batch=file.batch,
        agency=file.agency,
        manifest=file.manifest,
        rows=tuple(VerdictRow(row.id, row.digest, row.verdict, row.reason) for row in file.rows),
        digest=hashlib.sha256(data).hexdigest(),
        signers=tuple(one.key for one in file.signatures),
    )


def check_signatures(data: bytes, keys: Mapping[str, bytes]) -> list[OfficerSignature]:
    """Check the signatures of a file with the public keys by fingerprint; one of an unknown key is not right."""
    file = _decode_file(data)
    return [_check_signature(file, one, keys.get(one.key)) for one in file.signatures]


def _check_signature(file: _File, signature: _Signature, public: bytes | None) -> OfficerSignature:
    if public is None:
        return OfficerSignature(signature.key, is_whole=False)
    key = Ed25519PublicKey.from_public_bytes(public)
    given = (*signature.rows, *[""] * len(file.rows))
    bad = [
        number
        for number in range(1, len(file.rows) + 1)
        if not _is_valid(key, given[number - 1], _row_content(file, number))
    ]
    is_whole = len(signature.rows) == len(file.rows) and _is_valid(
        key, signature.whole, _file_content(file, signature.at)
    )
    return OfficerSignature(signature.key, is_whole, tuple(bad))


def _add_signature(file: _File, key: OfficerKey, at: datetime) -> bytes:
    if key.key.agency is not file.agency:
        raise InvalidError("agency_key.other_agency")
    if any(one.key == key.key.fingerprint for one in file.signatures):
        raise InvalidError("verdict.same_officer")
    if len(file.signatures) >= SIGNATURES:
        raise InvalidError("verdict.signed_already")
    signature = _Signature(
        key=key.key.fingerprint,
        at=at,
        whole=key.private.sign(_file_content(file, at)).hex(),
        rows=tuple(key.private.sign(_row_content(file, number)).hex() for number in range(1, len(file.rows) + 1)),
    )
    return encode_struct(msgspec.structs.replace(file, signatures=(*file.signatures, signature)))


def _decode_file(data: bytes) -> _File:
    if len(data) > MAX_VERDICT_BYTES:
        raise InvalidError("verdict.unreadable")
    file = decode_struct(data, _File, "verdict.unreadable")
    if file.format != FORMAT or len(file.rows) > MAX_BATCH_ROWS or len(file.signatures) > SIGNATURES:
        raise InvalidError("verdict.unreadable")
    return file


def _row_content(file: _File, number: int) -> bytes:
    """Return the signed bytes of a row, by its number from 1."""
    row = file.rows[number - 1]
    values = [file.event, file.batch, file.agency, file.manifest, number, row.id, row.digest, row.verdict, row.reason]
    return _ROW_PURPOSE + msgspec.json.encode(values)


def _file_content(file: _File, at: datetime) -> bytes:
    """Return the signed bytes of the whole file."""
    rows = [hashlib.sha256(_row_content(file, number)).hexdigest() for number in range(1, len(file.rows) + 1)]
    return _FILE_PURPOSE + msgspec.json.encode([file.event, file.batch, file.agency, file.manifest, at, rows])


def _is_valid(key: Ed25519PublicKey, signature: str, content: bytes) -> bool:
    try:
        key.verify(bytes.fromhex(signature), content)
    except (InvalidSignature, ValueError):
        return False
    return True
