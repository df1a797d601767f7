"""Uploads in pieces by tus 1.0: begun, cut, continued, ended; what breaks the protocol is refused."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta

import pytest
from aiohttp.test_utils import TestServer
from sqlalchemy import func, select

from accreditation.documents.domain.uploads import MOST_UPLOADS, PIECE_BYTES, UPLOAD_LIFE
from accreditation.documents.storage.tables import document_pieces, document_uploads
from accreditation.documents.web import resumable_uploads
from accreditation.documents.web.resumable_uploads import collect_pieces
from conference.clock import ManualClock
from rostrum.runtime import Runtime
from tests.support.accreditation_pages import Client, apply
from tests.support.document_files import pdf
from tests.support.document_pages import PATCH, TUS, create_upload, hand_in, list_documents, send_piece

LETTER = "assignment_letter"
FILE = pdf(2)


@pytest.fixture
async def status(client: Client) -> str:
    """The address of an applicant's page, in English."""
    return (await apply(client)).replace("/ar/", "/en/")


async def offset_of(client: Client, address: str) -> int:
    answer = await client.head(address, headers=TUS)
    assert answer.status == 200
    return int(answer.headers["Upload-Offset"])


async def test_server_says_what_it_supports(client: Client, status: str) -> None:
    answer = await client.options(f"{status}/uploads")
    assert answer.status == 204
    assert answer.headers["Tus-Version"] == "1.0.0"
    assert set(answer.headers["Tus-Extension"].split(",")) == {"creation", "expiration", "termination"}


async def test_upload_continues_where_it_was_cut(client: Client, status: str, runtime: Runtime) -> None:
    created = await create_upload(client, status, LETTER, len(FILE))
    address = created.headers["Location"]
    assert await offset_of(client, address) == 0
    assert (await send_piece(client, address, 0, FILE[:100])).headers["Upload-Offset"] == "100"
    assert await offset_of(client, address) == 100
    again = await send_piece(client, address, 0, FILE[:200])
    assert (again.status, again.headers["Upload-Offset"]) == (409, "100")
    assert (await send_piece(client, address, 100, FILE[100:])).status == 204
    response = await hand_in(client, status, LETTER, None, upload=address.rpartition("/")[2])
    assert response.status == 303
    assert [(kind, pages) for _, kind, pages in await list_documents(runtime)] == [(LETTER, 2)]


