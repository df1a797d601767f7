"""Digests of passport numbers: equal ones and nearly equal ones are recognized, with the key only."""

import hashlib
import hmac

from accreditation.duplicates.domain.documents import digest_document, document_of_hash

KEY = b"k" * 32


def test_equal_numbers_have_one_digest_however_they_are_typed() -> None:
    assert digest_document(KEY, "VNM", "C 123-4567") == digest_document(KEY, "VNM", "c1234567")


def test_country_and_key_change_the_digest() -> None:
    digest = digest_document(KEY, "VNM", "C1234567")
    assert digest.document != digest_document(KEY, "LAO", "C1234567").document
    assert digest.document != digest_document(b"x" * 32, "VNM", "C1234567").document


def test_digest_is_the_start_of_the_stored_hash() -> None:
    stored = hmac.new(KEY, b"VNM/C1234567", hashlib.sha256).hexdigest()
    assert digest_document(KEY, "VNM", "C1234567").document == document_of_hash(stored)


def test_numbers_with_one_other_sign_share_one_digest() -> None:
    near = [set(digest_document(KEY, "VNM", number).near) for number in ("C1234567", "C1234568", "C1234599")]
    assert len(near[0] & near[1]) == 1
    assert not near[0] & near[2]


def test_digests_are_positive_and_hold_no_more_than_56_bits() -> None:
    digest = digest_document(KEY, "VNM", "C" * 50)
    assert all(0 < value < 2**56 for value in (digest.document, *digest.near))
    assert len(digest.near) == 20
