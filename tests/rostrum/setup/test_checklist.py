"""The checklist and the state of mail, as an administrator sees them."""

import re

from conference.auth.roles import ADMINISTRATOR
from conference.ids import RandomIds
from rostrum.roles import ROLE_TABLE, SECURITY_OFFICER
from tests.support.accreditation_pages import Client, SignIn
from tests.support.badge_office import Office
from tests.support.scan_office import make_scan_office


async def test_checklist_shows_the_last_scan_of_a_door(client: Client, sign_in: SignIn, office: Office) -> None:
    await sign_in("ada", ADMINISTRATOR)
    before = await (await client.get("/staff/setup/checklist")).text()
    badge = await office.active_badge("app_1")
    await make_scan_office(office, RandomIds()).ask(badge.token)
    after = await (await client.get("/staff/setup/checklist")).text()
    assert 'id="last-scans"' not in before
    assert after.partition('id="last-scans"')[2].count("<dd>") == 1


async def test_each_line_leads_to_a_page(client: Client, sign_in: SignIn) -> None:
    await sign_in("ada", *(role for role in ROLE_TABLE if role != SECURITY_OFFICER))
    page = await (await client.get("/staff/setup/checklist")).text()
    links = set(re.findall(r'<a href="(/staff/[^"]+)"', page))
    assert len(links) >= 10
    assert {link: status for link in links if (status := (await client.get(link)).status) != 200} == {}


async def test_page_of_mail_names_the_settings(client: Client, sign_in: SignIn) -> None:
    await sign_in("ada", ADMINISTRATOR)
    page = await (await client.get("/staff/setup/mail")).text()
    assert "ROSTRUM_SMTP_HOST" in page
    assert 'href="/staff/letters"' in page
