"""The applicant's page of documents: handed in, refused by name with all else kept, replaced, removed."""

import pytest
from aiohttp import FormData

from accreditation.documents.domain.kinds import MEGABYTE
from accreditation.documents.web.own_documents import FORM_BYTES
from conference.clock import ManualClock
from rostrum.roles import ACCREDITATION_OFFICER
from rostrum.runtime import Runtime
from tests.support.accreditation_pages import Client, SignIn, apply, hidden
from tests.support.document_files import (
    EICAR,
    HEIC,
    SVG,
    archive,
    pdf,
    pdf_with_password,
    pdf_with_script,
    picture,
    word_file,
)
from tests.support.document_pages import hand_in, list_documents, read_text, upload_whole

LETTER = "assignment_letter"


@pytest.fixture
async def status(client: Client) -> str:
    """The address of an applicant's page, in English."""
    return (await apply(client)).replace("/ar/", "/en/")


async def test_page_lists_what_this_applicant_is_asked_for(client: Client, status: str) -> None:
    page = await (await client.get(f"{status}/documents")).text()
    assert 'id="assignment_letter"' in page
    assert 'id="press_card"' in page
    assert 'id="passport_page"' not in page
    assert f'href="{status}/documents"' in await (await client.get(status)).text()


async def test_document_is_handed_in_without_scripts(client: Client, status: str, runtime: Runtime) -> None:
    response = await hand_in(client, status, LETTER, pdf(2))
    assert response.status == 303, await response.text()
    ((document, kind, pages),) = await list_documents(runtime)
    assert (kind, pages) == (LETTER, 2)
    shown = await client.get(f"{status}/documents/{document}/2.jpg")
    assert (shown.status, shown.content_type) == (200, "image/jpeg")
    assert shown.headers["Cache-Control"] == "no-store"
    assert (await client.get(f"{status}/documents/{document}/3.jpg")).status == 404


REFUSED = (
    (word_file(), "word processor"),
    (pdf_with_password(), "protected by a password"),
    (pdf(2000), "2,000"),
    (HEIC, "HEIC"),
    (EICAR, "EICAR"),
    (pdf() + archive("a"), "two formats"),
    (archive("a.txt"), "archive (ZIP)"),
    (SVG, "SVG"),
    (b"", "empty"),
    (None, "Choose a file"),
)
"""Files that are not taken, and words of the error."""


async def test_file_is_refused_beside_its_field(client: Client, status: str, runtime: Runtime) -> None:
    """All else is kept: the other document stays."""
    await hand_in(client, status, "press_card", picture())
    for data, words in REFUSED:
        response = await hand_in(client, status, LETTER, data)
        page = await read_text(response)
        assert response.status == 422, words
        error = page.partition(f'id="file-{LETTER}-error"')[2].partition("</p>")[0]
        assert words in error.replace("2000", "2,000")
        assert [kind for _, kind, _ in await list_documents(runtime)] == ["press_card"], words


async def test_pdf_with_a_script_is_accepted_as_a_picture(client: Client, status: str, runtime: Runtime) -> None:
    assert (await hand_in(client, status, LETTER, pdf_with_script())).status == 303
    ((document, _, _),) = await list_documents(runtime)
    shown = await (await client.get(f"{status}/documents/{document}/1.jpg")).read()
    assert shown.startswith(b"\xff\xd8\xff")
    assert b"CANARY" not in shown


async def test_file_of_300_megabytes_is_refused_unread(client: Client, status: str) -> None:
    page = await (await client.get(f"{status}/documents")).text()
    headers = {
        "Connection": "close",
        "Content-Length": str(300 * MEGABYTE),
        "Content-Type": "multipart/form-data; boundary=x",
    }
    response = await client.post(
        f"{status}/documents/kinds/{LETTER}", headers=headers, data=b"--x", allow_redirects=False
    )
    assert response.status == 303
    assert hidden(page, "csrf")
    shown = await client.get(response.headers["Location"])
    assert shown.status == 422
    error = (await read_text(shown)).partition(f'id="file-{LETTER}-error"')[2].partition("</p>")[0]
    assert "larger than 10 MB" in error


