"""Proofs of screens: an ECDSA P-256 signature (SHA-256, r and s of 32 bytes each) over a nonce of this connection.

Texts are base64url without padding. Browsers make both by WebCrypto.
"""

import base64
import binascii
import secrets
from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

CONTEXT = "rostrum-screen-proof-v1"
"""The first line of what is signed: no signature for another purpose is a proof."""

_POINT_BYTES, _HALF_BYTES = 65, 32
_ECDSA = ec.ECDSA(hashes.SHA256())
_KEYS_KEPT = 512


def make_nonce() -> str:
    """Return 32 random bytes as text."""
    return secrets.token_urlsafe(32)


def signed_text(origin: str, screen: str, nonce: str) -> bytes:
    """Return what a screen signs: context, origin of the site, name of the screen, nonce; one a line."""
    return f"{CONTEXT}\n{origin}\n{screen}\n{nonce}".encode()


def is_public_key(text: str) -> bool:
    """Return whether the text is an uncompressed point of P-256 in base64url."""
    return _load_key(text) is not None


def is_proved(public_key: str, content: bytes, signature: str) -> bool:
    """Return whether the signature of the content is one of the key; False for malformed texts, too."""
    key, raw = _load_key(public_key), _decode_text(signature)
    if key is None or raw is None or len(raw) != 2 * _HALF_BYTES:
        return False
    halves = (int.from_bytes(half, "big") for half in (raw[:_HALF_BYTES], raw[_HALF_BYTES:]))
    try:
        key.verify(encode_dss_signature(*halves), content, _ECDSA)
    except InvalidSignature:
        return False
    return True


def public_text(private_key: ec.EllipticCurvePrivateKey) -> str:
    """Return the public key of a private one as text."""
    numbers = private_key.public_key().public_numbers()
    point = b"\x04" + numbers.x.to_bytes(_HALF_BYTES, "big") + numbers.y.to_bytes(_HALF_BYTES, "big")
    return _encode_bytes(point)


def sign_text(private_key: ec.EllipticCurvePrivateKey, content: bytes) -> str:
    """Return the signature of the content as text."""
    r, s = decode_dss_signature(private_key.sign(content, _ECDSA))
    return _encode_bytes(r.to_bytes(_HALF_BYTES, "big") + s.to_bytes(_HALF_BYTES, "big"))


@lru_cache(_KEYS_KEPT)
def _load_key(text: str) -> ec.EllipticCurvePublicKey | None:
    point = _decode_text(text)
    if point is None or len(point) != _POINT_BYTES or point[0] != 4:
        return None
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except ValueError:
        return None


def _decode_text(text: str) -> bytes | None:
    if len(text) > 2 * _POINT_BYTES or not text.isascii():
        return None
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None


def _encode_bytes(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
