"""Pages of links and addresses: the same answer for every address, nothing changes by reading."""

from html import unescape

import pytest

from accreditation.applications.web.limits import ADDRESSES, LETTERS
from conference.languages import LANGUAGES
from rostrum import roles
from rostrum.runtime import Runtime
from tests.accreditation.applications.web.test_drafts import letters_of
from tests.accreditation.applications.web.test_status import load_application
from tests.support.accreditation_pages import Client, SignIn, apply, hidden
from tests.support.background import written


async def ask(client: Client, runtime: Runtime, email: str, language: str = "en") -> tuple[int, str]:
    """Ask for the link of an address; return status and page when the letter is written."""
    page = await (await client.get(f"/{language}/apply/link")).text()
    response = await client.post(f"/{language}/apply/link", data={"csrf": hidden(page, "csrf"), "email": email})
    await written(runtime.transactions)
    return response.status, await response.text()


async def post(client: Client, address: str, **fields: str) -> tuple[int, str, str]:
    """Send the form of a page; return status, address and page of the answer."""
    page = await (await client.get(address)).text()
    response = await client.post(address, data={"csrf": hidden(page, "csrf"), **fields})
    return response.status, response.url.path, await response.text()


async def links_in_letters(runtime: Runtime) -> list[str]:
    """Return the path of the button's link of each letter."""
    texts = [text for _, _, text in await letters_of(runtime)]
    words = [[word for word in text.split() if word.startswith("http")] for text in texts]
    return ["/" + one[-1].split("/", 3)[3] if one else "" for one in words]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_answer_is_the_same_for_every_address(client: Client, runtime: Runtime, language: str) -> None:
    await apply(client)
    known = await ask(client, runtime, "layla@example.org", language)
    unknown = await ask(client, runtime, "nobody@example.org", language)
    assert known == unknown
    assert runtime.catalogues.text(language, "link.sent") in unescape(known[1])
    ((kind, address, text),) = await letters_of(runtime)
    assert (kind, address) == ("application.link", "layla@example.org")
    assert "/ar/applications/" in text


async def test_letter_opens_the_application(client: Client, runtime: Runtime) -> None:
    status_page = await apply(client)
    await ask(client, runtime, "LAYLA@example.org")
    (link,) = await links_in_letters(runtime)
    assert link == status_page


async def test_letters_of_an_address_are_limited_silently(client: Client, runtime: Runtime) -> None:
    await apply(client)
    answers = [await ask(client, runtime, "layla@example.org") for _ in range(ADDRESSES.burst + 2)]
    assert len(set(answers)) == 1
    assert len(await letters_of(runtime)) == ADDRESSES.burst


async def test_client_with_too_many_letters_is_refused(client: Client, runtime: Runtime) -> None:
    for number in range(LETTERS.burst):
        assert (await ask(client, runtime, f"a{number}@example.org"))[0] == 200
    assert (await ask(client, runtime, "b@example.org"))[0] == 429


@pytest.mark.parametrize("typed", ["", "x", "a@b", "<script>@x", "a@example.org\r\nBcc: b@example.org", "a" * 500])
async def test_invalid_address_is_shown_again(client: Client, runtime: Runtime, typed: str) -> None:
    status, page = await ask(client, runtime, typed)
    assert status == 422
    assert "<script>@" not in page


async def test_unknown_link_leads_to_a_new_letter(client: Client) -> None:
    for address in ("/en/apply", "/en/applications/" + "A" * 44):
        assert 'href="/en/apply/link"' in await (await client.get(address)).text()


async def test_link_opens_with_the_sign_that_follows_it(client: Client) -> None:
    address = await apply(client)
    for sign in (".", ",", ")", ">", "\u2069", "\u200e", ".\u2069"):
        response = await client.get(address + sign)
        assert (response.status, response.url.path) == (200, address), ascii(sign)


async def test_replaced_link_ends_at_once(client: Client, runtime: Runtime) -> None:
    address = await apply(client)
    assert f"{address}/link" in await (await client.get(address)).text()
    _, path, page = await post(client, f"{address}/link")
    assert path != address
    assert "ليلى حداد" in page
    for tail in ("", "/photo.jpg", "/link", "/address", "/withdraw", "/badge.png"):
        assert (await client.get(address + tail)).status == 404
    assert await links_in_letters(runtime) == [path]


async def test_officer_replaces_the_link(client: Client, runtime: Runtime, sign_in: SignIn) -> None:
    address = await apply(client)
    application = await load_application(client, address)
    await sign_in("linh", roles.ACCREDITATION_OFFICER)
    queue = f"/staff/vetting/accreditation?id={application.id}"
    page = await (await client.get(queue)).text()
    form = {"csrf": hidden(page, "csrf"), "act": "replace_link", "version": str(application.version)}
    act = f"/staff/vetting/accreditation/applications/{application.id}"
    assert (await client.post(act, data=form)).status == 200
    assert (await client.get(address)).status == 404
    (link,) = await links_in_letters(runtime)
    assert (await client.get(link)).status == 200
    assert "Link replaced" in await (await client.get(queue)).text()


async def test_address_is_changed_by_both_letters(client: Client, runtime: Runtime, sign_in: SignIn) -> None:
    address = await apply(client)
    application = await load_application(client, address)
    _, _, page = await post(client, f"{address}/address", email="new@example.org")
    assert "new@example.org" in page
    links = await links_in_letters(runtime)
    for link in links:
        for method in ("GET", "HEAD", "GET"):
            assert (await client.request(method, link)).status == 200
    assert (await load_application(client, address)).applicant.email == "layla@example.org"
    for link in links:
        assert (await post(client, link))[0] == 200
    assert (await load_application(client, address)).applicant.email == "new@example.org"
    for link in links:
        assert (await client.get(link)).status == 404
    await sign_in("linh", roles.ACCREDITATION_OFFICER)
    queue = await (await client.get(f"/staff/vetting/accreditation?id={application.id}")).text()
    assert "E-mail address changed" in queue


async def test_letter_stops_a_change(client: Client, runtime: Runtime) -> None:
    address = await apply(client)
    await post(client, f"{address}/address", email="new@example.org")
    earlier, new = await links_in_letters(runtime)
    assert (await post(client, new))[0] == 200
    assert (await post(client, earlier, stop="1"))[0] == 200
    assert (await client.get(new)).status == 404
    assert (await load_application(client, address)).applicant.email == "layla@example.org"


async def test_officer_confirms_for_a_dead_address(client: Client, runtime: Runtime, sign_in: SignIn) -> None:
    address = await apply(client)
    application = await load_application(client, address)
    await post(client, f"{address}/address", email="new@example.org")
    _, new = await links_in_letters(runtime)
    await post(client, new)
    await sign_in("linh", roles.ACCREDITATION_OFFICER)
    queue = await (await client.get(f"/staff/vetting/accreditation?id={application.id}")).text()
    seen = {"version": str(application.version), "address": "new@example.org"}
    form = {"csrf": hidden(queue, "csrf"), "act": "confirm_address", **seen}
    assert 'value="confirm_address"' in queue
    act = f"/staff/vetting/accreditation/applications/{application.id}"
    assert (await client.post(act, data=form)).status == 200
    assert (await load_application(client, address)).applicant.email == "new@example.org"


@pytest.mark.parametrize("typed", ["", "layla@example.org", "<b>", "a@example.org\r\nBcc: b@example.org"])
async def test_invalid_new_address_is_shown_again(client: Client, runtime: Runtime, typed: str) -> None:
    address = await apply(client)
    status, _, _ = await post(client, f"{address}/address", email=typed)
    assert status == 422
    assert await letters_of(runtime) == []
