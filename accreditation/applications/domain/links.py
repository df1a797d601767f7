"""Links of applicants, whose secrets are derived: a letter that is written later carries a link that works.

The secret of a link is the application's id and an HMAC of the id and of the link's generation, by a key that is not in
the database. Replacing a link increases the generation, so that the earlier secrets open nothing.
"""

import base64
import hashlib
import hmac
import re

from accreditation.applications.domain.applications import ID_PREFIX, Application

PROOF_BYTES = 24
PROOF_LENGTH = PROOF_BYTES * 4 // 3
"""Characters of the proof at the end of a secret: base64url of `PROOF_BYTES`."""

_SECRET = re.compile(rf"([A-Za-z0-9_-]{{1,40}})-[A-Za-z0-9_-]{{{PROOF_LENGTH}}}")


class ApplicantLinks:
    """Derives and checks the secrets of links. `public_url` is the site's address, without a trailing slash."""

    def __init__(self, key: bytes, public_url: str) -> None:
        self._key = key
        self._public_url = public_url

    def applicant_link(self, application: Application, language: str) -> str:
        """Return the absolute address of the status page in a language, under the current link."""
        return f"{self._public_url}/{language}/applications/{self.secret_of(application)}"

    def address_link(self, secret: str, language: str) -> str:
        """Return the absolute address of the page that confirms a change of address."""
        return f"{self._public_url}/{language}/applications/address/{secret}"

    def secret_of(self, application: Application) -> str:
        """Return the secret of the current link."""
        return f"{application.id.removeprefix(ID_PREFIX)}-{self._make_proof(application)}"

    def is_current(self, application: Application, secret: str) -> bool:
        """Whether the secret is that of the current link."""
        return hmac.compare_digest(_encode_text(self.secret_of(application)), _encode_text(secret))

    def _make_proof(self, application: Application) -> str:
        return make_proof(self._key, "link", application.id, str(application.link_generation))


def make_proof(key: bytes, *parts: str) -> str:
    """Return the proof of a secret: a truncated HMAC of its purpose, its id, and what ends it, safe in an address."""
    proof = hmac.new(key, _encode_text("\0".join(parts)), hashlib.sha256).digest()[:PROOF_BYTES]
    return base64.urlsafe_b64encode(proof).decode("ascii")


def application_id_in(secret: str) -> str | None:
    """Return the id that the secret of a link names; None for a text of another shape. The id alone proves nothing."""
    named = _SECRET.fullmatch(secret)
    return ID_PREFIX + named[1] if named else None


def _encode_text(text: str) -> bytes:
    """Encode a text from a client as UTF-8, including lone surrogates."""
    return text.encode("utf-8", "surrogatepass")
