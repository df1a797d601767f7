"""JSON as the doors' devices send and read it: bodies, moments, what a program may say of itself."""

import asyncio
from datetime import UTC, datetime
from typing import Annotated, TypeVar

import msgspec
from aiohttp import web

from conference.errors import InvalidError

Body = TypeVar("Body")

BODY_WITHIN_S = 30.0
"""More than a telephone's poor network needs for a message of scans."""

NOT_OURS = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
"""What decoding raises for JSON that is none, or not as expected, or nested without end."""

Moment = Annotated[datetime, msgspec.Meta(tz=True)]
"""A device's own time, of whatever offset; `in_utc` brings it to ours."""

Int32 = Annotated[int, msgspec.Meta(ge=-(2**31), le=2**31 - 1)]
"""What the databases' INTEGER holds."""


async def read_body(request: web.Request) -> bytes:
    """The whole body. Raises HTTPRequestTimeout for one that does not come: whoever sends so holds no place here."""
    try:
        async with asyncio.timeout(BODY_WITHIN_S):
            return await request.read()
    except TimeoutError as error:
        raise web.HTTPRequestTimeout from error


async def read_json(request: web.Request, expected: type[Body]) -> Body:
    """The JSON body as `expected`. Raises InvalidError `request.invalid`."""
    try:
        return msgspec.json.decode(await read_body(request), type=expected)
    except NOT_OURS as error:
        raise InvalidError("request.invalid") from error


def json_response(value: object) -> web.Response:
    """The value as JSON that nobody keeps."""
    headers = {"Cache-Control": "no-store"}
    return web.Response(body=msgspec.json.encode(value), content_type="application/json", headers=headers)


def plain(text: str, most: int) -> str:
    """The visible ASCII characters among the first `most`: what a program says of itself needs no others."""
    return "".join(c for c in text[:most] if "!" <= c <= "~")


def in_utc(at: datetime) -> datetime:
    """A device's moment in UTC. One so near to an end of the calendar that it has none there is that end."""
    try:
        return at.astimezone(UTC)
    except OverflowError:
        return datetime.min.replace(tzinfo=UTC) if at.year == 1 else datetime.max.replace(tzinfo=UTC)


def moment(at: datetime) -> str:
    """A moment as devices read it: UTC with milliseconds, `2025-10-25T02:00:00.000Z`."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def exact(at: datetime) -> str:
    """A moment to the microsecond, in UTC: movements are ordered by it."""
    return at.isoformat(timespec="microseconds").replace("+00:00", "Z")