async def test_file_above_the_limit_of_its_kind_is_refused(client: Client, status: str) -> None:
    response = await hand_in(client, status, "press_card", picture() + bytes(5 * MEGABYTE + FORM_BYTES))
    assert response.status == 422
    assert "larger than 5 MB" in await read_text(response)


async def test_document_is_replaced_until_an_officer_has_seen_it(
    client: Client, status: str, runtime: Runtime, sign_in: SignIn
) -> None:
    await hand_in(client, status, LETTER, pdf())
    await hand_in(client, status, LETTER, pdf(2))
    ((document, _, pages),) = await list_documents(runtime)
    assert pages == 2
    await sign_in("officer", ACCREDITATION_OFFICER)
    await client.get(f"/staff/documents/{document}/pages/1")
    await runtime.transactions.background.close()
    assert "has begun" in await read_text(await client.get(f"{status}/documents"))
    response = await hand_in(client, status, LETTER, pdf(3))
    assert response.status == 409
    assert [one for one, _, _ in await list_documents(runtime)] == [document]


async def test_document_is_removed(client: Client, status: str, runtime: Runtime) -> None:
    await hand_in(client, status, "press_card", picture())
    ((document, _, _),) = await list_documents(runtime)
    page = await (await client.get(f"{status}/documents")).text()
    form = {"csrf": hidden(page, "csrf")}
    response = await client.post(f"{status}/documents/{document}/removal", data=form, allow_redirects=False)
    assert response.status == 303
    assert await list_documents(runtime) == []
    again = await client.post(f"{status}/documents/{document}/removal", data=form)
    assert again.status == 404


async def test_complete_upload_is_handed_in(client: Client, status: str, runtime: Runtime) -> None:
    address = await upload_whole(client, status, LETTER, pdf(2))
    assert 'name="upload"' in await (await client.get(f"{status}/documents")).text()
    response = await hand_in(client, status, LETTER, None, upload=address.rpartition("/")[2])
    assert response.status == 303, await response.text()
    assert [(kind, pages) for _, kind, pages in await list_documents(runtime)] == [(LETTER, 2)]
    assert 'name="upload"' not in await (await client.get(f"{status}/documents")).text()


async def test_another_applicant_sees_nothing(client: Client, status: str, runtime: Runtime) -> None:
    """Covers A12."""
    await hand_in(client, status, LETTER, pdf())
    ((document, _, _),) = await list_documents(runtime)
    upload = await upload_whole(client, status, "press_card", picture())
    other = (await apply(client, email="other@example.org")).replace("/ar/", "/en/")
    page = await (await client.get(f"{other}/documents")).text()
    assert (await client.get(f"{other}/documents/{document}/1.jpg")).status == 404
    form = {"csrf": hidden(page, "csrf")}
    assert (await client.post(f"{other}/documents/{document}/removal", data=form)).status == 404
    taken = await hand_in(client, other, "press_card", None, upload=upload.rpartition("/")[2])
    assert taken.status == 404
    assert len(await list_documents(runtime)) == 1


async def test_withdrawn_application_takes_no_documents(client: Client, status: str, clock: ManualClock) -> None:
    page = await (await client.get(f"{status}/withdraw")).text()
    await client.post(f"{status}/withdraw", data={"csrf": hidden(page, "csrf")})
    page = await (await client.get(f"{status}/documents")).text()
    assert "<form" not in page.partition("<main")[2].partition("</main")[0]


async def test_form_without_its_token_changes_nothing(client: Client, status: str, runtime: Runtime) -> None:
    form = FormData(default_to_multipart=True)
    form.add_field("file", pdf(), filename="a.pdf")
    assert (await client.post(f"{status}/documents/kinds/{LETTER}", data=form)).status == 403
    assert await list_documents(runtime) == []
