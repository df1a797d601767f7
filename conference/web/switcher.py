"""The language switcher: where each language's version of this page is."""

from dataclasses import dataclass

from aiohttp import web

from conference.languages import LANGUAGES, Language, language
from conference.web.context import path_language, signed_in_staff


@dataclass(frozen=True, slots=True)
class Link:
    """One entry: the language, the address of this page in it, and how to get there.

    `posts` is true where the choice is the signed-in person's setting, not part of the address.
    """

    language: Language
    href: str
    current: bool
    posts: bool


def switcher_links(request: web.Request, current: str) -> list[Link]:
    """The entries of the switcher, in the order of LANGUAGES."""
    posts = path_language(request) is None and signed_in_staff(request) is not None
    return [Link(language(code), _address(request, code), code == current, posts) for code in LANGUAGES]


def _address(request: web.Request, code: str) -> str:
    if path_language(request) is None:
        return "/" + str(request.rel_url.update_query(language=code)).lstrip("/")  # never another host
    parts = request.rel_url.raw_path.split("/", 2)
    rest = parts[2] if len(parts) > 2 else ""
    query = f"?{request.rel_url.raw_query_string}" if request.rel_url.raw_query_string else ""
    return f"/{code}/{rest}{query}"
