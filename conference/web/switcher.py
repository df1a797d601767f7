"""Addresses of a page in each language: those of the switcher, and the one that a mistyped address means.

Mistyped are `/apply`, `/EN/apply`, `/zh-CN/apply`, `/pt/apply` and `/en/apply/`, and an address to which a mail program
has added the sign that follows it in a letter, such as a point or the end of an isolate.
"""

import re
from http import HTTPStatus

from aiohttp import web
from msgspec import Struct

from conference.languages import LANGUAGES, Language, language
from conference.web.context import language_of, path_language, signed_in_staff

_LANGUAGE_TAG = re.compile(r"[a-z]{2,3}([-_][a-z0-9]{2,8})*", re.ASCII | re.IGNORECASE)

_FOLLOWING_SIGNS = re.compile(r"(?:[.,;:!)\]>]|%3E|%E2%81%A9|%E2%80%8[EF])+$", re.IGNORECASE)


class Link(Struct, frozen=True):
    """Entry of the switcher: a language and the address of this page in it.

    `current` marks the language of this page. `posts` is true where the choice is saved as the signed-in person's
    setting by a POST instead of being part of the address.
    """

    language: Language
    href: str
    current: bool
    posts: bool


def switcher_links(request: web.Request, current: str) -> list[Link]:
    """Return the entries of the switcher, in the order of LANGUAGES."""
    posts = path_language(request) is None and signed_in_staff(request) is not None
    return [Link(language(code), _language_address(request, code), code == current, posts) for code in LANGUAGES]


def _language_address(request: web.Request, code: str) -> str:
    if path_language(request) is None:
        return "/" + str(request.rel_url.update_query(language=code)).lstrip("/")  # two would name a host
    parts = request.rel_url.raw_path.split("/", 2)
    rest = parts[2] if len(parts) > 2 else ""
    query = f"?{request.rel_url.raw_query_string}" if request.rel_url.raw_query_string else ""
    return f"/{code}/{rest}{query}"


def redirect_to_meant_page(request: web.Request, error: web.HTTPException) -> web.Response | None:
    """Return a redirect from an address that is not served to the public page that is meant, None if there is none."""
    if error.status != HTTPStatus.NOT_FOUND or request.method not in ("GET", "HEAD"):
        return None
    query = f"?{request.rel_url.raw_query_string}" if request.rel_url.raw_query_string else ""
    for path in _meant_paths(request.rel_url.raw_path, language_of(request)):
        if path != request.rel_url.raw_path and _is_page(request.app, path):
            headers = {"Location": path + query, "Vary": "Accept-Language, Cookie"}
            return web.Response(status=HTTPStatus.FOUND, headers=headers)
    return None


def _meant_paths(path: str, preferred: str) -> list[str]:
    """Return the paths that may be meant: with a language that is served, with and without a slash at the end."""
    first, *rest = [part for part in _FOLLOWING_SIGNS.sub("", path).split("/") if part] or [""]
    pages = ["/".join((preferred, first, *rest))]
    if _LANGUAGE_TAG.fullmatch(first):
        code = re.split("[-_]", first.lower())[0]
        pages.insert(0, "/".join((code if code in LANGUAGES else preferred, *rest)))
    return [form for page in pages for form in (f"/{page}", f"/{page}/")]


def _is_page(app: web.Application, path: str) -> bool:
    """Whether a route of the application answers GET at the path."""
    for route in app.router.routes():
        info = route.resource.get_info() if route.resource else {}
        if route.method == "GET" and (
            info.get("path") == path or ("pattern" in info and info["pattern"].fullmatch(path))
        ):
            return True
    return False
