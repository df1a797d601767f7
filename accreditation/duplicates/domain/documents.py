"""Keyed digests of passport numbers: equal numbers are found without the numbers. Pure.

A copy of the database without the key says nothing about the numbers. The digest of a document is the start of the
keyed hash that is stored with a passport line (`accreditation.applications.storage.passports`).
"""

import hmac

from msgspec import Struct

from accreditation.duplicates.domain.blocking import near_values

_DIGEST_BYTES = 7
_MAX_SIGNS = 20


class DocumentDigests(Struct, frozen=True):
    """Digest of a number with its issuer, and those of the number with one of its signs left open, in order."""

    document: int
    near: tuple[int, ...]


def digest_document(key: bytes, issuer: str, number: str) -> DocumentDigests:
    """Return the digests of a passport's number and issuer (ICAO 9303); case, spaces and hyphens do not count."""
    signs = "".join(sign for sign in number.upper() if sign.isalnum())[:_MAX_SIGNS]
    near = tuple(_digest_text(key, f"{issuer}/{value}") for value in near_values(signs))
    return DocumentDigests(_digest_text(key, f"{issuer}/{signs}"), near)


def document_of_hash(passport_key: str) -> int:
    """Return the digest of a document, of its keyed hash in hexadecimal digits."""
    return int(passport_key[: _DIGEST_BYTES * 2], 16) or 1


def _digest_text(key: bytes, text: str) -> int:
    digest = hmac.digest(key, text.encode("utf-8", "replace"), "sha256")
    return int.from_bytes(digest[:_DIGEST_BYTES], "big") or 1
