"""Fictional applicants, officers and photos for the tests of accreditation."""

import io
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache

from PIL import Image

from accreditation.applications.domain.applications import (
    Agency,
    Applicant,
    Application,
    Finding,
    State,
    apply_submission,
    secret_digest,
)
from accreditation.applications.domain.photos import PreparedPhoto
from accreditation.vetting.domain import FindingInput, Officer, apply_finding
from conference.auth.roles import Role, Staff
from rostrum import roles

NOON = datetime(2025, 10, 20, 5, 0, tzinfo=UTC)
SECRET = "Jd83kfm20DkeoPq4mcn48fk2ldm9s3kd"

LINH = Officer("staff_linh", frozenset({Agency.ACCREDITATION}))
MAI = Officer("staff_mai", frozenset({Agency.ACCREDITATION}))
SON = Officer("staff_son", frozenset({Agency.SECURITY}))

APPROVE = FindingInput(finding=Finding.APPROVED)
REFUSE = FindingInput(finding=Finding.REFUSED, reason="outlet_not_verified")


def staff(name: str, *roles: Role, language: str = "en") -> Staff:
    return Staff(f"staff_{name}", name, name.title(), frozenset(roles), language)


OFFICER_A = staff("linh", roles.ACCREDITATION_OFFICER, language="vi")
OTHER_OFFICER_A = staff("mai", roles.ACCREDITATION_OFFICER)
OFFICER_B = staff("son", roles.SECURITY_OFFICER)
OTHER_STAFF = [
    staff("both", roles.ACCREDITATION_OFFICER, roles.SECURITY_OFFICER),
    staff("admin", roles.ADMINISTRATOR),
    staff("desk", roles.BADGE_DESK),
    staff("door", roles.DOOR),
    staff("operator", roles.OPERATOR),
    staff("nobody"),
]
"""Accounts that may not record findings: roles of both agencies, other roles, no role."""


def applicant(**changes: str) -> Applicant:
    return replace(
        Applicant(
            native_name="Nguyễn Thị Hoa",
            family_name="NGUYEN",
            given_name="THI HOA",
            email="hoa@example.org",
            phone="+84912345678",
            country="VN",
            language="vi",
        ),
        **changes,
    )


def application(application_id: str = "app_1", *, secret: str = SECRET, **changes: object) -> Application:
    """Return a submitted application."""
    draft = Application(
        id=application_id,
        secret_hash=secret_digest(secret),
        applicant=applicant(),
        function="reporter",
        category="general",
        photo_id=f"photo_{application_id}",
        consent_at=NOON,
    )
    return replace(apply_submission(draft, at=NOON), **changes)  # type: ignore[arg-type]


def in_state(state: State, **changes: object) -> Application:
    return replace(application(), state=state, **changes)  # type: ignore[arg-type]


def with_findings(*steps: tuple[FindingInput, Agency, Officer]) -> Application:
    """Return a submitted application with these findings, recorded in this order."""
    current = application()
    for finding_input, agency, officer in steps:
        current = apply_finding(current, finding_input, agency=agency, officer=officer, at=NOON)
    return current


@cache
def photo(shade: int = 120) -> PreparedPhoto:
    def jpeg(size: tuple[int, int]) -> bytes:
        out = io.BytesIO()
        Image.new("RGB", size, (shade, 90, 60)).save(out, "JPEG")
        return out.getvalue()

    return PreparedPhoto(jpeg((600, 800)), jpeg((120, 160)), f"{shade:064x}", 600, 800)


@cache
def upload(shade: int = 120, size: tuple[int, int] = (900, 1200)) -> bytes:
    """Return a JPEG as uploaded from a phone."""
    out = io.BytesIO()
    Image.new("RGB", size, (shade, 140, 120)).save(out, "JPEG")
    return out.getvalue()
