"""Store of merges, and the moves of crews."""

from dataclasses import replace

from accreditation.applications.domain.outlets import Outlet
from accreditation.outlets.domain.merges import MovedRows, OutletMerge
from tests.support.crew_desk import CrewDesk


async def test_crew_moves_and_moves_back(crew_desk: CrewDesk) -> None:
    (member,) = await crew_desk.add("Lê Văn An")
    services = crew_desk.services
    async with services.transactions.write() as transaction:
        await services.applications.outlets.add(transaction, Outlet("out_2", "Target"))
        moved = await services.merges.move_crew(transaction, "out_1", "out_2")
        assert moved.members == (member.id,)
        assert len(moved.letters) == 1
        assert await services.members.find(transaction, member.id) == replace(member, outlet_id="out_2")
        await services.merges.move_back(transaction, moved, "out_1", "out_2")
        assert await services.members.find(transaction, member.id) == member
        assert len(await services.letters.list_of_outlet(transaction, "out_1")) == 1


async def test_undone_merges_are_not_listed(crew_desk: CrewDesk) -> None:
    services = crew_desk.services
    now = services.applications.clock.now()
    merge = OutletMerge(
        id="merge_1",
        source_id="out_1",
        source_name="Old",
        target_id="out_2",
        officer="staff_linh",
        at=now,
        moved=MovedRows(("app_1",), ("Old",), ("crew_1",), ("letter_1",)),
    )
    async with services.transactions.write() as transaction:
        await services.applications.outlets.add(transaction, Outlet("out_2", "Target"))
        await services.merges.add(transaction, merge)
        assert await services.merges.list_of_target(transaction, "out_2") == [merge]
        await services.merges.save_undone(transaction, "merge_1", now)
        assert await services.merges.list_of_target(transaction, "out_2") == []
        assert await services.merges.find(transaction, "merge_1") == replace(merge, undone_at=now)
        assert await services.merges.find(transaction, "merge_2") is None
