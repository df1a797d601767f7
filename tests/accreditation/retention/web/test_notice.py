"""The privacy notice and the consent say what the table of the event says."""

import re

from msgspec.structs import replace

from accreditation.retention.web.notice import list_classes
from conference.event import Event
from conference.event.model import Retention
from conference.languages import LANGUAGES
from conference.retention.ages import DataClass, kept_until
from conference.texts.dates import format_date
from tests.support.accreditation_pages import Client


def test_notice_lists_every_class_with_its_own_age(event: Event) -> None:
    ages = Retention(documents=1, passport=2, photos=3, contacts=4, applications=5, scans=6, trail=7)
    rows = list_classes(replace(event, retention=ages))
    assert [row.days for row in rows] == [1, 2, 3, 4, 5, 6, 7]


async def test_notice_shows_the_dates_in_every_language(client: Client, event: Event) -> None:
    for code in LANGUAGES:
        page = await (await client.get(f"/{code}/privacy")).text()
        for one in DataClass:
            assert format_date(code, kept_until(event, one)) in page, (code, one)


async def test_form_leads_to_the_notice_and_names_its_last_day(client: Client, event: Event) -> None:
    page = await (await client.get("/en/apply")).text()
    consent = page.split('class="consent"')[1].split("</ul>")[0]
    assert "/en/privacy" in consent
    assert set(re.findall(r"\d+ \w+ \d{4}", consent)) == {format_date("en", kept_until(event, DataClass.APPLICATIONS))}
