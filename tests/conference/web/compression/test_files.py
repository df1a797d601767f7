"""Static text: compressed for those who accept it, and plain."""

from tests.conference.web.conftest import ASSETS, Client

SHEET = "conference/static/base.css"


async def test_static_text_is_sent_compressed(client: Client) -> None:
    url, path = ASSETS.url(SHEET), ASSETS.path(SHEET)
    assert path is not None
    answer = await client.get(url, headers={"Accept-Encoding": "gzip"})
    assert (answer.headers["Content-Encoding"], answer.headers["Vary"]) == ("gzip", "Accept-Encoding")
    assert await answer.read() == path.read_bytes()
    assert int(answer.headers["Content-Length"]) < path.stat().st_size / 2
    head = await client.head(url, headers={"Accept-Encoding": "gzip"})
    assert head.headers["Content-Length"] == answer.headers["Content-Length"]
    known = {"Accept-Encoding": "gzip", "If-None-Match": answer.headers["ETag"]}
    assert (await client.get(url, headers=known)).status == 304


async def test_plain_file_and_its_parts_are_still_served(client: Client) -> None:
    url, path = ASSETS.url(SHEET), ASSETS.path(SHEET)
    assert path is not None
    plain = await client.get(url, headers={"Accept-Encoding": "identity"})
    assert ("Content-Encoding" in plain.headers, plain.headers["Vary"]) == (False, "Accept-Encoding")
    compressed = await client.get(url, headers={"Accept-Encoding": "gzip"})
    assert plain.headers["ETag"] != compressed.headers["ETag"]
    part = await client.get(url, headers={"Accept-Encoding": "gzip", "Range": "bytes=10-19"})
    assert (part.status, await part.read()) == (206, path.read_bytes()[10:20])


async def test_file_that_is_compressed_already_is_sent_as_it_is(client: Client) -> None:
    answer = await client.get(ASSETS.url("conference/static/fonts/latin.woff2"), headers={"Accept-Encoding": "gzip"})
    assert ("Content-Encoding" in answer.headers, "Vary" in answer.headers) == (False, False)
