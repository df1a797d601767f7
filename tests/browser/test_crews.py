"""A focal point files a crew of thirty on a phone. Covers A28."""

import io
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from openpyxl import Workbook
from playwright.async_api import Browser, Page, expect
from sqlalchemy import func, select

from accreditation.applications.domain.applications import Agency, Application, Decision, Outcome, State
from accreditation.applications.storage.photos import SqlPhotos
from accreditation.badge_desk.web.badge_context import BADGE_SERVICES
from accreditation.badges.actions.badges import BadgeServices, hand_over_badges, issue_badge
from accreditation.badges.actions.printing import confirm_print_run, draw_print_run, start_print_run
from accreditation.badges.domain.badges import Badge, IdentityCheck
from accreditation.outlets.actions.officers import SeenOutletVersion
from accreditation.outlets.actions.outlets import give_late_places
from accreditation.outlets.domain.crews import CrewMember
from conference.clock import ManualClock
from conference.mail.tables import letters
from tests.browser.windows import browser, client, launched, runtime
from tests.support.accreditation_pages import Client
from tests.support.application_samples import OFFICER_A, photo
from tests.support.badge_office import DESK_CLERK
from tests.support.crew_desk import LETTER, CrewDesk
from tests.support.crew_pages import open_crew, services_of

__all__ = ["browser", "client", "launched", "runtime"]

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

PEOPLE = [f"Journaliste {number:02}" for number in range(1, 31)]


def workbook() -> bytes:
    """Return the list of thirty people as an outlet's spreadsheet has it."""
    book, out = Workbook(), io.BytesIO()
    sheet = book.worksheets[0]
    sheet.append(["N°", "Nom complet", "Adresse électronique", "Nationalité", "Poste"])
    for number, name in enumerate(PEOPLE, 1):
        sheet.append([number, name, f"journaliste{number}@example.org", "France", "reporter"])
    book.save(out)
    return out.getvalue()


async def count_invitations(client: Client) -> int:
    async with services_of(client).transactions.read() as transaction:
        counted = select(func.count()).select_from(letters).where(letters.c.kind == "outlet.crew_member")
        return await transaction.connection.scalar(counted) or 0


async def file_crew(page: Page, address: str, folder: Path) -> None:
    """Choose the letter and the list, check the list, and invite its people."""
    letter, table = folder / "lettre.pdf", folder / "équipe.xlsx"
    letter.write_bytes(LETTER)
    table.write_bytes(workbook())
    await page.goto(address)
    await page.set_input_files("[name=letter]", letter)
    await page.set_input_files("[name=table]", table)
    await page.click("form[enctype] .button")
    await expect(page.locator(".crew-people li")).to_have_count(30)
    assert await page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    await page.click(".actions .button")
    await page.wait_for_url("**?did=invited&number=30")


async def replace_late(page: Page, person: CrewMember) -> None:
    """Replace a person on the person's own page."""
    await page.click(f"a[href$='{person.id}']")
    await page.locator("details.card summary").first.click()
    await page.fill("[name=native_name]", "Remplaçante")
    await page.fill("[name=email]", "remplacante@example.org")
    await page.click("button[value=replace]")
    await page.wait_for_url("**?did=replaced")


async def approve(desk: CrewDesk, member: CrewMember) -> Application:
    """Store the approved application of a person, with a photo."""
    application_id = f"app_{member.id}"
    decision = Decision(Outcome.APPROVED, "staff_son", Agency.SECURITY, desk.services.applications.clock.now())
    handed_in = {"state": State.APPROVED, "decision": decision, "photo_id": f"photo_{application_id}"}
    approved = await desk.hand_in(member, **handed_in)
    async with desk.services.transactions.write() as transaction:
        await SqlPhotos().add(transaction, f"photo_{application_id}", photo(), application_id=application_id)
    return approved


async def collect_by_proxy(badging: BadgeServices, people: Sequence[Application]) -> list[Badge]:
    """Print the badges of approved people, and hand them to one person of the crew."""
    badges = [(await issue_badge(badging, person.id, staff=DESK_CLERK)).id for person in people]
    await start_print_run(badging, "run-of-crew", badges, staff=DESK_CLERK)
    await draw_print_run(badging, "run-of-crew", staff=DESK_CLERK)
    await confirm_print_run(badging, "run-of-crew", staff=DESK_CLERK)
    identity, proxy = IdentityCheck.PASSPORT, "Trần Văn Đức"
    return await hand_over_badges(badging, badges, identity=identity, proxy=proxy, staff=DESK_CLERK)


async def test_crew_of_thirty_is_filed_on_a_phone(
    client: Client, browser: Browser, clock: ManualClock, tmp_path: Path
) -> None:
    address = await open_crew(client, code="fr")
    window = await browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, base_url=str(client.make_url("")), locale="fr"
    )
    page = await window.new_page()
    await file_crew(page, address, tmp_path)
    assert await count_invitations(client) == 30
    services = services_of(client)
    desk = CrewDesk(services, secret=address.rpartition("/")[2])
    members = await desk.members()
    assert [member.name for member in members] == PEOPLE
    for member in members[:2]:
        await desk.hand_in(member, state=State.REFUSED)
    clock.at = services.closes_at + timedelta(hours=1)
    until = clock.now() + timedelta(hours=2)
    seen = SeenOutletVersion("out_1", 0)
    await give_late_places(services, seen, number=1, until=until, staff=OFFICER_A)
    await page.goto(address)
    await replace_late(page, members[2])
    states = await desk.states()
    assert [states[name] for name in (*PEOPLE[:4], "Remplaçante")] == [
        "refused", "refused", "replaced", "invited", "invited",
    ]  # fmt: skip
    assert client.app is not None
    approved = [await approve(desk, member) for member in members[3:5]]
    taken = await collect_by_proxy(client.app[BADGE_SERVICES], approved)
    assert [badge.hand_over.proxy for badge in taken if badge.hand_over] == ["Trần Văn Đức", "Trần Văn Đức"]
