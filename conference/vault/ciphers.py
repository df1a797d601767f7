"""Authenticated encryption of values (AES-256-GCM): what a value is, and whose, is part of its seal.

A sealed value is one version byte, a random nonce of 12 bytes, and the ciphertext with its tag of 16 bytes.
"""

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from conference.errors import RostrumError
from conference.vault.keyring import KEY_BYTES, WrappingKey

SEAL_BYTES = 29
"""Bytes that a seal adds to a value."""

_VERSION = b"\x01"
_NONCE_BYTES = 12
_HEAD_BYTES = len(_VERSION) + _NONCE_BYTES


class SealBrokenError(RostrumError):
    """A sealed value was changed, belongs elsewhere, or was sealed with another key."""


class PersonCipher:
    """Seals and unseals the values of one person. Make it by `Vault`; keep it no longer than a request."""

    def __init__(self, owner: str, data_key: bytes) -> None:
        self._owner = owner
        self._cipher = AESGCM(data_key)

    def seal(self, label: str, data: bytes) -> bytes:
        """Encrypt a value. `label` says what the value is, with the id of its row: the same is needed to unseal it."""
        return _encrypt_value(self._cipher, data, self._context_of(label))

    def unseal(self, label: str, sealed: bytes) -> bytes:
        """Decrypt a value. Raises SealBrokenError."""
        return _decrypt_value(self._cipher, sealed, self._context_of(label))

    def _context_of(self, label: str) -> bytes:
        return b"value\0" + self._owner.encode() + b"\0" + label.encode()


def new_data_key() -> bytes:
    """Return a new random data key."""
    return secrets.token_bytes(KEY_BYTES)


def wrap_key(wrapping_key: WrappingKey, owner: str, data_key: bytes) -> bytes:
    """Encrypt the data key of a person."""
    return _encrypt_value(AESGCM(wrapping_key.secret), data_key, _owner_context(owner))


def unwrap_key(wrapping_key: WrappingKey, owner: str, wrapped: bytes) -> bytes:
    """Decrypt the data key of a person. Raises SealBrokenError."""
    return _decrypt_value(AESGCM(wrapping_key.secret), wrapped, _owner_context(owner))


def _owner_context(owner: str) -> bytes:
    return b"data key\0" + owner.encode()


def _encrypt_value(cipher: AESGCM, data: bytes, context: bytes) -> bytes:
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return _VERSION + nonce + cipher.encrypt(nonce, data, context)


def _decrypt_value(cipher: AESGCM, sealed: bytes, context: bytes) -> bytes:
    if not sealed.startswith(_VERSION) or len(sealed) < SEAL_BYTES:
        raise SealBrokenError("vault.broken")
    try:
        return cipher.decrypt(sealed[len(_VERSION) : _HEAD_BYTES], sealed[_HEAD_BYTES:], context)
    except InvalidTag:
        raise SealBrokenError("vault.broken") from None
