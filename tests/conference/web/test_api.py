"""JSON of programs: hostile bodies are refused, errors are problem details."""

import json
from typing import Annotated

import msgspec
import pytest

from conference.errors import InvalidError
from conference.web.api import FieldProblem, Problem, decode_json, json_response, problem_response


class Item(msgspec.Struct, forbid_unknown_fields=True):
    key: Annotated[str, msgspec.Meta(max_length=8)]
    count: int = 0


class Items(msgspec.Struct):
    items: list[Item]


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        (b"", {}),
        (b"{", {}),
        (b"[]", {}),
        (b"null", {}),
        (b"\xff\xfe", {}),
        (b'{"items": "\xff"}', {"items": "request.invalid"}),
        (b"[" * 100_000, {}),
        (b'{"items":' + b"[" * 100_000, {"items[0]": "request.invalid"}),
        (b'{"items": [{}]}', {"items[0]": "request.invalid"}),
        (b'{"items": 1}', {"items": "request.invalid"}),
        (b'{"items": [{"key": 1}]}', {"items[0].key": "request.invalid"}),
        (b'{"items": [{"key": "123456789"}]}', {"items[0].key": "request.invalid"}),
        (b'{"items": [{"key": "a", "count": "1"}]}', {"items[0].count": "request.invalid"}),
        (b'{"items": [{"key": "a", "`$.x`": 1}]}', {"items[0]": "request.invalid"}),
        ('{"items": [{"key": "' + "\u0301" * 500_000 + '"}]}', {"items[0].key": "request.invalid"}),
    ],
)
def test_hostile_body_is_refused(body: bytes | str, fields: dict[str, str]) -> None:
    with pytest.raises(InvalidError) as raised:
        decode_json(body if isinstance(body, bytes) else body.encode(), Items)
    assert raised.value.code == "request.invalid"
    assert raised.value.fields == fields


def test_body_is_read_as_its_type() -> None:
    assert decode_json(b'{"items": [{"key": "a"}, {"key": "b", "count": 2}]}', Items) == Items(
        [Item("a"), Item("b", 2)]
    )


def test_answer_is_json_that_is_not_cached() -> None:
    response = json_response(Item("é", 1), status=201)
    assert (response.status, response.content_type, response.body) == (
        201,
        "application/json",
        '{"key":"é","count":1}'.encode(),
    )
    assert response.headers["Cache-Control"] == "no-store"


def test_problem_has_the_members_of_rfc_9457() -> None:
    response = problem_response(Problem(status=404, title="T", detail="D", code="http_404", request_id="req_1"))
    assert (response.status, response.content_type) == (404, "application/problem+json")
    assert json.loads(response.body or b"") == {  # type: ignore[arg-type]
        "type": "about:blank",
        "status": 404,
        "title": "T",
        "detail": "D",
        "code": "http_404",
        "request_id": "req_1",
    }


def test_problem_names_its_fields() -> None:
    errors = {"until": FieldProblem("field.not_time", "Write the time.")}
    problem = Problem(status=422, title="T", detail="D", code="http_422", request_id="r", errors=errors)
    body = json.loads(problem_response(problem).body or b"")  # type: ignore[arg-type]
    assert body["errors"] == {"until": {"code": "field.not_time", "detail": "Write the time."}}
