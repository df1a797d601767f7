"""Services of duplicates over the test's applications, which write without a queue."""

from collections.abc import Awaitable, Callable, Sequence

from accreditation.applications.domain.applications import Application
from accreditation.applications.services import ApplicationServices
from accreditation.applications.storage.photos import SqlPhotos
from accreditation.duplicates.photo_prints import make_print
from accreditation.duplicates.services import DuplicateServices
from accreditation.duplicates.storage.hits import SqlHits
from accreditation.duplicates.storage.people import SqlComparedPeople
from accreditation.vetting.actions.holding import hold_applications, resume_held_applications
from conference.transactions import Transaction
from tests.support.application_samples import applicant, application


def make_duplicate_services(desk: ApplicationServices) -> DuplicateServices:
    """Return the services over the stores of `desk`."""

    async def write(name: str, act: Callable[[Transaction], Awaitable[None]], *, within_s: float) -> bool:
        async with desk.transactions.write() as transaction:
            await act(transaction)
        return True

    async def hold(transaction: Transaction, application_ids: Sequence[str]) -> None:
        await hold_applications(desk, transaction, application_ids)

    async def resume(transaction: Transaction, application_ids: Sequence[str]) -> None:
        await resume_held_applications(desk, transaction, application_ids)

    return DuplicateServices(
        transactions=desk.transactions,
        people=SqlComparedPeople(),
        hits=SqlHits(),
        applications=desk.applications,
        photos=SqlPhotos(),
        make_print=make_print,
        hold=hold,
        resume=resume,
        write=write,
        clock=desk.clock,
    )


def numbered_application(number: int, **changes: str) -> Application:
    """Return a submitted application of another person, or of one with these data."""
    other = {
        "native_name": f"Person {'abcdefghij'[number]}{'klmnopqrst'[number]}",
        "family_name": f"PERSON{'ABCDEFGHIJ'[number] * 3}",
        "given_name": f"GIVEN{'KLMNOPQRST'[number] * 3}",
        "email": f"person{number}@example.org",
        "phone": f"+849{number}1234567{number}",
    }
    return application(
        f"app_{number}", secret=f"secret {number}", photo_id=None, applicant=applicant(**other | changes)
    )
