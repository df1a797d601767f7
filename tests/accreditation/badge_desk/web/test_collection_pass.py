"""The applicant's collection pass: on the status page, as picture, PDF and calendar entry."""

import io
from datetime import timedelta

import pytest
from icalendar import Calendar
from PIL import Image

from accreditation.badge_desk.web.collection_pass import next_hours
from accreditation.badges.actions.collection_pass import make_pass
from accreditation.badges.domain.badges import Badge
from tests.support.accreditation_pages import Client
from tests.support.badge_office import EVENT, Office
from tests.support.badge_pages import LINK
from tests.support.qr import read_qr

OWN = f"/ar/applications/{LINK}"
FILES = ("pass.svg", "pass.png", "pass.pdf", "collect.ics")


async def test_status_page_shows_the_pass_until_the_hand_over(client: Client, office: Office, badge: Badge) -> None:
    page = await (await client.get(OWN)).text()
    assert all(f"{OWN}/{file}" in page for file in FILES)
    assert f"{OWN}/badge.png" not in page
    await office.hand_over(badge)
    page = await (await client.get(OWN)).text()
    assert not any(f"{OWN}/{file}" in page for file in FILES)
    assert f"{OWN}/badge.png" in page


async def test_files_of_the_pass_are_private(client: Client, office: Office, badge: Badge) -> None:
    answers = [await client.get(f"{OWN}/{file}") for file in FILES]
    kinds = ["image/svg+xml", "image/png", "application/pdf", "text/calendar"]
    assert [answer.content_type for answer in answers] == kinds
    assert {answer.headers["Cache-Control"] for answer in answers} == {"no-store"}
    assert {answer.headers["Referrer-Policy"] for answer in answers} == {"no-referrer"}
    held = await make_pass(office.desk, badge.application_id)
    assert read_qr(Image.open(io.BytesIO(await answers[1].read()))) == [held.token]
    await office.hand_over(badge)
    assert {(await client.get(f"{OWN}/{file}")).status for file in FILES} == {404}


async def test_calendar_entry_has_the_next_hours_at_the_venue(client: Client, badge: Badge) -> None:
    text = await (await client.get(f"{OWN}/collect.ics")).text()
    (entry,) = Calendar.from_ical(text).walk("VEVENT")
    assert "BEGIN:VTIMEZONE" in text
    assert "DTSTART;TZID=Asia/Ho_Chi_Minh:2025102" in text
    assert EVENT.desk is not None
    assert (entry.decoded("dtstart"), entry.decoded("dtend")) in [(d.opens_at, d.closes_at) for d in EVENT.desk.hours]
    assert EVENT.desk.place["ar"] in str(entry["LOCATION"])


@pytest.mark.parametrize(("before", "index"), [(timedelta(minutes=1), 0), (timedelta(0), 1)])
def test_next_hours_are_those_that_have_not_ended(before: timedelta, index: int) -> None:
    desk = EVENT.desk
    assert desk is not None
    assert next_hours(desk, desk.hours[0].closes_at - before) == desk.hours[index]
    assert next_hours(desk, desk.hours[-1].closes_at) is None
