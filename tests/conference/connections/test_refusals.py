"""Requests that are refused before the application sees them."""

from collections.abc import Sequence
from http import HTTPStatus

import pytest
from aiohttp import HttpVersion, HttpVersion10, HttpVersion11
from aiohttp.test_utils import make_mocked_request
from multidict import CIMultiDict

from conference.connections.refusals import SINGLE_HEADERS, refusal_of

HOST = ("Host", "press.example")


def refusal(
    *headers: tuple[str, str], target: str = "/en/", version: HttpVersion = HttpVersion11, method: str = "GET"
) -> HTTPStatus | None:
    return refusal_of(make_mocked_request(method, target, headers=CIMultiDict(headers), version=version))


@pytest.mark.parametrize(
    "headers",
    [
        (HOST,),
        (HOST, ("Expect", "100-Continue"), ("Content-Encoding", "identity")),
        (HOST, ("Cookie", "a=1"), ("Cookie", "b=2"), ("X-Anything", "\xff")),
    ],
)
def test_usual_request_is_read(headers: Sequence[tuple[str, str]]) -> None:
    assert refusal(*headers) is None


def test_http_1_0_needs_no_host() -> None:
    assert refusal(version=HttpVersion10) is None
    assert refusal() is HTTPStatus.BAD_REQUEST


@pytest.mark.parametrize(("method", "target"), [("OPTIONS", "*"), ("GET", "http://press.example/en/"), ("GET", "en")])
def test_target_that_is_no_path_is_malformed(method: str, target: str) -> None:
    assert refusal(HOST, target=target, method=method) is HTTPStatus.BAD_REQUEST


@pytest.mark.parametrize("version", [HttpVersion(0, 9), HttpVersion(1, 2), HttpVersion(2, 0)])
def test_other_version_is_malformed(version: HttpVersion) -> None:
    assert refusal(HOST, version=version) is HTTPStatus.BAD_REQUEST


@pytest.mark.parametrize("name", SINGLE_HEADERS)
def test_repeated_header_is_malformed(name: str) -> None:
    assert refusal(HOST, (name, "100-continue"), (name.lower(), "100-continue")) is HTTPStatus.BAD_REQUEST


@pytest.mark.parametrize("encoding", ["gzip", "br", "identity, gzip", "\xff"])
def test_encoded_body_is_not_supported(encoding: str) -> None:
    assert refusal(HOST, ("Content-Encoding", encoding)) is HTTPStatus.UNSUPPORTED_MEDIA_TYPE


@pytest.mark.parametrize("expectation", ["200-ok", "\xff", "100-continue, x"])
def test_other_expectation_fails(expectation: str) -> None:
    assert refusal(HOST, ("Expect", expectation)) is HTTPStatus.EXPECTATION_FAILED
