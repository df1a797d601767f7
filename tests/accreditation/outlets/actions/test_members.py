"""People on the lists of crews: their form, and how they decline."""

from datetime import timedelta

import pytest

from accreditation.applications.actions.drafts import find_draft
from accreditation.applications.domain.applications import secret_digest
from accreditation.outlets.actions.crews import add_people, withdraw_person
from accreditation.outlets.actions.members import decline, open_form, read_invitation
from conference.clock import ManualClock
from conference.errors import NotFoundError, RuleError
from tests.support.crew_desk import CrewDesk, person

FORM, SECOND = "f" * 32, "s" * 32


async def test_form_is_filled_in_as_the_focal_point_typed(crew_desk: CrewDesk) -> None:
    (member,) = await crew_desk.add("Lê Văn An")
    secret = crew_desk.services.links.secret_of_member(member)
    await open_form(crew_desk.services, secret=secret, form_secret=FORM, category="general")
    draft = await find_draft(crew_desk.services.applications, secret=FORM)
    assert draft is not None
    expected = {"native_name": "Lê Văn An", "outlet": "Sao Mai News", "consent": "", "category": "general"}
    assert {name: draft.values[name] for name in expected} == expected
    assert (await crew_desk.members())[0].form_hash == secret_digest(FORM)


async def test_form_opened_again_has_what_was_typed(crew_desk: CrewDesk) -> None:
    (member,) = await crew_desk.add("Lê Văn An")
    services, secret = crew_desk.services, crew_desk.services.links.secret_of_member(member)
    await open_form(services, secret=secret, form_secret=FORM, category="general")
    draft = await find_draft(services.applications, secret=FORM)
    assert draft is not None
    typed = type(draft.fields["phone"])("+84912345678", draft.fields["phone"].at)
    changed = type(draft)({**draft.fields, "phone": typed}, draft.expires_at)
    async with services.transactions.write() as transaction:
        await services.applications.drafts.save(transaction, secret_digest(FORM), changed)
    await open_form(services, secret=secret, form_secret=SECOND, category="general")
    assert await find_draft(services.applications, secret=FORM) is None
    again = await find_draft(services.applications, secret=SECOND)
    assert again is not None
    assert again.values["phone"] == "+84912345678"


async def test_person_declines_once(crew_desk: CrewDesk) -> None:
    (member,) = await crew_desk.add("Lê Văn An")
    secret = crew_desk.services.links.secret_of_member(member)
    await decline(crew_desk.services, secret=secret)
    assert await crew_desk.states() == {"Lê Văn An": "declined"}
    for act in (decline(crew_desk.services, secret=secret),
                open_form(crew_desk.services, secret=secret, form_secret=FORM, category="general")):  # fmt: skip
        with pytest.raises(RuleError, match=r"crew\.ended"):
            await act


async def test_application_is_handed_in_once(crew_desk: CrewDesk) -> None:
    (member,) = await crew_desk.add("Lê Văn An")
    one = await crew_desk.hand_in(member)
    secret = crew_desk.services.links.secret_of_member(member)
    invitation = await read_invitation(crew_desk.services, secret=secret)
    assert invitation.application is not None
    assert invitation.application.id == one.id
    with pytest.raises(RuleError, match="applied"):
        await open_form(crew_desk.services, secret=secret, form_secret=FORM, category="general")


async def test_form_opens_after_the_closing_on_a_late_place_only(crew_desk: CrewDesk, clock: ManualClock) -> None:
    (member,) = await crew_desk.add("Lê Văn An")
    clock.advance(timedelta(days=6).total_seconds())
    await crew_desk.change_outlet(late_places=1, late_until=clock.now() + timedelta(hours=1))
    late = (await crew_desk.add("Đỗ Minh"))[1]
    links = crew_desk.services.links
    with pytest.raises(RuleError, match=r"crew\.closed"):
        await open_form(crew_desk.services, secret=links.secret_of_member(member), form_secret=FORM, category="general")
    await open_form(crew_desk.services, secret=links.secret_of_member(late), form_secret=FORM, category="general")
    places = crew_desk.services.applications.places
    async with crew_desk.services.transactions.read() as transaction:
        assert await places.find_late_end(transaction, secret_digest(FORM)) == late.apply_until


async def test_unknown_and_withdrawn_links(crew_desk: CrewDesk) -> None:
    (member,) = await crew_desk.add("Lê Văn An")
    links = crew_desk.services.links
    for secret in ("x", links.secret_of_member(member)[:-1] + "_", "a" * 40):
        with pytest.raises(NotFoundError, match="link_unknown"):
            await read_invitation(crew_desk.services, secret=secret)
    await withdraw_person(crew_desk.services, member.id, seen_version=1, secret=crew_desk.secret)
    with pytest.raises(RuleError, match=r"crew\.ended"):
        await decline(crew_desk.services, secret=links.secret_of_member(member))


async def test_freelancer_has_no_outlet_in_the_form(crew_desk: CrewDesk) -> None:
    people = [person("Lê Văn An", freelance="yes")]
    await add_people(crew_desk.services, people, secret=crew_desk.secret)
    (member,) = await crew_desk.members()
    services, secret = crew_desk.services, crew_desk.services.links.secret_of_member(member)
    await open_form(services, secret=secret, form_secret=FORM, category="general")
    draft = await find_draft(services.applications, secret=FORM)
    assert draft is not None
    assert (draft.values["outlet"], draft.values["freelance"]) == ("", "yes")
    async with services.transactions.write() as transaction:
        assert await services.applications.places.take(transaction, "out_1", form_hash=secret_digest(FORM)) is None
