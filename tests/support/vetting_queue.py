"""The vetting queue as its page reads it."""

from accreditation.applications.domain.applications import Agency
from accreditation.applications.ports import ApplicationSearch
from accreditation.applications.services import ApplicationServices
from accreditation.vetting.actions.queue import Queue, read_selection, select_application


async def read_queue(services: ApplicationServices, search: ApplicationSearch, *, agency: Agency, chosen: str) -> Queue:
    """Read the list and the selected application, on one snapshot."""
    async with services.transactions.read_together():
        selection = await select_application(services, search, agency=agency, chosen=chosen)
        return await read_selection(services, selection)
