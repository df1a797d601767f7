"""Seals of the site."""

import pytest

from conference.auth.seals import open_seal, seal
from conference.ids import RandomIds
from conference.issued_secrets import IssuedSecrets

SITE, OTHER = IssuedSecrets(RandomIds(), b"k" * 32), IssuedSecrets(RandomIds(), b"o" * 32)


def test_sealed_content_is_opened_for_its_purpose_only() -> None:
    sealed = seal(SITE, "one", b"content")
    assert sealed.isascii()
    assert open_seal(SITE, "one", sealed) == b"content"
    assert open_seal(SITE, "two", sealed) is None
    assert open_seal(OTHER, "one", sealed) is None


@pytest.mark.parametrize("forged", ["", "A" * 400, "é", "====", "\ud800"])
def test_forged_seal_is_not_opened(forged: str) -> None:
    assert open_seal(SITE, "one", forged) is None
