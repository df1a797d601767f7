"""Secrets of the site are recognized on every node; secrets that a client made up are not."""

import pytest

from conference.ids import RandomIds, SequentialIds
from conference.issued_secrets import PROOF_LENGTH, IssuedSecrets

KEY = b"k" * 32


def test_issued_secret_is_known_by_every_node_with_the_key() -> None:
    secret = IssuedSecrets(RandomIds(), KEY).issue("form")
    assert IssuedSecrets(RandomIds(), KEY).is_issued("form", secret)
    assert not IssuedSecrets(RandomIds(), b"l" * 32).is_issued("form", secret)
    assert not IssuedSecrets(RandomIds(), KEY).is_issued("visitor", secret)


def test_issued_secrets_differ_and_are_safe_in_an_address() -> None:
    issuer = IssuedSecrets(RandomIds(), KEY)
    secrets = {issuer.issue("form") for _ in range(100)}
    assert len(secrets) == 100
    assert {len(secret) for secret in secrets} == {32 + PROOF_LENGTH}
    assert all(secret.replace("-", "").replace("_", "").isalnum() and secret.isascii() for secret in secrets)


def test_secret_changed_in_any_place_is_not_issued() -> None:
    issuer = IssuedSecrets(SequentialIds(), KEY)
    secret = issuer.issue("form")
    for place, letter in enumerate(secret):
        other = "a" if letter != "a" else "b"
        assert not issuer.is_issued("form", secret[:place] + other + secret[place + 1 :])


@pytest.mark.parametrize("made_up", ["", "A" * 22, "A" * 44, "x" * 9999, "é" * 44, "\udc80" * 44, "\0" * 44])
def test_made_up_secret_is_not_issued(made_up: str) -> None:
    assert not IssuedSecrets(RandomIds(), KEY).is_issued("form", made_up)
