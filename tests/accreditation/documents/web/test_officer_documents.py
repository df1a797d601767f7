"""Documents for officers: pictures only, for the roles that a kind names, each look recorded, asked for again."""

import pytest
from sqlalchemy import select

from accreditation.documents.actions.asking import ASKED
from accreditation.documents.actions.reading import READ
from conference.mail.tables import letters
from conference.storage.audit import audit_log
from rostrum.roles import ACCREDITATION_OFFICER, ADMINISTRATOR, BADGE_DESK, DOOR, OPERATOR, SECURITY_OFFICER
from rostrum.runtime import Runtime
from tests.support.accreditation_pages import Client, SignIn, apply, hidden
from tests.support.document_files import pdf, pdf_with_script, picture
from tests.support.document_pages import hand_in, list_documents, read_text
from tests.support.vetting_pages import A, B, load_application

LETTER, CARD = "assignment_letter", "press_card"


@pytest.fixture
async def status(client: Client) -> str:
    """The address of the page of an applicant who has handed in a letter and a press card."""
    address = (await apply(client)).replace("/ar/", "/en/")
    await hand_in(client, address, LETTER, pdf_with_script())
    await hand_in(client, address, CARD, picture())
    return address


async def find_documents(runtime: Runtime) -> dict[str, str]:
    return {kind: document for document, kind, _ in await list_documents(runtime)}


async def ask(client: Client, status: str, queue: str, kind: str, message: str = "") -> int:
    application = await load_application(client, status)
    page = await (await client.get(queue, params={"id": application.id})).text()
    form = {"csrf": hidden(page, "csrf"), "message": message}
    address = f"{queue}/applications/{application.id}/documents/{kind}"
    return (await client.post(address, data=form, allow_redirects=False)).status


async def test_officer_sees_pictures_and_each_look_is_recorded(
    client: Client, status: str, runtime: Runtime, sign_in: SignIn
) -> None:
    officer = await sign_in("officer", ACCREDITATION_OFFICER)
    application = await load_application(client, status)
    listed = await (await client.get(A, params={"id": application.id})).text()
    found = await find_documents(runtime)
    assert all(f"/staff/documents/{document}" in listed for document in found.values())
    viewer = await client.get(f"/staff/documents/{found[LETTER]}")
    assert (viewer.status, viewer.content_type) == (200, "text/html")
    shown = await client.get(f"/staff/documents/{found[LETTER]}/pages/1")
    body = await shown.read()
    assert (shown.content_type, shown.headers["Cache-Control"]) == ("image/jpeg", "no-store")
    assert body.startswith(b"\xff\xd8\xff")
    assert b"CANARY" not in body
    async with runtime.transactions.read() as transaction:
        rows = await transaction.connection.execute(select(audit_log).where(audit_log.c.action == READ))
        assert [(row.actor, row.subject) for row in rows] == [(officer.id, found[LETTER])]


async def test_kind_is_shown_to_the_roles_that_it_names(
    client: Client, status: str, runtime: Runtime, sign_in: SignIn
) -> None:
    """Covers A12: the press card is for the accreditation office alone."""
    found = await find_documents(runtime)
    application = await load_application(client, status)
    await sign_in("security", SECURITY_OFFICER)
    listed = await (await client.get(B, params={"id": application.id})).text()
    assert f"/staff/documents/{found[LETTER]}" in listed
    assert f"/staff/documents/{found[CARD]}" not in listed
    assert (await client.get(f"/staff/documents/{found[LETTER]}/pages/1")).status == 200
    for address in (f"/staff/documents/{found[CARD]}", f"/staff/documents/{found[CARD]}/pages/1"):
        assert (await client.get(address)).status == 403
    assert await ask(client, status, B, CARD) == 403


@pytest.mark.parametrize("role", [ADMINISTRATOR, BADGE_DESK, DOOR, OPERATOR])
async def test_other_roles_see_no_documents(
    client: Client, status: str, runtime: Runtime, sign_in: SignIn, role: object
) -> None:
    """Covers A12."""
    found = await find_documents(runtime)
    await sign_in("other", role)
    for address in (f"/staff/documents/{found[LETTER]}", f"/staff/documents/{found[LETTER]}/pages/1"):
        assert (await client.get(address)).status == 403


async def test_visitor_and_unknown_document_are_refused(
    client: Client, status: str, runtime: Runtime, sign_in: SignIn
) -> None:
    found = await find_documents(runtime)
    address = f"/staff/documents/{found[LETTER]}/pages/1"
    response = await client.get(address, allow_redirects=False)
    assert response.content_type != "image/jpeg"
    await sign_in("officer", ACCREDITATION_OFFICER)
    assert (await client.get("/staff/documents/document_unknown")).status == 404
    assert (await client.get("/staff/documents/document_unknown/pages/1")).status == 404
    assert (await client.get(f"/staff/documents/{found[LETTER]}/pages/9")).status == 404


async def test_one_document_is_asked_for_again_alone(
    client: Client, status: str, runtime: Runtime, sign_in: SignIn
) -> None:
    await sign_in("officer", ACCREDITATION_OFFICER)
    before = await find_documents(runtime)
    await client.get(f"/staff/documents/{before[LETTER]}/pages/1")
    await client.get(f"/staff/documents/{before[CARD]}/pages/1")
    await runtime.transactions.background.close()
    assert await ask(client, status, A, LETTER, "Please sign it.") == 303
    assert await ask(client, status, A, LETTER) == 409
    page = await read_text(await client.get(f"{status}/documents"))
    assert "Please sign it." in page
    assert "A document is requested" in await read_text(await client.get(status))
    assert (await hand_in(client, status, CARD, picture())).status == 409
    assert (await hand_in(client, status, LETTER, pdf(2))).status == 303
    after = await find_documents(runtime)
    assert after[CARD] == before[CARD]
    assert after[LETTER] != before[LETTER]
    assert "Please sign it." not in await read_text(await client.get(f"{status}/documents"))
    async with runtime.transactions.read() as transaction:
        asked = await transaction.connection.execute(select(audit_log).where(audit_log.c.action == ASKED))
        assert len(asked.all()) == 1
        kinds = (await transaction.connection.scalars(select(letters.c.kind))).all()
    assert kinds.count("document.asked") == 1


async def test_officer_asks_for_the_own_agency_only(client: Client, status: str, sign_in: SignIn) -> None:
    await sign_in("security", SECURITY_OFFICER)
    application = await load_application(client, status)
    page = await (await client.get(B, params={"id": application.id})).text()
    form = {"csrf": hidden(page, "csrf"), "message": ""}
    address = f"{A}/applications/{application.id}/documents/{LETTER}"
    assert (await client.post(address, data=form, allow_redirects=False)).status == 403
    unknown = f"{B}/applications/{application.id}/documents/nothing"
    assert (await client.post(unknown, data=form, allow_redirects=False)).status == 409
