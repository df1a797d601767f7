"""The switcher leads to the same page in another language."""

import re

from tests.conference.web.conftest import Client, People, sign_in


async def test_public_page_links_to_itself_in_each_language(client: Client) -> None:
    page = await (await client.get("/fr/?day=2025-10-25")).text()
    links = re.findall(r'<a href="([^"]+)" lang="([^"]+)" hreflang', page)
    assert links == [
        ("/ar/?day=2025-10-25", "ar"),
        ("/zh/?day=2025-10-25", "zh-Hans"),
        ("/en/?day=2025-10-25", "en-GB"),
        ("/fr/?day=2025-10-25", "fr"),
        ("/ru/?day=2025-10-25", "ru"),
        ("/es/?day=2025-10-25", "es"),
        ("/vi/?day=2025-10-25", "vi"),
    ]
    assert page.count('aria-current="true"') == 1
    assert re.search(r'<a href="/ar/[^>]*dir="rtl">العربية</a>', page)


async def test_choice_before_sign_in_is_remembered(client: Client) -> None:
    page = await (await client.get("/staff/sign-in?next=/staff/people")).text()
    assert 'href="/staff/sign-in?next=/staff/people&amp;language=zh"' in page
    await client.get("/staff/sign-in?language=zh")
    assert '<html lang="zh-Hans"' in await (await client.get("/staff/sign-in")).text()


async def test_staff_change_their_setting_by_a_form(client: Client, people: People) -> None:
    await sign_in(client, "admin")
    page = await (await client.get("/staff/people")).text()
    assert page.count('action="/staff/language"') == 7
    assert 'name="next" value="/staff/people"' in page


async def test_address_without_a_page_stays_not_found(client: Client) -> None:
    for path in ("/nothing", "/en/nothing/", "/EN/staff/sign-in", "/staff/nothing"):
        assert (await client.get(path, allow_redirects=False)).status == 404, path
    assert (await client.post("/nothing", allow_redirects=False)).status == 404
