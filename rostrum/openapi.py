"""The OpenAPI document of all handlers that are described, made from their Structs: `docs/openapi.json`."""

import inspect
import json
import re
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from importlib import metadata
from typing import Any

import msgspec
from aiohttp import web

from accreditation.applications.web import apply, drafts
from accreditation.badge_desk.web import api as badge_api
from accreditation.doors.web import api as door_api
from accreditation.doors.web import devices, door_app, roster, scans, sync
from accreditation.vetting.web import api as vetting_api
from broadcast.alerts.web import api as alerts_api
from broadcast.announcements.web import api as announcements_api
from broadcast.announcements.web import terms as announcement_terms
from broadcast.console import api as board_api
from broadcast.console import api_speakers, console_acts, outgoing
from broadcast.console.rooms import rooms_api
from broadcast.feed import web as feed
from broadcast.interpretation import api as interpretation_api
from broadcast.lower_thirds import web as lower_thirds_web
from broadcast.media.web import embed, states_json
from broadcast.notifications import web as notifications
from broadcast.outages.web import api as outages_api
from broadcast.press_room import feeds as press_feeds
from broadcast.press_room import lists as press_lists
from broadcast.programme.web import api as programme_api
from broadcast.programme.web import page_acts, private_api
from broadcast.publish import web_manifest
from broadcast.publish.feeds import programme_feeds
from broadcast.record import web as record_web
from broadcast.rehearsal.web import api as rehearsal_api
from broadcast.screen_control.web import api as screen_control_api
from broadcast.screens.web import api as screens_api
from broadcast.screens.web import devices as screen_devices
from broadcast.scripts.web import api as script_api
from broadcast.scripts.web import api_links as script_links_api
from broadcast.signing import api as signing_api
from broadcast.signing import api_register as register_api
from broadcast.signing import pages as signing_pages
from broadcast.statements import api as statements_api
from conference import health
from conference.api import web as api_web
from conference.descriptions import JSON, Access, Description, description_of
from conference.web.api import PROBLEM_TYPE, Problem
from conference.web.forms import describe_form
from rostrum.administration import event_api

_FOR_PAGES = (
    announcement_terms,
    apply,
    console_acts,
    outgoing,
    devices,
    door_app,
    drafts,
    embed,
    states_json,
    feed,
    health,
    lower_thirds_web,
    page_acts,
    press_feeds,
    notifications,
    press_lists,
    programme_feeds,
    web_manifest,
    record_web,
    roster,
    scans,
    screen_devices,
    signing_pages,
    sync,
)
_FOR_TOKENS = (
    alerts_api,
    announcements_api,
    api_speakers,
    api_web,
    badge_api,
    board_api,
    door_api,
    event_api,
    interpretation_api,
    outages_api,
    private_api,
    programme_api,
    rooms_api,
    register_api,
    rehearsal_api,
    screen_control_api,
    screens_api,
    script_api,
    script_links_api,
    signing_api,
    statements_api,
    vetting_api,
)
_MODULES = (*_FOR_PAGES, *_FOR_TOKENS)

ROUTES = [route for module in _MODULES for route in module.routes()]
"""Routes of the modules that answer programs."""

_FORM, _MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"
_REFERENCE = "#/components/schemas/{name}"
_VARIABLE = re.compile(r"\{([a-z_]+)(?::((?:[^{}]|\{[^{}]*\})+))?\}")
_SCHEMES: Mapping[str, Mapping[str, str]] = {
    "api": {"type": "http", "scheme": "bearer"},
    "device": {"type": "http", "scheme": "bearer"},
    "login": {"type": "apiKey", "in": "cookie", "name": "login"},
    "visitor": {"type": "apiKey", "in": "cookie", "name": "visitor"},
    "token": {"type": "apiKey", "in": "header", "name": "X-CSRF-Token"},
}
_SECURITY: Mapping[Access, Mapping[str, list[str]]] = {
    Access.API: {"api": []},
    Access.DEVICE: {"device": []},
    Access.STAFF: {"login": [], "token": []},
    Access.VISITOR: {"visitor": [], "token": []},
}


