"""Places of outlets when a form is handed in. Covers C9."""

from dataclasses import replace

import pytest

from accreditation.applications.domain.applications import secret_digest
from accreditation.outlets.actions.crews import withdraw_person
from accreditation.outlets.domain.crews import CrewMember
from conference.errors import RuleError
from conference.transactions import Transaction
from tests.support.application_samples import application
from tests.support.application_services import save_applications
from tests.support.crew_desk import CrewDesk


async def take(crew: CrewDesk, form_hash: str, outlet_id: str | None = "out_1") -> str | None:
    async with crew.services.transactions.write() as transaction:
        return await crew.services.applications.places.take(transaction, outlet_id, form_hash=form_hash)


async def open_form(crew: CrewDesk, member: CrewMember) -> str:
    """Save that the person has opened a form; return its digest."""
    digest = secret_digest(member.id)
    async with crew.services.transactions.write() as transaction:
        await save_form(crew, transaction, member, digest)
    return digest


async def save_form(crew: CrewDesk, transaction: Transaction, member: CrewMember, digest: str) -> None:
    changed = replace(member, form_hash=digest, version=member.version + 1)
    await crew.services.members.save(transaction, changed)


async def test_full_outlet_admits_only_people_on_its_list(crew_desk: CrewDesk) -> None:
    (member,) = await crew_desk.add("Lê Văn An")
    await crew_desk.change_outlet(quota=1)
    with pytest.raises(RuleError, match=r"outlet\.full"):
        await take(crew_desk, "another form")
    digest = await open_form(crew_desk, member)
    assert await take(crew_desk, digest, outlet_id="out_other") == "out_1"


async def test_applicant_without_a_list_takes_a_place(crew_desk: CrewDesk) -> None:
    await crew_desk.change_outlet(quota=1)
    assert await take(crew_desk, "form") == "out_1"
    await save_applications(crew_desk.services.applications, application(outlet_id="out_1"))
    with pytest.raises(RuleError, match=r"outlet\.full"):
        await take(crew_desk, "form")
    assert await take(crew_desk, "form", outlet_id=None) is None


async def test_blocked_outlet_and_withdrawn_person_are_refused(crew_desk: CrewDesk) -> None:
    (member,) = await crew_desk.add("Lê Văn An")
    digest = await open_form(crew_desk, member)
    await withdraw_person(crew_desk.services, member.id, seen_version=2, secret=crew_desk.secret)
    with pytest.raises(RuleError, match=r"crew\.ended"):
        await take(crew_desk, digest)
    await crew_desk.change_outlet(blocked_at=crew_desk.services.applications.clock.now())
    with pytest.raises(RuleError, match=r"outlet\.blocked"):
        await take(crew_desk, "form")


async def test_unlisted_form_has_no_late_place(crew_desk: CrewDesk) -> None:
    async with crew_desk.services.transactions.read() as transaction:
        assert await crew_desk.services.applications.places.find_late_end(transaction, "form") is None
