"""JSON of programs: bodies read as Structs, values answered as JSON, errors as problem details (RFC 9457)."""

import asyncio
import re
from collections.abc import Mapping
from typing import TypeVar

import msgspec
from aiohttp import web

from conference.errors import InvalidError

Body = TypeVar("Body")

BODY_WITHIN_S = 30.0
"""Time in which a body must arrive: more than a poor mobile network needs for the largest message."""

PROBLEM_TYPE = "application/problem+json"

_INVALID = "request.invalid"
_DECODE_ERRORS = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
"""Exceptions for text that is not JSON, not of the expected type, or nested too deeply."""

_FIELD_PATH = re.compile(r"`\$\.([A-Za-z0-9_.\[\]]{1,100})`$")
"""Path of the invalid field at the end of a message of msgspec. Its names are those of our Structs."""


class FieldProblem(msgspec.Struct, frozen=True):
    """Error of one field: its code, and its text in the reader's language."""

    code: str
    detail: str


class Problem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Problem details of an error (RFC 9457 §3). `title` and `detail` are in the reader's language.

    `type` is always `about:blank`: `code` says which error it is. `error` repeats the code for clients that were
    installed before problem details.
    """

    status: int
    title: str
    detail: str
    code: str
    request_id: str
    errors: Mapping[str, FieldProblem] = {}
    error: Mapping[str, str] = {}


async def read_body(request: web.Request) -> bytes:
    """Return the whole body. Raises HTTPRequestTimeout for a body that does not arrive within `BODY_WITHIN_S`."""
    try:
        async with asyncio.timeout(BODY_WITHIN_S):
            return await request.read()
    except TimeoutError as error:
        raise web.HTTPRequestTimeout from error


async def read_json(request: web.Request, kind: type[Body]) -> Body:
    """Return the JSON body as `kind`. Raises InvalidError `request.invalid`, and as `read_body`."""
    return decode_json(await read_body(request), kind)


def decode_json(body: bytes, kind: type[Body]) -> Body:
    """Return JSON as `kind`. Raises InvalidError `request.invalid`, with the path of the invalid field if any."""
    try:
        return msgspec.json.decode(body, type=kind)
    except _DECODE_ERRORS as error:
        field = _FIELD_PATH.search(str(error))
        raise InvalidError(_INVALID, {field[1]: _INVALID} if field else None) from error


def json_response(value: object, *, status: int = 200) -> web.Response:
    """Return a value, usually a Struct, as JSON that is not to be cached."""
    return _encoded_response(value, status=status, content_type="application/json")


def problem_response(problem: Problem) -> web.Response:
    """Return the response of an error as problem details."""
    body = {"type": "about:blank", **msgspec.to_builtins(problem)}
    return _encoded_response(body, status=problem.status, content_type=PROBLEM_TYPE)


def _encoded_response(value: object, *, status: int, content_type: str) -> web.Response:
    return web.Response(
        body=msgspec.json.encode(value),
        status=status,
        content_type=content_type,
        headers={"Cache-Control": "no-store"},
    )
