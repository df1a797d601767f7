"""docs/wire.md says everything that the feed says: an undocumented message, field or key fails here."""

import re
from typing import get_args

import pytest
from msgspec import Struct

from broadcast.board.domain import board, shown
from broadcast.feed import wire
from broadcast.feed.hub import Kind
from conference.event import KINDS
from tests.support.paths import ROOT

PAGE = (ROOT / "docs/wire.md").read_text(encoding="utf-8")
HEADINGS: dict[type[Struct], str] = {
    shown.ShownEvent: "event",
    shown.ShownSession: "session",
    shown.ShownSpeaker: "speaker",
    shown.ShownSpeakers: "speakers",
    shown.ShownTally: "tally",
    shown.ShownCalling: "calling",
    shown.ShownRatifications: "ratifications",
    shown.ShownAnnouncement: "announcement",
    shown.ShownAlert: "alert",
    shown.ShownIdentification: "identification",
    shown.ShownInterpretation: "interpretation",
}


def section(name: str) -> str:
    match = re.search(rf"^### {name}\n(.*?)(?=^##|\Z)", PAGE, re.MULTILINE | re.DOTALL)
    assert match, f"docs/wire.md has no section ### {name}"
    return match[1]


def documented(name: str) -> list[str]:
    return re.findall(r"^\| `([a-z_]+)` \|", section(name), re.MULTILINE)


@pytest.mark.parametrize("message", [*wire.SERVER_MESSAGES, *wire.CLIENT_MESSAGES], ids=lambda m: m.__name__)
def test_every_message_and_field_is_documented(message: type[Struct]) -> None:
    name = str(message.__struct_config__.tag)
    assert documented(name) == ["type", *message.__struct_fields__]
    assert f'`"{name}"`' in section(name)


def test_every_message_type_is_listed_for_documentation() -> None:
    tagged = {
        item
        for item in vars(wire).values()
        if isinstance(item, type) and issubclass(item, Struct) and item.__struct_config__.tag is not None
    }
    assert tagged == {*wire.SERVER_MESSAGES, *wire.CLIENT_MESSAGES}


@pytest.mark.parametrize("state", HEADINGS, ids=lambda s: s.__name__)
def test_every_field_of_every_state_is_documented(state: type[Struct]) -> None:
    assert documented(HEADINGS[state]) == list(state.__struct_fields__)


def test_every_state_has_a_section() -> None:
    assert set(get_args(shown.ShownState)) <= set(HEADINGS)


@pytest.mark.parametrize(
    "inner",
    [
        (shown.ShownRoom, "event"),
        (shown.ShownSignatory, "tally"),
        (shown.ShownRegion, "tally"),
        (shown.ShownParty, "calling"),
        (shown.ShownChange, "session"),
        (shown.ShownChannel, "interpretation"),
        (shown.ShownAlertText, "alert"),
        (wire.Keyed, "snapshot"),
    ],
    ids=str,
)
def test_every_field_of_inner_objects_is_documented(inner: tuple[type[Struct], str]) -> None:
    kind, name = inner
    assert all(f'"{field}"' in section(name) for field in kind.__struct_fields__)


def test_every_kind_of_key_is_documented() -> None:
    for prefix in (board.SESSION, board.SPEAKERS, board.ANNOUNCEMENT, board.ALERT, board.INTERPRETATION):
        assert f"| `{prefix}{{" in PAGE
    for key in (board.EVENT, board.TALLY, board.CALLING, board.RATIFICATIONS, board.IDENTIFICATION):
        assert f"| `{key}` |" in PAGE


def test_public_kinds_of_session_are_named() -> None:
    private = {"rehearsal", "bilateral_meeting", "state_banquet"}
    assert [kind for kind in KINDS if kind not in private and f"`{kind}`" not in section("session")] == []


def test_addresses_are_documented() -> None:
    for path in ("ws", "events", "board.json"):
        assert f"/feed/v1/{{language}}/{path}" in PAGE
    assert len(Kind) == 2
