"""Requests that append bytes to an upload: one at a time, the later ends the earlier."""

import asyncio

import pytest
from aiohttp import StreamReader
from aiohttp.base_protocol import BaseProtocol

from accreditation.documents.web.running_appends import RunningAppends
from conference.connections.http import BodyEndedError


def make_body() -> StreamReader:
    loop = asyncio.get_running_loop()
    protocol = BaseProtocol(loop)
    protocol.transport = asyncio.Transport()
    return StreamReader(protocol, 2**16, loop=loop)


async def test_later_request_waits_until_the_earlier_one_has_ended() -> None:
    appends, body, order = RunningAppends(), make_body(), []

    async def append() -> None:
        async with appends.begin("upload_1", body):
            with pytest.raises(BodyEndedError):
                await body.readany()
            await asyncio.sleep(0)
            order.append("stored")

    earlier = asyncio.create_task(append())
    await asyncio.sleep(0)
    async with appends.begin("upload_1", make_body()):
        order.append("begun")
    await earlier
    assert order == ["stored", "begun"]


async def test_whole_body_is_stored_to_its_end() -> None:
    appends, body = RunningAppends(), make_body()
    body.feed_data(b"all")
    body.feed_eof()

    async def append() -> bytes:
        async with appends.begin("upload_1", body):
            await asyncio.sleep(0)
            return await body.readany()

    earlier = asyncio.create_task(append())
    await asyncio.sleep(0)
    await appends.end("upload_1")
    assert await earlier == b"all"


async def test_body_that_is_cut_already_keeps_its_error() -> None:
    appends, body, cut = RunningAppends(), make_body(), ConnectionResetError()

    async def append() -> None:
        async with appends.begin("upload_1", body):
            await asyncio.sleep(0)

    earlier = asyncio.create_task(append())
    await asyncio.sleep(0)
    body.set_exception(cut)
    await appends.end("upload_1")
    await earlier
    assert body.exception() is cut


async def test_requests_of_other_uploads_go_on() -> None:
    appends, body = RunningAppends(), make_body()
    async with appends.begin("upload_1", body):
        await appends.end("upload_2")
        assert body.exception() is None
