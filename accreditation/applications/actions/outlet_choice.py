"""The outlet of a form: the one that is typed, or that of the crew whose list has the person; it must have a place."""

from datetime import datetime

from accreditation.applications.domain.answers import Answers
from accreditation.applications.domain.applications import Application, secret_digest
from accreditation.applications.domain.outlets import Outlet
from accreditation.applications.services import ApplicationServices
from conference.transactions import Transaction


async def take_outlet_id(
    services: ApplicationServices, transaction: Transaction, answers: Answers, *, form_hash: str
) -> str | None:
    """Return the outlet of a new application. Raises RuleError when it has no place (`OutletPlaces.take`)."""
    outlet_id = await _add_or_find_outlet_id(services, transaction, answers)
    return await services.places.take(transaction, outlet_id, form_hash=form_hash)


async def correct_outlet_id(
    services: ApplicationServices, transaction: Transaction, answers: Answers, before: Application
) -> str | None:
    """Return the outlet of a corrected application. Raises RuleError when another one has no place."""
    outlet_id = await _add_or_find_outlet_id(services, transaction, answers)
    if outlet_id == before.outlet_id:
        return outlet_id
    return await services.places.take(transaction, outlet_id, form_hash="")


async def find_late_end(services: ApplicationServices, *, secret: str) -> datetime | None:
    """Return until when a form is accepted after the closing by an officer's leave, None when it is not."""
    async with services.transactions.read() as transaction:
        return await services.places.find_late_end(transaction, secret_digest(secret))


async def suggest_outlets(services: ApplicationServices, text: str, *, limit: int = 8) -> list[Outlet]:
    """Return confirmed outlets with a name like the text. Unconfirmed names of other applicants stay private."""
    async with services.transactions.read() as transaction:
        return await services.outlets.list_matching(transaction, text, limit=limit, verified_only=True)


async def _add_or_find_outlet_id(
    services: ApplicationServices, transaction: Transaction, answers: Answers
) -> str | None:
    if answers.outlet is None:
        return None
    outlet = await services.outlets.add(transaction, Outlet(services.ids.new("out"), answers.outlet))
    return outlet.id
