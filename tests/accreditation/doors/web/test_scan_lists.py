"""Lists behind the numbers of the command post."""

import re

from accreditation.badges.domain.badges import Badge
from conference.languages import LANGUAGES
from rostrum import roles
from rostrum.runtime import Runtime
from tests.support.accreditation_pages import Client, SignIn, office
from tests.support.badge_office import Office
from tests.support.scan_rows import add_scans, scan_row

__all__ = ["office"]


async def text_of(client: Client, path: str) -> str:
    response = await client.get(path)
    assert response.status == 200
    return await response.text()


async def scanned(office: Office, runtime: Runtime) -> Badge:
    """Issue a badge that was admitted at gate A and refused twice at gate B."""
    badge, now = await office.active_badge("app_1"), runtime.clock.now()
    await add_scans(
        runtime.transactions,
        scan_row("k1", now, badge_id=badge.id),
        scan_row("k2", now, badge_id=badge.id, verdict="already_inside", door="gate-b"),
        scan_row("k3", now, verdict="bad_signature", door="gate-b"),
    )
    return badge


async def test_numbers_of_the_command_post_lead_to_their_scans(
    client: Client, sign_in: SignIn, office: Office, runtime: Runtime
) -> None:
    badge = await scanned(office, runtime)
    await sign_in("boss", roles.DOOR_SUPERVISOR)
    page = await text_of(client, "/staff/command")
    for address in ("?result=refused", "?door=gate-b&amp;result=refused", "?verdict=bad_signature"):
        assert f'href="/staff/command/scans{address}"' in page
        listed = await text_of(client, f"/staff/command/scans{address.replace('&amp;', '&')}")
        assert listed.count("<tr>") - 1 == {"?verdict=bad_signature": 1}.get(address, 2)
    assert f'href="/staff/command/people/{badge.id}"' in page


async def test_busy_doors_are_first_and_quiet_ones_folded(
    client: Client, sign_in: SignIn, office: Office, runtime: Runtime
) -> None:
    await scanned(office, runtime)
    await sign_in("boss", roles.DOOR_SUPERVISOR)
    page = await text_of(client, "/staff/command")
    table = page[page.index('class="dense command-doors"') : page.index('id="doors-quiet"')]
    assert re.findall(r"scans\?door=([\w-]+)&amp;result=refused", table) == ["gate-b", "gate-a"]
    quiet = re.sub("<[^>]+>", "", page[page.index('id="doors-quiet"') :])
    assert f"{len(office.event.doors) - 2} doors without scans today" in quiet


async def test_latest_refusals_have_time_door_and_person(
    client: Client, sign_in: SignIn, office: Office, runtime: Runtime
) -> None:
    await scanned(office, runtime)
    await sign_in("boss", roles.DOOR_SUPERVISOR)
    page = await text_of(client, "/staff/command")
    latest = re.sub("<[^>]+>", " ", page[page.index('class="refusals-latest"') : page.index('class="refusals"')])
    assert re.search(r"09:00\s+Already inside\s+Gate B\s+Nguyễn Thị Hoa\s+P-0001", latest)


async def test_conflict_shows_the_photo_once(client: Client, sign_in: SignIn, office: Office, runtime: Runtime) -> None:
    badge, now = await office.active_badge("app_1"), runtime.clock.now()
    await add_scans(
        runtime.transactions,
        scan_row("k1", now, badge_id=badge.id),
        scan_row("k2", now, badge_id=badge.id, conflict="twice", conflict_key="k1", door="gate-b"),
    )
    await sign_in("boss", roles.DOOR_SUPERVISOR)
    page = await text_of(client, "/staff/command")
    assert page.count("/staff/command/photos/photo_app_1.jpg") == 1
    conflict = re.sub("<[^>]+>", " ", page[page.index('class="witnesses"') : page.index('class="conflict-form"')])
    assert re.search(r"First\s+09:00\s+Gate A.*Then\s+09:00\s+Gate B", conflict, re.DOTALL)


async def test_history_shows_every_scan_of_a_person(
    client: Client, sign_in: SignIn, office: Office, runtime: Runtime
) -> None:
    badge = await scanned(office, runtime)
    for code in LANGUAGES:
        await sign_in(f"boss-{code}", roles.DOOR_SUPERVISOR, language=code)
        page = await text_of(client, f"/staff/command/people/{badge.id}")
        assert page.count("<tr>") == 3
        assert "Nguyễn Thị Hoa" in page
    photo = await client.get(f"/staff/command/people/{badge.id}/photo.jpg")
    assert (photo.content_type, photo.headers["Cache-Control"]) == ("image/jpeg", "no-store")
    assert (await client.get(f"/staff/command/people/{'f' * 16}")).status == 404


async def test_lists_are_for_supervisors_alone(
    client: Client, sign_in: SignIn, office: Office, runtime: Runtime
) -> None:
    badge = await scanned(office, runtime)
    await sign_in("guard", roles.DOOR)
    for path in ("scans", f"people/{badge.id}", f"people/{badge.id}/photo.jpg"):
        assert (await client.get(f"/staff/command/{path}")).status == 403
