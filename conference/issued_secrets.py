"""Secrets that prove that this site issued them, so that clients cannot choose one. They are not stored."""

import base64
import hashlib
import hmac

from conference.ids import Ids

PROOF_BYTES = 9
PROOF_LENGTH = PROOF_BYTES * 4 // 3
"""Characters of the proof at the end of a secret: base64url of `PROOF_BYTES`."""


class IssuedSecrets:
    """Issues secrets of several purposes: an unguessable part, then a truncated HMAC of it by the site's key."""

    def __init__(self, ids: Ids, key: bytes) -> None:
        self._ids = ids
        self._key = key

    def issue(self, purpose: str) -> str:
        """Make a new secret, safe in a URL."""
        unguessable = self._ids.secret()
        return unguessable + self._make_proof(purpose, unguessable)

    def is_issued(self, purpose: str, secret: str) -> bool:
        """Whether this site, on any of its nodes, issued the secret for this purpose."""
        unguessable, proof = secret[:-PROOF_LENGTH], secret[-PROOF_LENGTH:]
        return hmac.compare_digest(_encode_text(proof), _encode_text(self._make_proof(purpose, unguessable)))

    def derive_key(self, purpose: str) -> bytes:
        """Return a key of 32 bytes for another purpose, which tells nothing about the site's key."""
        return hmac.new(self._key, _encode_text(f"key\0{purpose}"), hashlib.sha256).digest()

    def _make_proof(self, purpose: str, unguessable: str) -> str:
        message = _encode_text(f"{purpose}\0{unguessable}")
        proof = hmac.new(self._key, message, hashlib.sha256).digest()[:PROOF_BYTES]
        return base64.urlsafe_b64encode(proof).decode("ascii")


def _encode_text(text: str) -> bytes:
    """Encode a text from a client as UTF-8, including lone surrogates."""
    return text.encode("utf-8", "surrogatepass")
