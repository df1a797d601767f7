"""Counts of the people of outlets."""

from dataclasses import replace
from datetime import timedelta

from accreditation.applications.domain.applications import State, Withheld
from accreditation.applications.domain.outlets import Outlet, OutletKind
from tests.support.application_samples import application
from tests.support.application_services import save_applications
from tests.support.crew_desk import CrewDesk


async def count(crew: CrewDesk, without_form: str = "") -> int:
    services = crew.services
    now = services.applications.clock.now()
    async with services.transactions.read() as transaction:
        used = await services.lists.count_used(transaction, ["out_1"], now, without_form=without_form)
    return used["out_1"]


async def test_each_person_counts_once_until_the_end_is_shown(crew_desk: CrewDesk) -> None:
    first, second, _ = await crew_desk.add("Lê Văn An", "Phạm Thu Hà", "Đỗ Minh")
    await crew_desk.hand_in(first)
    now = crew_desk.services.applications.clock.now()
    withheld = Withheld(now + timedelta(hours=1), State.IN_REVIEW, 1)
    await crew_desk.hand_in(second, state=State.REFUSED, withheld=withheld)
    one = application(outlet_id="out_1")
    ended = replace(one, id="app_2", secret_hash="2", state=State.REFUSED)
    await save_applications(crew_desk.services.applications, one, ended)
    assert await count(crew_desk) == 4
    assert await count(crew_desk, without_form=one.secret_hash) == 3
    async with crew_desk.services.transactions.read() as transaction:
        later = await crew_desk.services.lists.count_used(transaction, ["out_1"], now + timedelta(hours=2))
    assert later == {"out_1": 3}


async def test_search_finds_any_spelling_and_leaves_merged_outlets_out(crew_desk: CrewDesk) -> None:
    services = crew_desk.services
    async with services.transactions.write() as transaction:
        await services.applications.outlets.add(transaction, Outlet("out_2", "Đài Hà Nội", aliases=("Hanoi Radio",)))
        await services.applications.outlets.add(transaction, Outlet("out_3", "Hanoi Times"))
        await services.applications.outlets.merge(transaction, "out_3", "out_2")
    async with services.transactions.read() as transaction:
        found = await services.lists.search(transaction, "HANOI", offset=0, limit=10)
        page = await services.lists.search(transaction, "", offset=1, limit=1)
    assert [one.id for one in found.outlets] == ["out_2"]
    assert (len(page.outlets), page.total) == (1, 2)


async def test_delegation_is_by_kind_and_country(crew_desk: CrewDesk) -> None:
    await crew_desk.change_outlet(kind=OutletKind.OFFICIAL, country="VN")
    async with crew_desk.services.transactions.read() as transaction:
        assert await crew_desk.services.lists.list_delegation(transaction, "VN") == ["out_1"]
        assert await crew_desk.services.lists.list_delegation(transaction, "LA") == []
