"""Encryption of a message for one browser: RFC 8291, in one record of the content coding `aes128gcm` (RFC 8188)."""

import base64
import os

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from broadcast.notifications.domain import Subscription

MOST_BYTES = 3993
"""Bytes of a message that fit into the 4096 bytes that every push service takes (RFC 8291 §4)."""

SECRET_BYTES = 16
_RECORD_SIZE = 4096
_LAST_RECORD = b"\x02"


def encrypt_message(
    message: bytes,
    subscription: Subscription,
    *,
    private_key: ec.EllipticCurvePrivateKey | None = None,
    salt: bytes | None = None,
) -> bytes:
    """Return the body of a request to the push service. The key and the salt are new for each message.

    Raises ValueError for a message of more than `MOST_BYTES` or a key that is no point of P-256.
    """
    if len(message) > MOST_BYTES:
        raise ValueError(f"a message of {len(message)} bytes")
    private_key = private_key or ec.generate_private_key(ec.SECP256R1())
    salt = salt or os.urandom(16)
    theirs = decode_text(subscription.public_key)
    ours = private_key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    shared = private_key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), theirs))
    secret = _derive_bytes(shared, decode_text(subscription.secret), b"WebPush: info\0" + theirs + ours, 32)
    key = _derive_bytes(secret, salt, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derive_bytes(secret, salt, b"Content-Encoding: nonce\0", 12)
    header = salt + _RECORD_SIZE.to_bytes(4, "big") + len(ours).to_bytes(1, "big") + ours
    return header + AESGCM(key).encrypt(nonce, message + _LAST_RECORD, None)


def is_secret(text: str) -> bool:
    """Return whether a text is the shared secret of a browser: 16 bytes in base64url."""
    try:
        return len(decode_text(text)) == SECRET_BYTES
    except ValueError:
        return False


def decode_text(text: str) -> bytes:
    """Return the bytes of base64url with or without padding. Raises ValueError."""
    unpadded = text.rstrip("=")
    return base64.b64decode(unpadded + "=" * (-len(unpadded) % 4), altchars=b"-_", validate=True)


def _derive_bytes(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=salt, info=info).derive(secret)
