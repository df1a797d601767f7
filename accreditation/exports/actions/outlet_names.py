"""Names of outlets for the filters of exports."""

from collections.abc import Iterable, Mapping

from accreditation.exports.domain import ExportFilter
from accreditation.exports.services import ExportServices
from conference.errors import InvalidError

MAX_SUGGESTED = 300
"""Names of outlets that a form suggests."""


async def find_outlet_id(services: ExportServices, name: str) -> str:
    """Return the id of the outlet with a name. Raises InvalidError `export.outlet_unknown`."""
    async with services.transactions.read() as transaction:
        found = await services.applications.outlets.find_by_alias(transaction, name)
    if found is None:
        raise InvalidError("export.outlet_unknown", {"outlet": "export.outlet_unknown"})
    return found.id


async def name_outlets(services: ExportServices, filters: Iterable[ExportFilter]) -> Mapping[str, str]:
    """Return id → name of the outlets of filters."""
    ids = sorted({one.outlet for one in filters if one.outlet})
    if not ids:
        return {}
    async with services.transactions.read() as transaction:
        return await services.lists.name_outlets(transaction, ids)


async def suggest_outlets(services: ExportServices) -> list[str]:
    """Return the names of the first outlets."""
    async with services.transactions.read() as transaction:
        page = await services.outlets.search(transaction, "", offset=0, limit=MAX_SUGGESTED)
    return [one.name for one in page.outlets]
