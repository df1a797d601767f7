"""Edit decision lists, read by a parser of their own that knows only the format."""

import re
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest

from broadcast.record.edl import write_ascii, write_edl
from broadcast.record.speaking import Statement
from broadcast.record.timecodes import FrameRate
from tests.support.board_samples import HANOI, MORNING, session, speaker

EVENT = re.compile(r"(\d{3})  (\S{1,8}) +(V|A|B) +(C) {8}" + r" ".join([r"(\d\d:\d\d:\d\d[:;]\d\d)"] * 4))


@dataclass
class ParsedEvent:
    """An event of an edit decision list: its number, source in and out, record in and out, comments by name."""

    number: int
    times: tuple[str, ...]
    comments: dict[str, str] = field(default_factory=dict)


def parse_edl(content: bytes) -> tuple[dict[str, str], list[ParsedEvent]]:
    """Return the headers and the events. Raises AssertionError for a line that CMX 3600 does not have."""
    lines = content.decode().split("\r\n")
    assert lines.pop() == ""
    headers: dict[str, str] = {}
    events: list[ParsedEvent] = []
    for line in filter(None, lines):
        name, _, value = line.partition(": ")
        if line.startswith("* "):
            events[-1].comments[name.removeprefix("* ")] = value
        elif found := EVENT.fullmatch(line):
            assert line.isascii()
            events.append(ParsedEvent(int(found[1]), found.groups()[4:]))
        else:
            assert (name in ("TITLE", "FCM"), line.isascii(), events) == (True, True, []), line
            headers[name] = value
    return headers, events


def statement(speaker_id: str, began_at: datetime, seconds: float | None, **names: str) -> Statement:
    """Return a statement in the opening; `names` are the speaker's name and role in English."""
    ended_at = None if seconds is None else began_at + timedelta(seconds=seconds)
    texts = {key: {"en": value} for key, value in names.items()}
    return Statement(
        began_at=began_at,
        ended_at=ended_at,
        room="hall",
        session=session(),
        speaker=replace(speaker(speaker_id), **texts),  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("rate", "mode", "times"),
    [
        (FrameRate.PAL, "NON-DROP FRAME", ("09:00:00:00", "09:04:30:12")),
        (FrameRate.NTSC, "DROP FRAME", ("09:00:00;00", "09:04:30;15")),
    ],
)
def test_times_are_those_of_the_venue(rate: FrameRate, mode: str, times: tuple[str, str]) -> None:
    headers, events = parse_edl(write_edl("hall 2025-10-25", [statement("VN", MORNING, 270.5)], HANOI, rate))
    assert headers == {"TITLE": "hall 2025-10-25", "FCM": mode}
    assert events[0].times[:2] == events[0].times[2:]
    assert (events[0].times[0], events[0].times[1]) == times


def test_names_are_ascii_and_comments_keep_their_letters() -> None:
    spoken = statement("VN", MORNING, 60, name="Việt Nam – Đà Nẵng", role="Bộ trưởng\r\n002  AX")
    _, (event,) = parse_edl(write_edl("x", [spoken], HANOI, FrameRate.PAL))
    assert event.comments == {
        "FROM CLIP NAME": "Viet Nam - Da Nang",
        "SPEAKER": "Việt Nam – Đà Nẵng",
        "ROLE": "Bộ trưởng 002 AX",
        "SESSION": "opening (en)",
    }


def test_each_ended_statement_is_an_event_of_a_frame_at_least() -> None:
    spoken = [statement("VN", MORNING, 0), statement("EG", MORNING, 5), statement("FR", MORNING, None)]
    _, events = parse_edl(write_edl("x", spoken, HANOI, FrameRate.PAL))
    assert [one.number for one in events] == [1, 2]
    assert events[0].times[:2] == ("09:00:00:00", "09:00:00:01")


def test_name_without_latin_letters_becomes_the_id() -> None:
    _, (event,) = parse_edl(write_edl("x", [statement("egypt", MORNING, 5, name="مصر")], HANOI, FrameRate.PAL))
    assert event.comments["FROM CLIP NAME"] == "egypt"
    assert write_ascii("Côte d’Ivoire") == "Cote d'Ivoire"
