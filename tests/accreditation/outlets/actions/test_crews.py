"""Acts of focal points. Covers A28, C9."""

import asyncio
from datetime import timedelta

import pytest

from accreditation.applications.domain.applications import State
from accreditation.applications.domain.outlets import Outlet, OutletKind
from accreditation.applications.domain.seen import SeenOutlet
from accreditation.outlets.actions.crews import (
    add_people,
    check_people,
    file_letter,
    invite_again,
    read_crew,
    replace_person,
    withdraw_person,
)
from accreditation.outlets.actions.outlets import merge_outlet
from accreditation.outlets.domain.crew_lists import CrewReport, CrewRow
from accreditation.outlets.domain.letter_files import LETTER_KIND
from accreditation.outlets.domain.places import PlaceRules
from accreditation.outlets.services import OutletServices
from conference.clock import ManualClock
from conference.errors import ConflictError, InvalidError, NotFoundError, RuleError
from conference.storage.transactions import Transactions
from tests.support.application_samples import OFFICER_A
from tests.support.application_services import MemoryLetters, get_application
from tests.support.crew_desk import LETTER, OUTLET, CrewDesk, make_outlet_services, person
from tests.support.document_files import pdf, pdf_with_password, word_file


async def test_added_people_are_invited_in_their_language(crew_desk: CrewDesk, letters: MemoryLetters) -> None:
    members = await crew_desk.add("Lê Văn An", "Phạm Thu Hà")
    assert await crew_desk.states() == {"Lê Văn An": "invited", "Phạm Thu Hà": "invited"}
    invited = [one for one in letters.written if one.kind == "outlet.crew_member"]
    assert [(one.about, one.address, one.language) for one in invited] == [
        (member.id, member.email, "vi") for member in members
    ]
    assert {one.confidential for one in invited} == {True}


async def test_list_with_a_known_address_is_refused_whole(crew_desk: CrewDesk) -> None:
    await crew_desk.add("Lê Văn An")
    people = [person("Phạm Thu Hà"), person("Lê Văn An", email="LÊ.văn.an@example.org")]
    with pytest.raises(ConflictError, match="listed"):
        await add_people(crew_desk.services, people, secret=crew_desk.secret)
    report = CrewReport(tuple(CrewRow(number, values) for number, values in enumerate(people)))
    checked = await check_people(crew_desk.services, report, secret=crew_desk.secret)
    assert [list(row.problems) for row in checked.rows] == [[], ["email"]]
    assert len(await crew_desk.members()) == 1


async def test_quota_refuses_and_counts_each_person_once(crew_desk: CrewDesk) -> None:
    await crew_desk.change_outlet(quota=2)
    first, _ = await crew_desk.add("Lê Văn An", "Phạm Thu Hà")
    await crew_desk.hand_in(first)
    assert (await read_crew(crew_desk.services, secret=crew_desk.secret)).left == 0
    with pytest.raises(RuleError) as refused:
        await crew_desk.add("Đỗ Minh")
    assert (refused.value.code, refused.value.params) == ("outlet.full", {"left": 0, "wanted": 1})
    await withdraw_person(crew_desk.services, first.id, seen_version=first.version + 1, secret=crew_desk.secret)
    await crew_desk.add("Đỗ Minh")


async def test_concurrent_additions_never_exceed_the_quota(each_database: object, crew_desk: CrewDesk) -> None:
    await crew_desk.change_outlet(quota=3)
    adding = [crew_desk.add(f"Person {letter}") for letter in "abcdef"]
    done = await asyncio.gather(*adding, return_exceptions=True)
    assert sum(isinstance(one, RuleError) for one in done) == 3
    assert len(await crew_desk.members()) == 3


async def test_delegation_cap_holds_for_all_its_outlets(
    transactions: Transactions, outlet_services: OutletServices
) -> None:
    services = make_outlet_services(transactions, outlet_services.applications, PlaceRules(delegation_cap=2))
    desks = []
    for number in (1, 2):
        crew = CrewDesk(services, Outlet(f"out_{number}", f"State Media {number}", verified=True))
        await crew.open()
        await crew.change_outlet(kind=OutletKind.OFFICIAL, country="VN")
        desks.append(crew)
    await desks[0].add("Lê Văn An", "Phạm Thu Hà")
    with pytest.raises(RuleError, match="delegation_full"):
        await desks[1].add("Đỗ Minh")


async def test_withdrawn_person_loses_the_application(crew_desk: CrewDesk) -> None:
    (member,) = await crew_desk.add("Lê Văn An")
    one = await crew_desk.hand_in(member)
    assert await crew_desk.states() == {"Lê Văn An": "submitted"}
    with pytest.raises(ConflictError, match="changed"):
        await withdraw_person(crew_desk.services, member.id, seen_version=member.version, secret=crew_desk.secret)
    await withdraw_person(crew_desk.services, member.id, seen_version=member.version + 1, secret=crew_desk.secret)
    assert (await get_application(crew_desk.services.applications, one.id)).state is State.WITHDRAWN
    assert await crew_desk.states() == {"Lê Văn An": "withdrawn"}


