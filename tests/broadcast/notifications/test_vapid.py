"""Identification to push services (RFC 8292)."""

import json
import re
from datetime import timedelta

from broadcast.feed.identity.proofs import is_proved, is_public_key
from broadcast.notifications.encryption import decode_text
from broadcast.notifications.vapid import SenderKey
from tests.support.board_samples import MORNING

KEY = SenderKey(b"s" * 32, "https://press.example")


def test_token_names_the_service_and_is_signed_by_the_public_key() -> None:
    header = KEY.authorize("https://fcm.googleapis.com/fcm/send/x?y", MORNING)
    found = re.fullmatch(r"vapid t=([\w-]+)\.([\w-]+)\.([\w-]+), k=([\w-]+)", header)
    assert found
    head, claims, signature, key = found.groups()
    assert json.loads(decode_text(head)) == {"typ": "JWT", "alg": "ES256"}
    assert json.loads(decode_text(claims)) == {
        "aud": "https://fcm.googleapis.com",
        "exp": int((MORNING + timedelta(hours=12)).timestamp()),
        "sub": "https://press.example",
    }
    assert key == KEY.public_key
    assert is_proved(key, f"{head}.{claims}".encode(), signature)


def test_key_follows_from_the_seed_alone() -> None:
    assert is_public_key(KEY.public_key)
    assert SenderKey(b"s" * 32, "mailto:a@b.example").public_key == KEY.public_key
    assert SenderKey(b"t" * 32, "https://press.example").public_key != KEY.public_key
    assert is_public_key(SenderKey(b"\xff" * 32, "").public_key)
    assert is_public_key(SenderKey(b"\0" * 32, "").public_key)