def openapi_page() -> str:
    """Return the document as JSON."""
    document = make_document(ROUTES, version=metadata.version("rostrum"))
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def make_document(routes: Iterable[web.RouteDef], *, version: str) -> dict[str, Any]:
    """Return the OpenAPI document (3.1) of those routes whose handlers are described."""
    described = [(route, description) for route in routes if (description := description_of(route.handler))]
    kinds = list(dict.fromkeys(kind for _, one in described for kind in _kinds_of(one)))
    schemas, components = msgspec.json.schema_components(kinds, ref_template=_REFERENCE)
    by_kind = dict(zip(kinds, schemas, strict=True))
    paths: dict[str, dict[str, Any]] = {}
    for route, description in described:
        paths.setdefault(_plain_path(route.path), {})[route.method.lower()] = _describe_operation(
            route, description, by_kind
        )
    return {
        "openapi": "3.1.0",
        "info": {"title": "Rostrum", "version": version},
        "paths": dict(sorted(paths.items())),
        "components": {"schemas": dict(sorted(components.items())), "securitySchemes": _SCHEMES},
    }


def _plain_path(path: str) -> str:
    """Return the path of a route without the patterns of its variables."""
    return _VARIABLE.sub(r"{\1}", path)


def _kinds_of(description: Description) -> list[Any]:
    kinds = [Problem, description.body, *description.bodies.values()]
    return [kind for kind in kinds if kind not in (None, bytes)]


def _describe_operation(route: web.RouteDef, description: Description, schemas: Mapping[Any, Any]) -> dict[str, Any]:
    text = inspect.getdoc(route.handler) or ""
    parameters = [
        *_path_parameters(route.path),
        *_query_parameters(description.query),
        *_header_parameters(description.headers),
    ]
    operation: dict[str, Any] = {
        "summary": text.partition("\n")[0],
        "operationId": f"{route.method} {_plain_path(route.path)}",
        "responses": _describe_responses(description, schemas, is_variable=bool(_VARIABLE.search(route.path))),
    }
    if parameters:
        operation["parameters"] = parameters
    if description.body is not None:
        operation["requestBody"] = {"required": True, "content": {JSON: {"schema": schemas[description.body]}}}
    if description.form is not None:
        schema, has_files = describe_form(description.form)
        media = _MULTIPART if has_files else _FORM
        operation["requestBody"] = {"required": True, "content": {media: {"schema": schema}}}
    if description.access in _SECURITY:
        operation["security"] = [_SECURITY[description.access]]
    return operation


def _describe_responses(description: Description, schemas: Mapping[Any, Any], *, is_variable: bool) -> dict[str, Any]:
    bodies = description.bodies
    problems = description.problems.union({404} if is_variable else ()) - bodies.keys()
    problem = {"content": {PROBLEM_TYPE: {"schema": schemas[Problem]}}}
    return {
        str(status): {"description": HTTPStatus(status).phrase}
        | (problem if status in problems else _content_of(bodies[status], description.media, schemas))
        for status in sorted(problems | bodies.keys())
    }


def _content_of(kind: Any, media: str, schemas: Mapping[Any, Any]) -> dict[str, Any]:
    if kind is None:
        return {}
    return {"content": {media: {} if kind is bytes else {"schema": schemas[kind]}}}


def _path_parameters(path: str) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": {"type": "string"} | ({"pattern": f"^(?:{pattern})$"} if pattern else {}),
        }
        for name, pattern in _VARIABLE.findall(path)
    ]


def _header_parameters(headers: Mapping[str, str]) -> list[dict[str, Any]]:
    schema = {"type": "string", "minLength": 1, "maxLength": 64, "pattern": "^[!-~]+$"}
    return [
        {"name": name, "in": "header", "required": False, "description": text, "schema": schema}
        for name, text in headers.items()
    ]


def _query_parameters(query: type[msgspec.Struct] | None) -> list[dict[str, Any]]:
    if query is None:
        return []
    schema, _ = describe_form(query)
    required = schema.get("required", [])
    return [
        {"name": name, "in": "query", "required": name in required, "schema": kind}
        for name, kind in schema["properties"].items()
    ]