async def test_replacement_after_the_closing_needs_a_late_place(crew_desk: CrewDesk, clock: ManualClock) -> None:
    (member,) = await crew_desk.add("Lê Văn An")
    clock.advance(timedelta(days=6).total_seconds())
    seen = {"seen_version": member.version, "secret": crew_desk.secret}
    with pytest.raises(RuleError, match=r"crew\.closed"):
        await replace_person(crew_desk.services, member.id, person("Đỗ Minh"), **seen)  # type: ignore[arg-type]
    assert await crew_desk.states() == {"Lê Văn An": "invited"}
    until = clock.now() + timedelta(hours=2)
    await crew_desk.change_outlet(late_places=1, late_until=until)
    added = await replace_person(crew_desk.services, member.id, person("Đỗ Minh"), **seen)  # type: ignore[arg-type]
    assert (added.apply_until, added.replaces) == (until, member.id)
    assert await crew_desk.states() == {"Lê Văn An": "replaced", "Đỗ Minh": "invited"}
    with pytest.raises(RuleError, match=r"crew\.closed"):
        await crew_desk.add("Vũ Hằng")


async def test_invitation_is_sent_again_until_the_person_applies(crew_desk: CrewDesk, letters: MemoryLetters) -> None:
    (member,) = await crew_desk.add("Lê Văn An")
    before = len(letters.written)
    await invite_again(crew_desk.services, member.id, secret=crew_desk.secret)
    assert len(letters.written) == before + 1
    await crew_desk.hand_in(member)
    with pytest.raises(RuleError, match="applied"):
        await invite_again(crew_desk.services, member.id, secret=crew_desk.secret)


async def test_people_of_another_outlet_are_not_found(crew_desk: CrewDesk) -> None:
    """Covers A12."""
    (member,) = await crew_desk.add("Lê Văn An")
    other = await CrewDesk(crew_desk.services, Outlet("out_2", "Other Times", verified=True)).open()
    assert await other.members() == []
    with pytest.raises(NotFoundError, match="person_unknown"):
        await withdraw_person(other.services, member.id, seen_version=member.version, secret=other.secret)
    with pytest.raises(NotFoundError, match="person_unknown"):
        (await read_crew(other.services, secret=other.secret)).person(member.id)


async def test_focal_point_of_a_merged_or_blocked_outlet_cannot_act(crew_desk: CrewDesk) -> None:
    services = crew_desk.services
    blocked = await crew_desk.change_outlet(blocked_at=services.applications.clock.now())
    with pytest.raises(RuleError, match=r"outlet\.blocked"):
        await crew_desk.add("Lê Văn An")
    await crew_desk.change_outlet(blocked_at=None)
    async with services.transactions.write() as transaction:
        await services.applications.outlets.add(transaction, Outlet("out_9", "Target", verified=True))
    seen = SeenOutlet(blocked.id, blocked.name, verified=True)
    await merge_outlet(services, seen, target_id="out_9", staff=OFFICER_A)
    with pytest.raises(RuleError) as refused:
        await crew_desk.add("Lê Văn An")
    assert (refused.value.code, refused.value.params) == ("crew.merged", {"name": "Target"})
    assert (await read_crew(services, secret=crew_desk.secret)).into == "Target"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (word_file(), "document.word"),
        (pdf_with_password(), "document.password"),
        (pdf(11), "document.too_many_pages"),
        (b"", "document.empty"),
        (bytes(LETTER_KIND.most_bytes + 1), "document.too_large"),
    ],
)
async def test_file_that_is_no_letter_is_refused_by_name(crew_desk: CrewDesk, content: bytes, code: str) -> None:
    with pytest.raises(InvalidError) as refused:
        await file_letter(crew_desk.services, content, file_name="letter", secret=crew_desk.secret)
    assert refused.value.code == code


async def test_letter_is_needed_first(outlet_services: OutletServices, crew_desk: CrewDesk) -> None:
    view = await read_crew(outlet_services, secret=crew_desk.secret)
    (letter,) = view.letters
    assert (letter.file_name, letter.media, letter.size, letter.pages) == ("letter.pdf", "pdf", len(LETTER), 1)
    other = CrewDesk(outlet_services, Outlet("out_2", "Other Times"))
    async with outlet_services.transactions.write() as transaction:
        await outlet_services.applications.outlets.add(transaction, other.outlet)
    other.secret = outlet_services.links.secret_of_focal(await other.invite())
    with pytest.raises(RuleError, match="letter_missing"):
        await other.add("Lê Văn An")
    assert OUTLET.id == view.outlet.id
