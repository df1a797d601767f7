"""Compression of public answers: the same content in gzip, compressed once, for clients that accept it.

Only what is the same for all readers is compressed. A page with a secret, such as the token of a form, is not: the
length of its compressed form would tell what of the secret is repeated in the address (the BREACH attack).
"""

import gzip
import re
from functools import lru_cache

from aiohttp import web

LEVEL = 6
"""Level of gzip: an answer is compressed while its first reader waits."""

ETAG_SUFFIX = "-gzip"
"""End of the ETag of a compressed answer, which has other bytes than the plain one."""

_VARY = "Accept-Encoding"
_NONE = re.compile(r"q=0(\.0*)?")


def accepts_gzip(request: web.BaseRequest) -> bool:
    """Whether the client accepts gzip (RFC 9110, section 12.5.3)."""
    return _includes_gzip(request.headers.get("Accept-Encoding", ""))


@lru_cache(maxsize=64)
def _includes_gzip(header: str) -> bool:
    accepted = {}
    for item in header.lower().split(","):
        name, *parameters = (part.strip() for part in item.split(";"))
        accepted[name] = not any(_NONE.fullmatch(one) for one in parameters)
    return accepted.get("gzip", accepted.get("*", False))


def vary_by_encoding(response: web.Response) -> None:
    """Say to caches that the answer depends on the encodings that a client accepts."""
    named = response.headers.get("Vary", "")
    if _VARY not in named:
        response.headers["Vary"] = f"{named}, {_VARY}".lstrip(", ")


def compress_response(plain: web.Response) -> web.Response:
    """Return the response with its content in gzip, and with an ETag of its own if it has one."""
    if not isinstance(plain.body, bytes):
        raise TypeError("only a response with its content in memory can be compressed")
    body = gzip.compress(plain.body, LEVEL, mtime=0)
    response = web.Response(body=body, status=plain.status, headers=plain.headers)
    response.headers["Content-Encoding"] = "gzip"
    if "ETag" in plain.headers:
        response.headers["ETag"] = encode_etag(plain.headers["ETag"], gzipped=True)
    return response


def encode_etag(etag: str, *, gzipped: bool) -> str:
    """Return the quoted ETag of an encoding of the content that has the quoted `etag` when it is plain."""
    return f'{etag[:-1]}{ETAG_SUFFIX}"' if gzipped else etag


def is_known(request: web.BaseRequest, etag: str) -> bool:
    """Whether the client has the content with the quoted `etag` in one of its encodings."""
    content = etag.strip('"').removesuffix(ETAG_SUFFIX)
    return any(
        one.value == "*" or one.value.removesuffix(ETAG_SUFFIX) == content for one in request.if_none_match or ()
    )
