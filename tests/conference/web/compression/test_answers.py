"""Compressed answers: for clients that accept gzip, with validators of their own."""

import gzip

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request

from conference.web.compression.answers import accepts_gzip, compress_response, encode_etag, is_known, vary_by_encoding


def request_with(**headers: str) -> web.Request:
    return make_mocked_request("GET", "/", headers={name.replace("_", "-"): value for name, value in headers.items()})


@pytest.mark.parametrize(
    ("header", "is_accepted"),
    [
        ("gzip", True),
        ("br, GZIP;q=0.5", True),
        ("*", True),
        ("*;q=0, gzip", True),
        ("", False),
        ("br", False),
        ("gzip;q=0", False),
        ("gzip; q=0.000, *", False),
        ("*;q=0", False),
        ("xgzip", False),
        (";;;,,q=0", False),
    ],
)
def test_gzip_is_sent_to_those_who_accept_it(header: str, is_accepted: bool) -> None:
    assert accepts_gzip(request_with(Accept_Encoding=header)) is is_accepted


def test_client_that_names_no_encoding_gets_plain_text() -> None:
    assert not accepts_gzip(request_with())


def test_vary_names_the_encoding_once() -> None:
    response = web.Response(headers={"Vary": "Cookie"})
    for _ in range(2):
        vary_by_encoding(response)
    assert response.headers["Vary"] == "Cookie, Accept-Encoding"


def test_compressed_response_has_an_etag_of_its_own() -> None:
    plain = web.Response(text="page", status=200, headers={"ETag": '"abc"', "Cache-Control": "public"})
    compressed = compress_response(plain)
    assert isinstance(compressed.body, bytes)
    assert gzip.decompress(compressed.body) == b"page"
    assert compressed.headers["ETag"] == encode_etag('"abc"', gzipped=True) != plain.headers["ETag"]
    assert (compressed.headers["Cache-Control"], compressed.content_type) == ("public", "text/plain")


@pytest.mark.parametrize("known", ['"abc"', '"abc-gzip"', 'W/"abc-gzip"', '"other", "abc"', "*"])
def test_content_is_known_in_any_of_its_encodings(known: str) -> None:
    request = request_with(If_None_Match=known)
    assert is_known(request, '"abc"')
    assert is_known(request, '"abc-gzip"')
    assert not is_known(request_with(If_None_Match='"abcd"'), '"abc"')
