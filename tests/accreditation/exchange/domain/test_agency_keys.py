"""Public keys of an agency."""

from dataclasses import replace

from accreditation.exchange.domain.agency_keys import KeyPurpose, grouped_fingerprint
from tests.support.agency_files import officer_key


def test_fingerprint_depends_on_key_and_purpose() -> None:
    key = officer_key("First").key
    assert replace(key, name="Other").fingerprint == key.fingerprint
    assert replace(key, purpose=KeyPurpose.SEALING).fingerprint != key.fingerprint
    assert officer_key("Second").key.fingerprint != key.fingerprint
    assert key.actor.endswith(key.id)


def test_fingerprint_is_shown_in_groups() -> None:
    assert grouped_fingerprint("0123456789ab") == "0123 4567 89ab"
