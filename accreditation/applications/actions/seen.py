"""Load an application for an officer's act: in its newest version, and only if the officer saw it."""

from accreditation.applications.domain.applications import Agency, Application
from accreditation.applications.domain.seen import SeenVersion, require_seen
from accreditation.applications.services import ApplicationServices
from conference.transactions import Transaction


async def get_seen(
    services: ApplicationServices, transaction: Transaction, seen: SeenVersion, *, agency: Agency | None
) -> Application:
    """Lock and return the application that the officer acts on. Every act of an officer loads it here.

    Raises NotFoundError, ConflictError as `require_seen`.
    """
    application = await services.applications.get(transaction, seen.application_id, lock=True)
    require_seen(application, agency, seen.version)
    return application
