"""Links of focal points and of the people on their lists, derived as the links of applicants. Pure."""

import hmac
import re

from accreditation.applications.domain.links import PROOF_LENGTH, make_proof
from accreditation.outlets.domain.crews import CrewMember, FocalPoint

FOCAL_PREFIX, MEMBER_PREFIX = "fp_", "crew_"
SECRET_PATTERN = r"[A-Za-z0-9_-]{22,80}"  # noqa: S105 - a pattern
_SECRET = re.compile(rf"([A-Za-z0-9_-]{{1,40}})-[A-Za-z0-9_-]{{{PROOF_LENGTH}}}")


class CrewLinks:
    """Derives and checks the secrets of links. `public_url` is the site's address, without a trailing slash."""

    def __init__(self, key: bytes, public_url: str) -> None:
        self._key = key
        self._public_url = public_url

    def focal_link(self, focal: FocalPoint, language: str) -> str:
        """Return the absolute address of the focal point's page under its current link."""
        return f"{self._public_url}/{language}/crews/{self.secret_of_focal(focal)}"

    def member_link(self, member: CrewMember, language: str) -> str:
        """Return the absolute address of the page on which a person completes or declines."""
        return f"{self._public_url}/{language}/crew/{self.secret_of_member(member)}"

    def secret_of_focal(self, focal: FocalPoint) -> str:
        """Return the secret of the current link of a focal point."""
        proof = make_proof(self._key, "focal point", focal.id, str(focal.link_generation))
        return f"{focal.id.removeprefix(FOCAL_PREFIX)}-{proof}"

    def secret_of_member(self, member: CrewMember) -> str:
        """Return the secret of a person's link. It depends on the address: a link never serves another person."""
        proof = make_proof(self._key, "crew member", member.id, member.email)
        return f"{member.id.removeprefix(MEMBER_PREFIX)}-{proof}"

    def is_focal_link(self, focal: FocalPoint, secret: str) -> bool:
        """Whether the secret is that of the current link of a focal point that has not ended."""
        return focal.ended_at is None and _is_equal(self.secret_of_focal(focal), secret)

    def is_member_link(self, member: CrewMember, secret: str) -> bool:
        """Whether the secret is that of the person's link."""
        return _is_equal(self.secret_of_member(member), secret)


def id_in(secret: str, prefix: str) -> str | None:
    """Return the id that a secret names, None for a text of another shape. The id alone proves nothing."""
    named = _SECRET.fullmatch(secret)
    return prefix + named[1] if named else None


def _is_equal(expected: str, secret: str) -> bool:
    return hmac.compare_digest(expected.encode(), secret.encode("utf-8", "surrogatepass"))
