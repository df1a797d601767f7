"""Encryption for one browser, by the example of RFC 8291, appendix A."""

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from broadcast.notifications.domain import Subscription
from broadcast.notifications.encryption import MOST_BYTES, decode_text, encrypt_message, is_secret
from tests.support.push_browsers import PushBrowser

SUBSCRIPTION = Subscription(
    endpoint="https://push.example.net/push/JzLQ3raZJfFBR0aqvOMsLrt54w4rJUsV",
    public_key="BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
    secret="BTBZMqHH6r4Tts7J_aSIgg",
)
PRIVATE = ec.derive_private_key(
    int.from_bytes(decode_text("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"), "big"), ec.SECP256R1()
)
SALT = decode_text("DGv6ra1nlYgDCS1FRnbzlw")
BODY = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A"
    "_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)


def test_message_is_encrypted_as_in_the_standard() -> None:
    message = b"When I grow up, I want to be a watermelon"
    assert encrypt_message(message, SUBSCRIPTION, private_key=PRIVATE, salt=SALT) == decode_text(BODY)


def test_each_message_has_a_key_and_a_salt_of_its_own() -> None:
    browser = PushBrowser()
    bodies = [encrypt_message(b'{"a": 1}', browser.subscription) for _ in range(2)]
    assert [browser.decrypt(body) for body in bodies] == [{"a": 1}, {"a": 1}]
    assert bodies[0][:16] != bodies[1][:16]
    assert bodies[0][21:86] != bodies[1][21:86]


def test_longest_message_fits_into_what_push_services_take() -> None:
    assert len(encrypt_message(b"x" * MOST_BYTES, SUBSCRIPTION)) == 4096
    with pytest.raises(ValueError, match="3994 bytes"):
        encrypt_message(b"x" * (MOST_BYTES + 1), SUBSCRIPTION)


@pytest.mark.parametrize(
    ("text", "fits"), [(SUBSCRIPTION.secret, True), ("BTBZ", False), ("*" * 22, False), ("", False)]
)
def test_secret_is_16_bytes(text: str, fits: bool) -> None:
    assert is_secret(text) is fits
