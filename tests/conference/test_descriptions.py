"""Descriptions of handlers for programs."""

from msgspec import Struct

from conference.descriptions import Access, Description, describes, description_of


class Answer(Struct):
    """An answer."""

    done: bool


def test_handler_is_described_by_its_mark() -> None:
    async def handler() -> None:
        """Do nothing."""

    assert description_of(handler) is None
    description = Description(answer=Answer)
    assert description_of(describes(description)(handler)) is description  # type: ignore[type-var]


def test_problems_follow_from_what_is_read_and_who_asks() -> None:
    assert Description(answer=Answer).problems == {421, 503}
    assert Description(answer=Answer, access=Access.PROBE).problems == set()
    assert Description(answer=Answer, body=Answer, refusals={409}).problems == {400, 408, 409, 413, 421, 422, 503}
    assert Description(answer=Answer, access=Access.DEVICE).problems == {401, 403, 421, 429, 503}


def test_status_with_a_body_of_its_own_is_no_problem() -> None:
    description = Description(answer=Answer, others={503: Answer})
    assert description.bodies == {200: Answer, 503: Answer}
    assert description.problems == {421}
