"""The stream of the console's parts: what each connection is sent, and what it resumes from."""

import json
from collections.abc import Sequence
from typing import Any

from broadcast.console import staff_stream
from broadcast.console.staff_stream import PartsGroup, RenderedParts, StaffStream, Wanted, without_tokens
from conference.auth.roles import Staff
from tests.support.board_samples import OPERATOR, OTHER_OPERATOR


class FakeConnection:
    """A connection that keeps what it is sent."""

    def __init__(self, staff: Staff = OPERATOR, *, session: str = "opening", language: str = "en") -> None:
        self.staff, self.session, self.language, self.seen = staff, session, language, 0
        self.sent: list[bytes] = []
        self.may_follow, self.has_ended = True, False

    def end_stream(self) -> None:
        self.has_ended = True

    def send_push(self, event: bytes) -> None:
        self.sent.append(event)

    def take_parts(self) -> list[dict[str, Any]]:
        lines = [line for event in self.sent for line in event.decode().splitlines()]
        self.sent.clear()
        return [json.loads(line.removeprefix("data: ")) for line in lines if line.startswith("data: ")]


class FakeRenderer:
    """Renders the parts that a test sets, and notes which keys were said to be changed."""

    def __init__(self) -> None:
        self.parts: dict[str, str] = {"log": "one", "chosen": "two"}
        self.revision, self.changed = "ep.1", list[Any]()

    async def render(self, wanted: Sequence[Wanted]) -> Sequence[RenderedParts]:
        self.changed += [one.changed for one in wanted]
        return [RenderedParts(self.revision, dict(self.parts)) for _ in wanted]


async def may_follow(connection: Any) -> bool:
    return bool(connection.may_follow)


def make_stream(renderer: FakeRenderer) -> StaffStream:
    return StaffStream(renderer.render, lambda offset: {f"after {offset}"}, may_follow)


async def test_first_push_has_all_parts_and_later_ones_what_changed() -> None:
    renderer, first, later = FakeRenderer(), FakeConnection(), FakeConnection(OTHER_OPERATOR)
    stream: Any = make_stream(renderer)
    stream.note_offset(1)
    stream.join(first)
    await stream.push_news()
    assert first.take_parts() == [{"revision": "ep.1", "parts": {"log": "one", "chosen": "two"}}]
    stream.note_offset(2)
    renderer.parts["log"], renderer.revision = "three", "ep.2"
    stream.join(later)
    await stream.push_news()
    assert first.take_parts() == [{"revision": "ep.2", "parts": {"log": "three"}}]
    assert later.take_parts() == [{"revision": "ep.2", "parts": {"log": "three", "chosen": "two"}}]
    await stream.push_news()
    assert first.take_parts() == []
    assert renderer.changed == [None, {"after 1"}, {"after 2"}]


async def test_connection_resumes_from_the_push_of_its_group() -> None:
    renderer, first = FakeRenderer(), FakeConnection()
    stream: Any = make_stream(renderer)
    stream.join(first)
    await stream.push_news()
    event_id = first.sent[0].decode().split("id: ")[1].splitlines()[0]
    again = FakeConnection()
    assert stream.resume_point(again, event_id) == 1
    for other in ("", "1", "x.1", event_id + "x", event_id.replace(".1", ".99")):
        assert stream.resume_point(again, other) <= 1
    assert stream.resume_point(FakeConnection(session="other"), event_id) == 0


async def test_nothing_is_pushed_to_one_who_may_no_longer_follow() -> None:
    renderer, first, other = FakeRenderer(), FakeConnection(), FakeConnection(OTHER_OPERATOR)
    stream: Any = make_stream(renderer)
    for connection in (first, other):
        stream.join(connection)
    await stream.push_news()
    assert first.take_parts() == other.take_parts()
    first.may_follow, renderer.parts["log"] = False, "three"
    await stream.push_news()
    assert (first.has_ended, first.take_parts(), stream.list_watching("opening")) == (True, [], [OTHER_OPERATOR])
    assert (other.has_ended, len(other.take_parts())) == (False, 1)


async def test_group_without_operators_is_rendered_whole_afterwards() -> None:
    renderer, first = FakeRenderer(), FakeConnection()
    stream: Any = make_stream(renderer)
    stream.join(first)
    await stream.push_news()
    stream.leave(first)
    await stream.push_news()
    stream.join(FakeConnection())
    await stream.push_news()
    assert renderer.changed == [None, None]


def test_operators_of_a_session_are_listed_once() -> None:
    stream: Any = make_stream(FakeRenderer())
    for staff, session in ((OTHER_OPERATOR, "opening"), (OPERATOR, "opening"), (OPERATOR, "opening")):
        stream.join(FakeConnection(staff, session=session))
    stream.join(FakeConnection(OPERATOR, session="other", language="fr"))
    assert stream.list_watching("opening") == [OTHER_OPERATOR, OPERATOR]
    assert stream.list_watching("closing") == []


def test_groups_without_operators_make_room(monkeypatch: Any) -> None:
    monkeypatch.setattr(staff_stream, "MOST_GROUPS", 1)
    stream: Any = make_stream(FakeRenderer())
    first = FakeConnection()
    stream.join(first)
    stream.leave(first)
    stream.join(FakeConnection(session="other"))
    assert stream.list_watching("other") == [OPERATOR]


def test_forms_of_parts_do_not_depend_on_the_revision() -> None:
    assert without_tokens(' <input name="expected" value="17"> ') == '<input name="expected" value="">'


def test_parts_that_stay_are_not_pushed_again() -> None:
    group = PartsGroup()
    group.take(RenderedParts("ep.1", {"log": "one"}))
    group.take(RenderedParts("ep.1", {"log": "one"}))
    assert group.number == 1
    group.take(RenderedParts("ep.2", {"log": "one"}))
    assert (group.number, group.parts["log"][0]) == (2, 1)
