"""Shared parts of the handlers of the API: queries of lists, descriptions, typed texts of JSON."""

from typing import Annotated, Any

from msgspec import Meta, Struct

from conference.api.guard import KEY_HEADER
from conference.descriptions import Access, Description
from conference.errors import InvalidError
from conference.texts.typed_text import NOTE_LENGTH, read_note
from conference.web.lists import ListQuery

ROOT = "/api/v1"
PAGE_ROWS = 50

SeenVersionIn = Annotated[int, Meta(ge=0, le=2_000_000_000)]
NoteIn = Annotated[str, Meta(max_length=4 * NOTE_LENGTH)]
CodeIn = Annotated[str, Meta(max_length=64, pattern=r"^[!-~]*$")]

ACT_HEADERS = {
    KEY_HEADER: "Key of 1 to 64 characters: a second request with it gets the answer of the first one for 24 hours.",
}
SEEN_HEADERS = {**ACT_HEADERS, "If-Match": 'The version that was seen, such as "7", in place of `version` in the body.'}


class PageQuery(ListQuery, frozen=True, kw_only=True):
    """Search words and page of a list."""


def describe_read(answer: Any, *, query: type[Struct] | None = None, refusals: tuple[int, ...] = ()) -> Description:
    """Return the description of a read; one with a query refuses an invalid one by 422."""
    refused = {*refusals, *((422,) if query else ())}
    return Description(answer=answer, query=query, access=Access.API, refusals=refused)


def describe_act(answer: Any, body: type[Struct], *, headers: dict[str, str] | None = None) -> Description:
    """Return the description of an act: 404 no such object; 409 a rule forbids it, or another change was first."""
    sent = ACT_HEADERS if headers is None else headers
    return Description(answer=answer, body=body, access=Access.API, refusals={404, 409}, headers=sent)


def read_notes(**typed: str) -> dict[str, str]:
    """Return typed notes, cleaned. Raises InvalidError with the code of each that is refused."""
    read = {name: read_note(text) for name, text in typed.items()}
    problems = {name: problem for name, (_, problem) in read.items() if problem}
    if problems:
        error = InvalidError("http_422", {name: problem.code for name, problem in problems.items()})
        error.field_params = {name: problem.params for name, problem in problems.items()}
        raise error
    return {name: text for name, (text, _) in read.items()}
