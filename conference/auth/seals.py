"""Seals: values encrypted and authenticated by a key of the site (AES-GCM), for pages and for the database."""

import base64
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from conference.issued_secrets import IssuedSecrets

_NONCE_BYTES = 12


def seal(issued: IssuedSecrets, purpose: str, content: bytes) -> str:
    """Return the sealed content as ASCII. It can be opened for the same purpose only."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    sealed = nonce + AESGCM(issued.derive_key(purpose)).encrypt(nonce, content, None)
    return base64.urlsafe_b64encode(sealed).decode("ascii")


def open_seal(issued: IssuedSecrets, purpose: str, text: str) -> bytes | None:
    """Return the sealed content; None if this site did not seal it for this purpose."""
    try:
        sealed = base64.urlsafe_b64decode(text)
        return AESGCM(issued.derive_key(purpose)).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], None)
    except (ValueError, InvalidTag):
        return None
