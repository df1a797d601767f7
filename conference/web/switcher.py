"""Language switcher: the address of this page in each language."""

from dataclasses import dataclass

from aiohttp import web

from conference.languages import LANGUAGES, Language, language
from conference.web.context import path_language, signed_in_staff


@dataclass(frozen=True, slots=True)
class Link:
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
