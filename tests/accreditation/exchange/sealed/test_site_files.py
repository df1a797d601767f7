"""File with the public keys of an installation."""

import pytest

from accreditation.badges.cose import sign_bytes
from accreditation.exchange.sealed.site_files import is_signed_by, read_site
from conference.errors import InvalidError
from tests.support.agency_files import make_site


def test_signature_is_checked_with_the_named_key() -> None:
    site = make_site()
    signature = sign_bytes(site.private, b"content")
    key_id = site.file.keys[0].id
    assert is_signed_by(site.file, key_id, b"content", signature)
    assert not is_signed_by(site.file, key_id, b"contents", signature)
    assert not is_signed_by(site.file, "0" * 16, b"content", signature)
    assert site.file.keys[0].fingerprint == site.file.keys[0].fingerprint.lower()


def test_large_file_is_refused() -> None:
    with pytest.raises(InvalidError, match=r"site_file\.unreadable"):
        read_site(b" " * 70_000)
