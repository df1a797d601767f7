"""An installation and an agency that does not sign in, over a test's applications."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from accreditation.applications.domain.applications import Agency
from accreditation.applications.services import ApplicationServices
from accreditation.badges.audience import audience_of
from accreditation.badges.keys import KeyFolder, SigningKeys
from accreditation.badges.storage.keys import SqlKeys
from accreditation.exchange.actions.agency_keys import read_site_file, register_key
from accreditation.exchange.actions.batches import WrittenBatch, write_batch
from accreditation.exchange.agency_services import AgencyServices
from accreditation.exchange.domain.verdicts import Verdict, VerdictRow
from accreditation.exchange.sealed.batch_files import OpenedBatch, open_batch
from accreditation.exchange.sealed.key_files import OfficerKey
from accreditation.exchange.sealed.verdict_files import confirm_verdicts, sign_verdicts
from accreditation.exchange.storage.agency_keys import SqlAgencyKeys
from accreditation.exchange.storage.batches import SqlBatches
from conference.event import load_event
from conference.resources import event_folder
from conference.storage.nested_transactions import NestedTransactions
from rostrum import roles
from tests.support.agency_files import officer_key, sealing_key
from tests.support.application_samples import OFFICER_A, application, staff
from tests.support.application_services import save_applications

ADMINISTRATOR = staff("admin", roles.ADMINISTRATOR)
EVENT = load_event(event_folder("hanoi-2025"))
FIRST, SECOND = officer_key("First"), officer_key("Second")
A, B = Agency.ACCREDITATION, Agency.SECURITY
REASON = "outlet_not_verified"


@dataclass(frozen=True)
class AgencyOffice:
    """The services of the installation, with the agency's keys registered."""

    services: AgencyServices

    async def write(self, *, supersedes: str = "") -> WrittenBatch:
        """Write a batch for the security agency."""
        return await write_batch(self.services, B, days=7, staff=OFFICER_A, supersedes=supersedes)

    async def open(self, written: WrittenBatch) -> OpenedBatch:
        """Open the file of a batch as the agency does."""
        return open_batch(written.file, sealing_key(), await read_site_file(self.services))

    async def answer(
        self, opened: OpenedBatch, *said: Verdict, officers: Sequence[OfficerKey] = (FIRST, SECOND)
    ) -> bytes:
        """Return the signed verdicts of a batch, one a row."""
        at = self.services.applications.clock.now()
        rows = [
            VerdictRow(person.application_id, digest, verdict, REASON if verdict is Verdict.REFUSED else "")
            for person, digest, verdict in zip(opened.people, opened.manifest.digests, said, strict=True)
        ]
        data = sign_verdicts(opened, rows, officers[0], at=at)
        return confirm_verdicts(data, officers[1], at=at) if len(officers) > 1 else data


async def make_agency_office(desk: ApplicationServices, folder: Path) -> AgencyOffice:
    """Return an installation with a signing key, the keys of the agency, and three applications."""
    site_keys = SigningKeys(audience_of(EVENT), SqlKeys(), KeyFolder(folder / "keys"))
    services = AgencyServices(
        applications=desk,
        keys=SqlAgencyKeys(),
        batches=SqlBatches(),
        site_keys=site_keys,
        nest=NestedTransactions,
        event=EVENT,
        site="https://press.example",
    )
    async with desk.transactions.write() as transaction:
        await site_keys.create(transaction, now=desk.clock.now())
    for key in (sealing_key().key, FIRST.key, SECOND.key):
        await register_key(services, key, staff=ADMINISTRATOR)
    people = [application(f"app_{number}", secret=f"secret {number}", photo_id=None) for number in (1, 2, 3)]
    await save_applications(desk, *people)
    return AgencyOffice(services)
