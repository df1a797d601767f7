"""Identification of this site to push services (VAPID, RFC 8292)."""

import base64
from datetime import datetime, timedelta
from functools import cached_property
from urllib.parse import urlsplit

import msgspec
from cryptography.hazmat.primitives.asymmetric import ec

from broadcast.feed.identity.proofs import public_text, sign_text

VALID_FOR = timedelta(hours=12)
"""How long a token is valid: at most 24 hours (RFC 8292 §2)."""

_GROUP_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_HEADER = {"typ": "JWT", "alg": "ES256"}


class SenderKey:
    """The key by which push services recognise this site, the same on each node.

    It is derived from `seed`, 32 secret bytes. `contact` is an address of the site, https or mailto.
    """

    def __init__(self, seed: bytes, contact: str) -> None:
        self._seed = seed
        self._contact = contact

    @cached_property
    def public_key(self) -> str:
        """The public key that browsers subscribe with, in base64url."""
        return public_text(self._private_key)

    def authorize(self, endpoint: str, now: datetime) -> str:
        """Return the header `Authorization` of a message to a push service."""
        parts = urlsplit(endpoint)
        claims = {
            "aud": f"{parts.scheme}://{parts.netloc}",
            "exp": int((now + VALID_FOR).timestamp()),
            "sub": self._contact,
        }
        signed = f"{_encode_part(_HEADER)}.{_encode_part(claims)}"
        return f"vapid t={signed}.{sign_text(self._private_key, signed.encode())}, k={self.public_key}"

    @cached_property
    def _private_key(self) -> ec.EllipticCurvePrivateKey:
        number = int.from_bytes(self._seed, "big") % (_GROUP_ORDER - 1) + 1
        return ec.derive_private_key(number, ec.SECP256R1())


def _encode_part(value: object) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode(value)).rstrip(b"=").decode()
