"""Outlets and crews on the test's database: services, an outlet with a focal point, people, and an officer."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from accreditation.applications.domain.applications import Application, secret_digest
from accreditation.applications.domain.outlets import Outlet
from accreditation.applications.services import ApplicationServices
from accreditation.outlets.actions.crews import add_people, file_letter, read_crew
from accreditation.outlets.actions.focal_points import NewFocalPoint, invite_focal_point
from accreditation.outlets.domain.crews import CrewMember, FocalPoint
from accreditation.outlets.domain.links import CrewLinks
from accreditation.outlets.domain.places import PlaceRules
from accreditation.outlets.services import OutletServices
from accreditation.outlets.storage.assignment_letters import SqlAssignmentLetters
from accreditation.outlets.storage.focal_points import SqlFocalPoints
from accreditation.outlets.storage.members import SqlCrewMembers
from accreditation.outlets.storage.merges import SqlOutletMerges
from accreditation.outlets.storage.outlet_lists import SqlOutletLists
from conference.transactions import RecordingTransactions
from conference.vault.keyring import fixed_key_ring, new_wrapping_key
from conference.vault.vault import Vault
from rostrum.parts.stores import outlet_store
from tests.support.application_samples import OFFICER_A, application
from tests.support.document_files import pdf
from tests.support.quick_documents import QuickDocumentStudio

LETTER = pdf()
OUTLET = Outlet("out_1", "Sao Mai News", verified=True)


def person(name: str, **changes: str) -> dict[str, str]:
    """Return the values of a person's row."""
    word = name.lower().replace(" ", ".")
    values = {"native_name": name, "family_name": "", "given_name": "", "email": f"{word}@example.org", "country": "VN"}
    return {**values, "phone": "", "function": "reporter", "language": "vi", "freelance": "", **changes}


@dataclass
class CrewDesk:
    """An outlet with a focal point, who acts under `secret`."""

    services: OutletServices
    outlet: Outlet = OUTLET
    secret: str = ""
    focal: FocalPoint | None = None
    extra: Mapping[str, str] = field(default_factory=dict)

    async def open(self) -> "CrewDesk":
        """Add the outlet, and invite its focal point, who files a letter."""
        async with self.services.transactions.write() as transaction:
            await self.services.applications.outlets.add(transaction, self.outlet)
        self.focal = await self.invite()
        self.secret = self.services.links.secret_of_focal(self.focal)
        await file_letter(self.services, LETTER, file_name="letter.pdf", secret=self.secret)
        return self

    async def invite(self, email: str = "desk@sao-mai.example") -> FocalPoint:
        """Invite a focal point."""
        new = NewFocalPoint("Trần Thị Mai", email, "vi")
        return await invite_focal_point(self.services, self.outlet.id, new, staff=OFFICER_A)

    async def add(self, *names: str) -> list[CrewMember]:
        """Add people; return all on the list."""
        await add_people(self.services, [person(name) for name in names], secret=self.secret)
        return await self.members()

    async def members(self) -> list[CrewMember]:
        """Return the people on the list."""
        return [one.member for one in (await read_crew(self.services, secret=self.secret)).people]

    async def states(self) -> dict[str, str]:
        """Return the state of each person by name."""
        view = await read_crew(self.services, secret=self.secret)
        return {one.member.name: one.state.value for one in view.people}

    async def hand_in(self, member: CrewMember, **changes: object) -> Application:
        """Store the application of a person, as handed in with a form that the person opened."""
        digest = secret_digest(f"form of {member.id}")
        given = {"secret_hash": digest, "outlet_id": self.outlet.id, "photo_id": None, **changes}
        one = replace(application(f"app_{member.id}"), **given)  # type: ignore[arg-type]
        async with self.services.transactions.write() as transaction:
            stored = await self.services.members.find(transaction, member.id)
            assert stored is not None
            opened = replace(stored, form_hash=digest, version=stored.version + 1)
            await self.services.members.save(transaction, opened)
            await self.services.applications.applications.add(transaction, one)
        return one

    async def change_outlet(self, **changes: object) -> Outlet:
        """Save a changed outlet."""
        async with self.services.transactions.write() as transaction:
            before = await self.services.applications.outlets.get(transaction, self.outlet.id)
            after = replace(before, **changes, version=before.version + 1)  # type: ignore[arg-type]
            await self.services.applications.outlets.save(transaction, after)
        return after


def make_outlet_services(
    transactions: RecordingTransactions, applications: ApplicationServices, rules: PlaceRules | None = None
) -> OutletServices:
    """Make the services; applications are open for ten days around the clock's time."""
    now = applications.clock.now()
    return OutletServices(
        transactions=transactions,
        applications=applications,
        lists=SqlOutletLists(outlet_store()),
        focal_points=SqlFocalPoints(),
        members=SqlCrewMembers(),
        letters=SqlAssignmentLetters(Vault(fixed_key_ring([new_wrapping_key()]), applications.clock)),
        studio=QuickDocumentStudio(),
        merges=SqlOutletMerges(),
        links=CrewLinks(b"k" * 32, "http://127.0.0.1:8080"),
        rules=rules or PlaceRules(),
        opens_at=now - timedelta(days=5),
        closes_at=now + timedelta(days=5),
    )


@pytest.fixture
def outlet_services(transactions: RecordingTransactions, desk: ApplicationServices) -> OutletServices:
    return make_outlet_services(transactions, desk)


@pytest.fixture
async def crew_desk(outlet_services: OutletServices) -> CrewDesk:
    return await CrewDesk(outlet_services).open()
