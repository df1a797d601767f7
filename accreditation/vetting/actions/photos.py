"""Read photos for staff: the agencies see every submitted one, the badge desk those of people with a badge to come."""

from accreditation.access.roles import Permission
from accreditation.applications.services import ApplicationServices
from accreditation.vetting.actions.vetting import PERMISSIONS
from conference.auth.roles import Staff, may
from conference.errors import ForbiddenError, NotFoundError
from conference.transactions import Transaction

PHOTO_VIEWERS = (*PERMISSIONS.values(), Permission.PRINT_BADGES)
"""Permissions of which one is needed to see any photo."""


async def read_staff_photo(
    services: ApplicationServices, photo_id: str, *, staff: Staff, thumbnail: bool = False
) -> bytes:
    """Return the JPEG bytes of a photo that this person has a reason to see.

    The photo of an unsubmitted form is shown to no staff, a photo that a correction replaced to the agencies only.
    Raises ForbiddenError, NotFoundError `photo.unknown`.
    """
    if not any(may(staff, permission) for permission in PHOTO_VIEWERS):
        raise ForbiddenError("role.missing")
    async with services.transactions.read() as transaction:
        photo = await services.photos.find(transaction, photo_id)
        if photo is None or photo.application_id is None:
            raise NotFoundError("photo.unknown")
        if not any(may(staff, permission) for permission in PERMISSIONS.values()):
            if photo.is_replaced:
                raise NotFoundError("photo.unknown")
            await _require_badge_holder(services, transaction, photo.application_id)
        return await services.photos.get_content(transaction, photo_id, thumbnail=thumbnail)


async def _require_badge_holder(services: ApplicationServices, transaction: Transaction, application_id: str) -> None:
    """Check that the badge desk lists the applicant: approved, or with a badge that was issued earlier."""
    application = await services.applications.get(transaction, application_id)
    if not application.is_approved and not await services.credentials.has_had_badge(transaction, application_id):
        raise NotFoundError("photo.unknown")
