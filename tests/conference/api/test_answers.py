"""Shared parts of the handlers of the API."""

import pytest

from conference.api.answers import describe_act, describe_read, read_notes
from conference.api.web import TokenOut
from conference.descriptions import Access
from conference.errors import InvalidError
from conference.web import ListQuery


def test_descriptions_name_the_refusals_of_tokens() -> None:
    read = describe_read(TokenOut, query=ListQuery)
    assert read.access is Access.API
    assert read.problems == {401, 403, 421, 422, 429, 503}
    assert {404, 409, 422} <= describe_act(TokenOut, TokenOut).problems


def test_notes_are_cleaned_and_refused_by_name() -> None:
    assert read_notes(note=" a\u200b  b ", message="") == {"note": "a b", "message": ""}
    with pytest.raises(InvalidError) as caught:
        read_notes(note="x" * 1001, message="a\x00")
    assert set(caught.value.fields) == {"note", "message"}
    assert caught.value.field_params["note"]
