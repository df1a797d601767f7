"""Deletion of crews."""

from accreditation.outlets.storage.erasing import CREW_ERASERS, OUTLET_ERASERS
from tests.support.crew_desk import CrewDesk


async def test_everything_of_a_crew_is_deleted(crew_desk: CrewDesk) -> None:
    first, second = await crew_desk.add("Lê Văn An", "Phạm Thu Hà")
    handed_in = await crew_desk.hand_in(first)
    members = CREW_ERASERS[0]
    async with crew_desk.services.transactions.write() as transaction:
        assert await members.erase_person(transaction, handed_in.id) == 1
        assert await crew_desk.services.members.list_of_outlet(transaction, "out_1") == [second]
        for eraser in (*CREW_ERASERS, *OUTLET_ERASERS):
            await eraser.erase(transaction, limit=100)
            assert await eraser.count(transaction) == 0, eraser.name
        assert await crew_desk.services.letters.list_of_outlet(transaction, "out_1") == []
