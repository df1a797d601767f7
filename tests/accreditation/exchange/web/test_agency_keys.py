"""Page of the keys of agencies."""

from html import unescape

from accreditation.applications.domain.applications import Agency
from accreditation.exchange.domain.agency_keys import KeyPurpose, grouped_fingerprint
from accreditation.exchange.sealed.key_files import encode_public_key, make_key_files
from accreditation.exchange.sealed.site_files import read_site
from rostrum import roles
from tests.support.accreditation_pages import Client, SignIn, hidden
from tests.support.agency_office import FIRST
from tests.support.agency_pages import KEYS, upload


async def test_key_is_registered_shown_and_withdrawn(client: Client, sign_in: SignIn) -> None:
    await sign_in("admin", roles.ADMINISTRATOR)
    page = await (await upload(client, KEYS, KEYS, encode_public_key(FIRST.key))).text()
    assert grouped_fingerprint(FIRST.key.fingerprint) in page
    again = await upload(client, KEYS, KEYS, encode_public_key(FIRST.key))
    assert (again.status, "registered already" in await again.text()) == (409, True)
    path = f"{KEYS}/{FIRST.key.id}/withdraw"
    withdrawn = await client.post(path, data={"csrf": hidden(page, "csrf")})
    assert "The key is withdrawn." in await withdrawn.text()
    assert (await client.post(f"{KEYS}/none/withdraw", data={"csrf": hidden(page, "csrf")})).status == 404


async def test_private_and_unreadable_files_are_refused(client: Client, sign_in: SignIn) -> None:
    await sign_in("admin", roles.ADMINISTRATOR)
    private = make_key_files(Agency.SECURITY, KeyPurpose.SIGNING, "First").private
    for data, words in ((private, "must not leave the agency"), (b"\xff" * 9000, "damaged"), (b"", "damaged")):
        answer = await upload(client, KEYS, KEYS, data)
        page = unescape(await answer.text())
        assert (answer.status, words in page, "PRIVATE KEY" in page) == (422, True, False)


async def test_site_file_is_downloaded(client: Client, sign_in: SignIn) -> None:
    await sign_in("admin", roles.ADMINISTRATOR)
    answer = await client.get(f"{KEYS}/site.json")
    assert read_site(await answer.read()).event == "hanoi-2025"


async def test_person_who_vets_registers_no_key(client: Client, sign_in: SignIn) -> None:
    """Covers A27."""
    await sign_in("both", roles.ADMINISTRATOR, roles.ACCREDITATION_OFFICER)
    answer = await upload(client, KEYS, KEYS, encode_public_key(FIRST.key))
    assert (answer.status, "could decide for both agencies" in await answer.text()) == (409, True)


async def test_page_is_for_administrators(client: Client, sign_in: SignIn) -> None:
    for role in (roles.ACCREDITATION_OFFICER, roles.SECURITY_OFFICER, roles.BADGE_DESK):
        await sign_in(role.name, role)
        assert [(await client.get(path)).status for path in (KEYS, f"{KEYS}/site.json")] == [403, 403]
