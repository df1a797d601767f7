"""Requests that no handler may see: they violate HTTP, or ask for a part of HTTP that is not served."""

from collections.abc import Iterable
from http import HTTPStatus

from aiohttp import HttpVersion10, HttpVersion11, web

SINGLE_HEADERS = (
    "Authorization",
    "Content-Length",
    "Content-Type",
    "Expect",
    "Host",
    "Origin",
    "Sec-Fetch-Site",
    "Sec-WebSocket-Key",
    "Sec-WebSocket-Version",
    "Upgrade",
    "X-CSRF-Token",
)
"""Headers that decide what a request may do, or where it ends: two of them could be read differently by a proxy."""


def refusal_of(request: web.BaseRequest) -> HTTPStatus | None:
    """Return the status that refuses a request before the application reads it, None for one that it may read.

    - 400: another version than HTTP/1.0 and 1.1; a target that is no path (RFC 9112 §3.2.2 to 3.2.4: for proxies);
      a header of `SINGLE_HEADERS` that is sent twice; HTTP/1.1 without Host
    - 415: an encoded body (RFC 9110 §15.5.16), whose size would only be known when it is decoded
    - 417: an expectation other than 100-continue (RFC 9110 §10.1.1)
    """
    headers = request.headers
    is_malformed = (
        request.version not in (HttpVersion10, HttpVersion11)
        or not request.raw_path.startswith("/")
        or any(len(headers.getall(name, ())) > 1 for name in SINGLE_HEADERS)
        or (request.version == HttpVersion11 and "Host" not in headers)
    )
    if is_malformed:
        return HTTPStatus.BAD_REQUEST
    if not _are_all(headers.getall("Content-Encoding", ()), "identity"):
        return HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    if not _are_all(headers.getall("Expect", ()), "100-continue"):
        return HTTPStatus.EXPECTATION_FAILED
    return None


def _are_all(values: Iterable[str], accepted: str) -> bool:
    return all(value.strip().lower() in ("", accepted) for value in values)
