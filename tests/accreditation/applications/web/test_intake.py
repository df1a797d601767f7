"""Opening and closing of applications on the form: deadline and steps, late forms, what was typed is kept."""

import re
from datetime import datetime, timedelta
from html import unescape

import pytest

from accreditation.applications.domain.intake import LATE_FORMS
from conference.clock import ManualClock
from conference.event import Event
from conference.languages import LANGUAGES
from rostrum.runtime import Runtime
from tests.accreditation.applications.web.test_apply import field_value
from tests.accreditation.applications.web.test_form_secrets import count_applications, open_form, send_photo
from tests.accreditation.applications.web.test_status import ASK, load_application, submit_finding
from tests.support.accreditation_pages import TYPED, Client, apply, fill_in, form_data, hidden

INSTANT = timedelta(microseconds=1)
CONTACT = 'href="mailto:press@example.org"'


@pytest.fixture
def closes_at(event: Event) -> datetime:
    return event.applications.closes_at


async def words_of(client: Client, address: str) -> str:
    """Return the words of a page, without tags."""
    page = unescape(await (await client.get(address)).text())
    return " ".join(re.sub("<[^>]+>", " ", page.partition("<main")[2]).split())


async def test_form_begins_with_its_deadline(client: Client, runtime: Runtime) -> None:
    for language in LANGUAGES:
        words = await words_of(client, f"/{language}/apply")
        for key in ("apply.deadline", "apply.step.decided_by", "status.collect.ends"):
            label = runtime.catalogues.pattern(language, key).partition("{")[0]
            assert " ".join(label.split()) in words, language
        assert words.index("13:00") < words.index("UTC+7") < words.index("14:30"), language


async def test_steps_name_deadline_decision_and_desk(client: Client, clock: ManualClock) -> None:
    words = await words_of(client, "/en/apply")
    assert "Apply by: 26 October 2025, 13:00 Hà Nội time ( UTC+7 )" in words
    assert "Decision by: 26 October 2025, 14:30" in words
    assert "Press pavilion beside Gate A Collection ends: 26 October 2025, 15:00" in words
    assert "Collection begins" not in words  # the desk is open
    clock.at = clock.now() - timedelta(days=10)
    assert "Collection begins: 23 October 2025, 08:00" in await words_of(client, "/en/apply")


async def test_page_before_opening_says_when_it_opens(client: Client, clock: ManualClock, event: Event) -> None:
    page = await open_form(client)
    clock.at = event.applications.opens_at - INSTANT
    words = await words_of(client, "/en/apply")
    assert "Applications open: 15 September 2025, 09:00 Hà Nội time ( UTC+7 )" in words
    assert "Apply by: 26 October 2025, 13:00" in words
    closed = await (await client.get("/en/apply")).text()
    assert CONTACT in closed
    assert 'id="application"' not in closed
    assert (await fill_in(client, page=page)).status == 409


async def test_page_after_closing_names_time_and_contact(
    client: Client, runtime: Runtime, clock: ManualClock, closes_at: datetime
) -> None:
    clock.at = closes_at
    for language in LANGUAGES:
        page = await (await client.get(f"/{language}/apply")).text()
        assert runtime.catalogues.text(language, "apply.closed.title") in page, language
        assert "13:00" in page, language
        assert CONTACT in page, language
        assert 'id="application"' not in page, language


async def test_form_open_at_the_closing_is_accepted_as_late(
    client: Client, clock: ManualClock, closes_at: datetime
) -> None:
    page = await open_form(client)
    clock.at = closes_at + LATE_FORMS - INSTANT
    assert (await send_photo(client, page, hidden(page, "form")))[0] == 200
    wrong = await fill_in(client, page=page, photo=None, email="nothing")
    again = await wrong.text()
    assert wrong.status == 422
    assert "13:30" in again
    sent = await fill_in(client, page=again, photo=None)
    assert sent.status == 303
    assert (await load_application(client, sent.headers["Location"])).is_late


async def test_form_sent_before_the_closing_is_in_time(client: Client, clock: ManualClock, closes_at: datetime) -> None:
    clock.at = closes_at - INSTANT
    assert not (await load_application(client, await apply(client))).is_late


async def test_form_made_after_the_closing_is_refused(
    client: Client, clock: ManualClock, runtime: Runtime, closes_at: datetime
) -> None:
    """A secret that this site did not issue is that of no form that was open."""
    page = await open_form(client)
    clock.at = closes_at
    response = await fill_in(client, page=page, form="A" * 44)
    assert response.status == 409
    assert (await fill_in(client, page=await response.text(), photo=None)).status == 409
    assert await count_applications(runtime) == 0


@pytest.mark.parametrize("show", ["", "en"])
async def test_closed_form_keeps_what_was_typed(
    client: Client, clock: ManualClock, runtime: Runtime, closes_at: datetime, show: str
) -> None:
    clock.at = closes_at - INSTANT
    page = await open_form(client)
    await send_photo(client, page, hidden(page, "form"))
    clock.at = closes_at + LATE_FORMS
    response = await fill_in(client, reading="en", page=page, photo=None, show=show)
    shown = await response.text()
    assert response.status == 409
    for name in ("native_name", "family_name", "outlet", "email", "phone"):
        assert field_value(shown, name) == TYPED[name]
    assert f"{hidden(page, 'form')}/photo.jpg" in shown
    assert runtime.catalogues.text("en", "error.application.closed") in shown
    assert CONTACT in shown
    assert "data-send " not in shown
    assert await count_applications(runtime) == 0


async def test_photo_of_a_closed_form_is_refused(client: Client, clock: ManualClock, closes_at: datetime) -> None:
    page = await open_form(client)
    clock.at = closes_at + LATE_FORMS
    status, answer = await send_photo(client, page, hidden(page, "form"))
    assert (status, answer["code"]) == (409, "application.closed")


async def test_form_sent_twice_around_the_closing_is_one_application(
    client: Client, clock: ManualClock, closes_at: datetime
) -> None:
    page = await open_form(client)
    first = await fill_in(client, page=page)
    clock.at = closes_at + LATE_FORMS
    again = await fill_in(client, page=page)
    assert (again.status, again.headers["Location"]) == (303, first.headers["Location"])


async def test_correction_is_accepted_after_the_closing(
    client: Client, clock: ManualClock, closes_at: datetime
) -> None:
    address = await apply(client)
    await submit_finding(client, address, ASK)
    clock.at = closes_at + LATE_FORMS
    form = await (await client.get(f"{address}/correct")).text()
    status, _ = await send_photo(client, form, address.rpartition("/")[2])
    assert status == 200
    fields = {**TYPED, "csrf": hidden(form, "csrf"), "version": hidden(form, "version"), "accepted": ""}
    response = await client.post(f"{address}/correct", data=form_data(fields, None), allow_redirects=False)
    assert (response.status, response.headers["Location"]) == (303, address)
