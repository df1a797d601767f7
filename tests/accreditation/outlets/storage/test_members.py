"""Store of the people on lists."""

from dataclasses import replace

import pytest

from conference.errors import ConflictError
from tests.support.crew_desk import CrewDesk


async def test_members_are_stored_as_they_are(crew_desk: CrewDesk) -> None:
    first, second = await crew_desk.add("Lê Văn An", "Phạm Thu Hà")
    store, services = crew_desk.services.members, crew_desk.services
    handed_in = await crew_desk.hand_in(second)
    async with services.transactions.read() as transaction:
        assert await store.find(transaction, first.id) == first
        assert await store.find(transaction, "crew_none") is None
        assert await store.find_by_form(transaction, handed_in.secret_hash) == replace(
            second, form_hash=handed_in.secret_hash, version=2
        )
        assert await store.list_applications(transaction, "out_1") == {second.id: handed_in.id}


async def test_outdated_member_is_a_conflict(crew_desk: CrewDesk) -> None:
    (member,) = await crew_desk.add("Lê Văn An")
    async with crew_desk.services.transactions.write() as transaction:
        await crew_desk.services.members.save(transaction, replace(member, version=2))
        with pytest.raises(ConflictError, match=r"crew\.changed"):
            await crew_desk.services.members.save(transaction, replace(member, version=2))
        await crew_desk.services.members.add(transaction, [])
