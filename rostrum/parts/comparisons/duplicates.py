"""Duplicates: their services, the comparison of stored passports, and the search in the background."""

from collections.abc import Sequence
from functools import partial

from accreditation.applications.domain.events import ApplicationCorrected, ApplicationSubmitted
from accreditation.applications.domain.passports.records import NewPassport
from accreditation.applications.services import ApplicationServices
from accreditation.applications.storage.passports import SqlPassports
from accreditation.applications.storage.photos import SqlPhotos
from accreditation.duplicates.actions.comparing import compare_outdated
from accreditation.duplicates.domain.documents import digest_document
from accreditation.duplicates.domain.people import PhotoPrint
from accreditation.duplicates.services import DuplicateServices
from accreditation.duplicates.storage.hits import SqlHits
from accreditation.duplicates.storage.people import COLOUR_BYTES, SqlComparedPeople
from accreditation.vetting.actions.holding import hold_applications, resume_held_applications
from conference.transactions import Transaction
from rostrum.parts.comparisons.background_search import BackgroundSearch
from rostrum.runtime import Runtime


class ComparedPassports(SqlPassports):
    """Store of passports that saves with each passport the digests by which it is compared with others."""

    async def save(self, transaction: Transaction, passport: NewPassport) -> None:
        """Save the passport and its digests; its application is to be compared again."""
        await super().save(transaction, passport)
        issuer, _, number = passport.document.partition("/")
        digests = digest_document(await self.secret.ensure(transaction), issuer, number)
        people = SqlComparedPeople()
        await people.save_document(transaction, passport.application_id, digests if number else None)
        await people.forget_comparison(transaction, passport.application_id)


def duplicate_services(runtime: Runtime, applications: ApplicationServices) -> DuplicateServices:
    """Make the services of duplicates. Holds are announced as those of `applications` are."""

    async def hold(transaction: Transaction, application_ids: Sequence[str]) -> None:
        await hold_applications(applications, transaction, application_ids)

    async def resume(transaction: Transaction, application_ids: Sequence[str]) -> None:
        await resume_held_applications(applications, transaction, application_ids)

    return DuplicateServices(
        transactions=runtime.transactions,
        people=SqlComparedPeople(),
        hits=SqlHits(),
        applications=applications.applications,
        photos=SqlPhotos(),
        make_print=_print_of_file if runtime.event.fictional_press else _make_print,
        hold=hold,
        resume=resume,
        write=runtime.transactions.background.add_and_wait,
        clock=runtime.clock,
    )


def _print_of_file(_jpeg: bytes, sha256: str) -> PhotoPrint:
    """Return a print that is only like that of the same file: drawn portraits of a fictional press are all alike."""
    return PhotoPrint(sha256, (0,), (bytes(COLOUR_BYTES),))


def _make_print(jpeg: bytes, sha256: str) -> PhotoPrint:
    from accreditation.duplicates.photo_prints import make_print  # noqa: PLC0415 - Pillow

    return make_print(jpeg, sha256)


def install_search(services: DuplicateServices, runtime: Runtime) -> BackgroundSearch:
    """Return the search, which begins when it is entered, and is notified of submissions and corrections."""
    search = BackgroundSearch("duplicates", partial(compare_outdated, services))
    runtime.bus.subscribe(ApplicationSubmitted, search.notify)
    runtime.bus.subscribe(ApplicationCorrected, search.notify)
    return search