async def send_part(client: Client, address: str, data: bytes, length: int) -> asyncio.StreamWriter:
    """Begin to append `length` bytes from the first on, and send only `data`."""
    server = client.server
    assert isinstance(server, TestServer)
    headers = {**PATCH, "Host": f"{server.host}:{server.port}", "Content-Length": f"{length}", "Upload-Offset": "0"}
    lines = [f"PATCH {address} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items()), "", ""]
    _, writer = await asyncio.open_connection(server.host, server.port)
    writer.write("\r\n".join(lines).encode() + data)
    await writer.drain()
    return writer


async def count_stored(runtime: Runtime) -> int:
    async with runtime.transactions.read() as transaction:
        received: int = (await transaction.connection.scalars(select(document_uploads.c.received))).one()
    return received


async def test_bytes_are_stored_while_the_request_lasts(
    client: Client, status: str, runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resumable_uploads, "PIECE_WITHIN_S", 0)
    address = (await create_upload(client, status, LETTER, 1000)).headers["Location"]
    writer = await send_part(client, address, bytes(700), 1000)
    while await count_stored(runtime) < 700:  # noqa: ASYNC110 - the server has no event to wait for
        await asyncio.sleep(0.01)
    writer.close()
    assert (await send_piece(client, address, 700, bytes(300))).status == 204


@pytest.fixture
def first_bytes(monkeypatch: pytest.MonkeyPatch) -> asyncio.Event:
    """Set when the server has received bytes of an upload."""
    event = asyncio.Event()

    async def note_bytes(content: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        async for some in content:
            event.set()
            yield some

    monkeypatch.setattr(resumable_uploads, "collect_pieces", lambda content: collect_pieces(note_bytes(content)))
    return event


@pytest.mark.parametrize("is_cut", [True, False])
async def test_offset_counts_what_an_earlier_connection_brought(
    client: Client, status: str, first_bytes: asyncio.Event, *, is_cut: bool
) -> None:
    address = (await create_upload(client, status, LETTER, 1000)).headers["Location"]
    writer = await send_part(client, address, bytes(700), 1000)
    await first_bytes.wait()
    if is_cut:
        writer.close()
    assert await offset_of(client, address) == 700
    assert (await send_piece(client, address, 700, bytes(300))).status == 204
    writer.close()


async def test_later_request_appends_after_the_earlier_one(
    client: Client, status: str, first_bytes: asyncio.Event
) -> None:
    address = (await create_upload(client, status, LETTER, 1000)).headers["Location"]
    writer = await send_part(client, address, bytes(700), 1000)
    await first_bytes.wait()
    assert (await send_piece(client, address, 700, bytes(300))).status == 204
    writer.close()


async def test_upload_is_stored_sealed(client: Client, status: str, runtime: Runtime) -> None:
    address = (await create_upload(client, status, LETTER, 100)).headers["Location"]
    await send_piece(client, address, 0, b"X1234567" * 5)
    async with runtime.transactions.read() as transaction:
        sealed = (await transaction.connection.scalars(select(document_pieces.c.sealed))).all()
    assert len(sealed) == 1
    assert b"X1234567" not in sealed[0]


async def test_ended_upload_is_gone(client: Client, status: str, runtime: Runtime) -> None:
    address = (await create_upload(client, status, LETTER, 100)).headers["Location"]
    await send_piece(client, address, 0, bytes(50))
    assert (await client.delete(address, headers=TUS)).status == 204
    assert (await client.head(address, headers=TUS)).status == 404
    async with runtime.transactions.read() as transaction:
        assert await transaction.connection.scalar(select(func.count()).select_from(document_pieces)) == 0


async def test_upload_expires(client: Client, status: str, clock: ManualClock) -> None:
    created = await create_upload(client, status, LETTER, 100)
    assert created.headers["Upload-Expires"].endswith("GMT")
    clock.advance((UPLOAD_LIFE + timedelta(seconds=1)).total_seconds())
    assert (await client.head(created.headers["Location"], headers=TUS)).status == 404


@pytest.mark.parametrize(
    ("kind", "size", "status_code", "code"),
    [
        (LETTER, 300 * 1024 * 1024, 422, "document.too_large"),
        (LETTER, 0, 422, "document.empty"),
        ("passport_page", 100, 409, "document.kind_unknown"),
        ("nothing", 100, 409, "document.kind_unknown"),
    ],
)
async def test_upload_that_cannot_be_accepted_is_refused_at_once(
    client: Client, status: str, kind: str, size: int, status_code: int, code: str
) -> None:
    answer = await create_upload(client, status, kind, size)
    assert (answer.status, (await answer.json())["code"]) == (status_code, code)


async def test_unfinished_uploads_are_limited(client: Client, status: str, runtime: Runtime) -> None:
    for _ in range(MOST_UPLOADS):
        assert (await create_upload(client, status, LETTER, 100)).status == 201
    answer = await create_upload(client, status, LETTER, 100)
    assert (await answer.json())["code"] == "document.too_many_uploads"
    async with runtime.transactions.read() as transaction:
        count = await transaction.connection.scalar(select(func.count()).select_from(document_uploads))
    assert count == MOST_UPLOADS


async def test_more_bytes_than_announced_are_refused(client: Client, status: str) -> None:
    address = (await create_upload(client, status, LETTER, 100)).headers["Location"]
    assert (await send_piece(client, address, 0, bytes(101))).status == 422
    assert await offset_of(client, address) == 0


@pytest.mark.parametrize(
    ("headers", "status_code"),
    [
        ({**PATCH, "Tus-Resumable": "0.2.0", "Upload-Offset": "0"}, 412),
        ({**PATCH, "Upload-Offset": "-1"}, 400),
        ({**PATCH, "Upload-Offset": "9" * 30}, 400),
        (PATCH, 400),
        ({**TUS, "Content-Type": "text/plain", "Upload-Offset": "0"}, 415),
    ],
)
async def test_request_against_the_protocol_is_refused(
    client: Client, status: str, headers: dict[str, str], status_code: int
) -> None:
    address = (await create_upload(client, status, LETTER, 100)).headers["Location"]
    assert (await client.patch(address, headers=headers, data=b"x")).status == status_code


@pytest.mark.parametrize("metadata", ["kind !!!", "kind " + "QUJD" * 200, "kind /w=="])
async def test_malformed_metadata_are_refused(client: Client, status: str, metadata: str) -> None:
    headers = {**TUS, "Upload-Length": "10", "Upload-Metadata": metadata}
    assert (await client.post(f"{status}/uploads", headers=headers)).status == 422


async def test_upload_of_another_application_is_not_found(client: Client, status: str) -> None:
    """Covers A12."""
    address = (await create_upload(client, status, LETTER, 100)).headers["Location"]
    other = (await apply(client, email="other@example.org")).replace("/ar/", "/en/")
    theirs = f"{other}/uploads/{address.rpartition('/')[2]}"
    assert (await client.head(theirs, headers=TUS)).status == 404
    assert (await send_piece(client, theirs, 0, b"x")).status == 404
    assert (await client.delete(theirs, headers=TUS)).status == 404
    assert await offset_of(client, address) == 0


async def received(parts: Sequence[bytes], cut: Exception | None = None) -> AsyncIterator[bytes]:
    for part in parts:
        yield part
    if cut is not None:
        raise cut


async def test_bytes_are_joined_to_pieces() -> None:
    small, large = bytes(10), bytes(PIECE_BYTES)
    assert [piece async for piece in collect_pieces(received([small, small, large, small]))] == [
        small + small + large,
        small,
    ]


async def test_bytes_before_a_cut_are_a_piece() -> None:
    pieces = []
    with pytest.raises(ConnectionResetError):
        async for piece in collect_pieces(received([b"a", b"b"], ConnectionResetError())):
            pieces.append(piece)
    assert pieces == [b"ab"]
