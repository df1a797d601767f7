"""Keyed digests of passport numbers: equal numbers are found without the numbers. Pure.

A copy of the database without the key says nothing about the numbers.
"""

import hmac
from dataclasses import dataclass

from accreditation.duplicates.domain.blocking import near_values

_DIGEST_BITS = 57
_MAX_SIGNS = 20


@dataclass(frozen=True, slots=True)
class DocumentDigests:
    """Digest of a number with its country, and those of the number with one of its signs left open, in order."""

    document: int
    near: tuple[int, ...]


def digest_document(key: bytes, country: str, number: str) -> DocumentDigests:
    """Return the digests of a passport's number in its country (ISO 3166-1); case, spaces and hyphens do not count."""
    signs = "".join(sign for sign in number.upper() if sign.isalnum())[:_MAX_SIGNS]
    near = tuple(_digest_text(key, f"{country} {value}") for value in near_values(signs))
    return DocumentDigests(_digest_text(key, f"{country} {signs}"), near)


def _digest_text(key: bytes, text: str) -> int:
    digest = hmac.digest(key, text.encode("utf-8", "replace"), "sha256")
    return (int.from_bytes(digest[:8], "big") & ((1 << _DIGEST_BITS) - 1)) or 1
