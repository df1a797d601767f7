"""Posted forms are read within limits, and decoded as UTF-8 alone."""

import asyncio
import gzip
from collections.abc import Mapping

import pytest
from aiohttp import FormData

from conference.web.form_bodies import MAX_FIELD_CHARACTERS, MAX_FIELDS, MAX_TEXT_BYTES
from tests.conference.web.conftest import FILES, Client, token_on

MULTIPART = "multipart/form-data; boundary=X"
END = b"--X--\r\n"
URLENCODED = "application/x-www-form-urlencoded"


@pytest.fixture
async def token(client: Client) -> str:
    return await token_on(client, "/staff/sign-in")


def part(name: str, value: bytes = b"x", head: str = "") -> bytes:
    return f'--X\r\nContent-Disposition: form-data; name="{name}"\r\n{head}\r\n'.encode() + value + b"\r\n"


async def send(
    client: Client, body: bytes, content_type: str = MULTIPART, headers: Mapping[str, str] | None = None
) -> tuple[int, dict[str, str]]:
    sent = {"Content-Type": content_type, "Accept": "application/json", **(headers or {})}
    answer = await client.post("/echo", data=body, headers=sent)
    return answer.status, await answer.json()


async def test_text_and_file_of_a_form_are_read(client: Client, token: str) -> None:
    form = FormData({"csrf": token, "name": "Nguyễn"}, default_to_multipart=True)
    form.add_field("photo", b"x" * 3_000_000, filename="photo.jpg", content_type="image/jpeg")
    answer = await client.post("/form", data=form)
    assert await answer.json() == {"name": "Nguyễn", "photo": ["photo.jpg", "image/jpeg", 3_000_000]}


async def test_file_is_closed_after_the_answer(client: Client, token: str) -> None:
    form = FormData({"csrf": token}, default_to_multipart=True)
    form.add_field("photo", b"x" * 3_000_000, filename="a.jpg")
    await client.post("/form", data=form)
    assert client.app is not None
    assert client.app[FILES] != []
    assert all(file.closed for file in client.app[FILES])


async def test_file_input_left_empty_is_no_file(client: Client, token: str) -> None:
    empty = b'--X\r\nContent-Disposition: form-data; name="photo"; filename=""\r\nContent-Type: a/b\r\n\r\n\r\n'
    assert await send(client, part("csrf", token.encode()) + empty + END) == (200, {"csrf": token[:40], "photo": ""})


@pytest.mark.parametrize("content_type", [URLENCODED, MULTIPART])
async def test_text_of_a_form_is_bounded(client: Client, token: str, content_type: str) -> None:
    chunk = "\u0301" * 7000
    fields = {"csrf": token, **{f"f{n}": chunk for n in range(1 + MAX_TEXT_BYTES // len(chunk.encode()))}}
    if content_type == URLENCODED:
        body = "&".join(f"{name}={value}" for name, value in fields.items()).encode()
    else:
        body = b"".join(part(name, value.encode()) for name, value in fields.items()) + END
    assert (await send(client, body, content_type))[0] == 413


@pytest.mark.parametrize("content_type", [URLENCODED, MULTIPART])
async def test_one_field_is_bounded(client: Client, token: str, content_type: str) -> None:
    long = "a" * (MAX_FIELD_CHARACTERS + 1)
    bodies = {URLENCODED: f"csrf={token}&name={long}".encode(), MULTIPART: part("name", long.encode()) + END}
    status, told = await send(client, bodies[content_type], content_type)
    assert status == 422
    assert told["code"] == "text.too_long"
    assert f"{len(long)}" in told["detail"]


@pytest.mark.parametrize("content_type", [URLENCODED, MULTIPART])
async def test_number_of_fields_is_bounded(client: Client, token: str, content_type: str) -> None:
    for count, status in ((MAX_FIELDS, 200), (MAX_FIELDS + 1, 413)):
        bodies = {
            URLENCODED: f"csrf={token}".encode() + b"&a=b" * (count - 1),
            MULTIPART: part("csrf", token.encode()) + part("a") * (count - 1) + END,
        }
        assert (await send(client, bodies[content_type], content_type))[0] == status


@pytest.mark.parametrize("charset", ["punycode", "idna", "utf-16", "utf-7", "nope"])
async def test_charset_of_a_client_is_not_used(client: Client, token: str, charset: str) -> None:
    head = f"Content-Type: text/plain; charset={charset}\r\n"
    csrf = part("csrf", token.encode())
    default = part("_charset_", charset.encode())
    assert (await send(client, f"csrf={token}&a=b".encode(), f"{URLENCODED}; charset={charset}"))[0] == 400
    assert (await send(client, csrf + part("a", b"b", head) + END))[0] == 400
    assert (await send(client, default + csrf + END))[0] == 400


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"--X",
        b"\n" * 5000 + END,
        b"y" * 5000,
        b"--Y--\r\n",
        part("a"),
        part("a", b"\xff\xfe") + END,
        part("a", b"YQ==", "Content-Transfer-Encoding: base64\r\n") + END,
        part("a", b"x", "Content-Type: multipart/mixed; boundary=Z\r\n") + END,
        part("a", b"x", "X: " + "y" * 5000 + "\r\n") + END,
        part("a", b"x", "X: y\r\n" * 50) + END,
        b"--X\r\n\r\nno name\r\n" + END,
        b"--X\r\nContent-Disposition: form-data; filename*=punycode''abc\r\n\r\nx\r\n" + END,
        part("_charset_", b"x" * 40) + END,
    ],
    ids=range(14),
)
async def test_body_that_is_no_form_is_refused(client: Client, token: str, body: bytes) -> None:
    headers = {"X-CSRF-Token": token}
    assert (await send(client, body, headers=headers))[0] in (400, 413)


async def test_boundary_that_is_missing_is_refused(client: Client, token: str) -> None:
    assert (await send(client, part("a") + END, "multipart/form-data"))[0] == 400


async def test_text_that_unpacks_to_more_is_refused(client: Client, token: str) -> None:
    packed = gzip.compress(f"csrf={token}&a=".encode() + b"a" * 10_000_000)
    assert (await send(client, packed, URLENCODED, {"Content-Encoding": "gzip"}))[0] in (400, 413)


async def test_handler_refuses_a_body_before_it_has_come(client: Client, token: str) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", client.port)
    head = f"POST /closed HTTP/1.1\r\nHost: localhost\r\nContent-Type: {MULTIPART}\r\nContent-Length: 200000\r\n\r\n"
    writer.write(head.encode() + b"--X\r\n")
    answer = await asyncio.wait_for(reader.readline(), 5)
    writer.close()
    assert answer.startswith(b"HTTP/1.1 429")
