"""Client of the pages of documents: an applicant who hands in files, uploads in pieces."""

import base64
from html import unescape

from aiohttp import ClientResponse, FormData
from sqlalchemy import select

from accreditation.documents.storage.tables import documents
from rostrum.runtime import Runtime
from tests.support.accreditation_pages import Client, hidden

TUS = {"Tus-Resumable": "1.0.0"}
PATCH = {**TUS, "Content-Type": "application/offset+octet-stream"}


async def hand_in(
    client: Client, status: str, kind: str, data: bytes | None, *, name: str = "letter.pdf", upload: str = ""
) -> ClientResponse:
    """Send a file, or the id of a complete upload, by the form of its kind, as a browser without scripts does."""
    page = await (await client.get(f"{status}/documents")).text()
    form = FormData(default_to_multipart=True)
    form.add_field("csrf", hidden(page, "csrf"))
    if data is not None:
        form.add_field("file", data, filename=name, content_type="application/pdf")
    if upload:
        form.add_field("upload", upload)
    return await client.post(f"{status}/documents/kinds/{kind}", data=form, allow_redirects=False)


async def create_upload(client: Client, status: str, kind: str, size: int) -> ClientResponse:
    """Begin an upload in pieces."""
    metadata = f"kind {base64.b64encode(kind.encode()).decode()}"
    headers = {**TUS, "Upload-Length": str(size), "Upload-Metadata": metadata}
    return await client.post(f"{status}/uploads", headers=headers)


async def send_piece(client: Client, address: str, offset: int, data: bytes) -> ClientResponse:
    """Send the bytes of an upload from an offset on."""
    return await client.patch(address, headers={**PATCH, "Upload-Offset": str(offset)}, data=data)


async def upload_whole(client: Client, status: str, kind: str, data: bytes) -> str:
    """Upload a file in one piece; return the address of the upload."""
    created = await create_upload(client, status, kind, len(data))
    assert created.status == 201, await created.text()
    address = created.headers["Location"]
    assert (await send_piece(client, address, 0, data)).status == 204
    return address


async def list_documents(runtime: Runtime) -> list[tuple[str, str, int]]:
    """Return id, kind and pages of all documents."""
    wanted = select(documents).order_by(documents.c.handed_in_at, documents.c.id)
    async with runtime.transactions.read() as transaction:
        rows = await transaction.connection.execute(wanted)
        return [(row.id, row.kind, row.pages) for row in rows]


async def read_text(response: ClientResponse) -> str:
    """Return the page of a response, without the isolates around values."""
    return unescape(await response.text()).translate({0x2068: None, 0x2069: None})
