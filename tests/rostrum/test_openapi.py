"""The OpenAPI document: it is complete and up to date, and generated requests get the answers that it describes."""

from __future__ import annotations

import ast
import inspect
import itertools
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conference.descriptions import description_of
from rostrum.openapi import ROUTES, make_document, openapi_page
from tests.support.served_site import ServedSite, serve_site_in_thread

if TYPE_CHECKING:
    import requests

ROOT = Path(__file__).parents[2]
EXAMPLES = 5
DOCUMENT = make_document(ROUTES, version="test")
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
)


def reads_something(operation: dict[str, Any]) -> bool:
    """Whether an operation of the document reads a body or a query."""
    return "requestBody" in operation or any(one["in"] == "query" for one in operation.get("parameters", ()))


CASES = [
    (f"{method.upper()} {path}", mode)
    for path, methods in DOCUMENT["paths"].items()
    for method, operation in methods.items()
    for mode in ("positive", "negative")
    if mode == "positive" or reads_something(operation)
]
"""Valid requests to every operation, and invalid ones to those that read something.

Only the process that sends them imports schemathesis: that takes more than a second.
"""


@cache
def load_operations() -> dict[str, Any]:
    """Return the operations of the document by method and path."""
    import schemathesis

    found: list[Any] = list(schemathesis.openapi.from_dict(DOCUMENT).get_all_operations())
    return {operation.label: operation for operation in (one.ok() for one in found)}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[ServedSite]:
    with serve_site_in_thread(tmp_path_factory.mktemp("described"), sqlite_template) as served:
        yield served


@pytest.fixture(scope="module")
def session() -> Iterator[requests.Session]:
    """Connections that are kept; each request comes from a network of its own, so that no limit of these is reached."""
    import requests

    numbers = itertools.count()

    class Session(requests.Session):
        def send(self, request: requests.PreparedRequest, **options: Any) -> requests.Response:
            number = next(numbers)
            request.headers["X-Forwarded-For"] = f"10.0.{number // 256}.{number % 256}"
            return super().send(request, **options)

    with Session() as opened:
        yield opened


def test_document_is_up_to_date() -> None:
    assert (ROOT / "docs/openapi.json").read_text(encoding="utf-8") == openapi_page()


def test_every_answer_in_json_is_described(site: ServedSite) -> None:
    documented = {(route.method, route.handler) for route in ROUTES}
    for route in site.app.router.routes():
        path = route.resource.canonical if route.resource else ""
        is_for_programs = path.startswith(("/doors/v1/", "/api/v1/"))
        if route.method != "HEAD" and (is_for_programs or answers_json(route.handler)):
            assert description_of(route.handler) is not None, path
            assert (route.method, route.handler) in documented, path


def test_every_described_address_is_served(site: ServedSite) -> None:
    served = {(route.method, route.resource.canonical) for route in site.app.router.routes() if route.resource}
    described = {(method.upper(), path) for path, methods in DOCUMENT["paths"].items() for method in methods}
    assert described - served == set()


def answers_json(handler: object) -> bool:
    """Whether a handler, or a function of its module that it calls, answers JSON."""
    function = inspect.unwrap(handler)  # type: ignore[arg-type]
    tree = ast.parse(inspect.getsource(inspect.getmodule(function) or ast))
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
    reached, waiting = set[str](), [function.__name__]
    while waiting:
        name = waiting.pop()
        if name in functions and name not in reached:
            reached.add(name)
            words = set(words_of(functions[name]))
            if words & {"json_response", "application/json", "application/manifest+json"}:
                return True
            waiting += words
    return False


def words_of(function: ast.AST) -> Iterator[str]:
    """Return the names and texts in a function."""
    for node in ast.walk(function):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name):
                yield name
            case ast.Constant(value=str() as text):
                yield text


@pytest.mark.parametrize(("name", "mode"), CASES)
def test_generated_requests_get_described_answers(
    site: ServedSite, session: requests.Session, name: str, mode: str
) -> None:
    from schemathesis import GenerationMode, checks

    operation, wanted = load_operations()[name], [getattr(checks, check) for check in CHECKS]
    sender = replace(site.sender, device=site.enrol())
    headers = sender.headers_for(operation.path) | {"Accept": "application/json", "X-CSRF-Token": sender.token}

    @settings(
        max_examples=EXAMPLES, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck)
    )
    @given(case=operation.as_strategy(generation_mode=GenerationMode(mode)), is_known=st.booleans())
    def request(case: Any, is_known: bool) -> None:
        if is_known:
            case.path_parameters = {key: site.values.get(key, value) for key, value in case.path_parameters.items()}
        answer = case.call(base_url=f"http://127.0.0.1:{site.port}", session=session, headers=headers)
        case.validate_response(answer, checks=wanted)

    request()
