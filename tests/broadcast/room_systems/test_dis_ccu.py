"""Reports of a central unit, in any pieces, among lines without a meaning.

The stream has the shapes of the manufacturers' manuals: `seat_state 12 active John Jones` of the DIS-CCU (user guide of
2016, "Command Strings for External Controller"), `seat_state <seat> <state>` without a name and `mic_status_done` of
the CU 6105 (user manual, 10.2.2), `mic_on` before the `mic_request_off` that it causes, `command_error <text>`.
"""

from itertools import pairwise
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from broadcast.room_systems.dis_ccu import LONGEST_LINE, DisCcuProtocol
from broadcast.room_systems.domain.microphones import (
    MicrophoneTurned,
    SeatReported,
    SpeechRequested,
    StatusReported,
)

STREAM = (Path(__file__).parents[2] / "vectors/dis_ccu.txt").read_bytes().replace(b"\n", b"\r\n")
REPORTS = [
    SeatReported(1, "Chair"),
    SeatReported(12, "France (fr)"),
    SeatReported(14, "EGYPT (EN)"),
    SeatReported(19, ""),
    MicrophoneTurned(1, True),
    StatusReported(),
    SpeechRequested(12, True),
    MicrophoneTurned(12, True),
    SpeechRequested(12, False),
    MicrophoneTurned(12, False),
    SeatReported(19, "Nguyen Van A"),
    MicrophoneTurned(14, True),
]


@given(st.lists(st.integers(0, len(STREAM)), max_size=20))
def test_reports_do_not_depend_on_pieces(cuts: list[int]) -> None:
    places = [0, *sorted(cuts), len(STREAM)]
    protocol = DisCcuProtocol()
    reports = [report for a, b in pairwise(places) for report in protocol.feed(STREAM[a:b])]
    assert reports == REPORTS


def test_lines_end_by_either_character() -> None:
    for end in (b"\r", b"\n"):
        assert DisCcuProtocol().feed(STREAM.replace(b"\r\n", end)) == REPORTS


def test_malformed_lines_are_skipped() -> None:
    wrong = (b"mic_on", b"mic_on 0", b"mic_on 65536", b"mic_on -1", b"mic_on 1e3", b"\xff\xfe", b"mic_on \xd9\xa1", b"")
    for line in wrong:
        assert DisCcuProtocol().feed(line + b"\r\nMIC_ON 7\r\n") == [MicrophoneTurned(7, True)]


def test_overlong_line_is_skipped_to_its_end() -> None:
    protocol = DisCcuProtocol()
    assert protocol.feed(b"seat_number 5 active " + b"x" * LONGEST_LINE) == []
    assert protocol.feed(b"x" * LONGEST_LINE) == []
    assert protocol.feed(b" mic_on 5\r\nmic_on 6\r\n") == [MicrophoneTurned(6, True)]
    assert protocol.feed(b"seat_number 5 active " + b"x" * LONGEST_LINE + b"\r\nmic_off 6\r\n") == [
        MicrophoneTurned(6, False)
    ]


@given(st.binary(max_size=200))
def test_any_bytes_are_read(data: bytes) -> None:
    protocol = DisCcuProtocol()
    protocol.feed(data)
    assert protocol.feed(b"\r\nmic_on 3\r\n")[-1] == MicrophoneTurned(3, True)
