"""Adapter for central units of the series DIS-CCU and CU 6105 (Shure, Danish Interpretation Systems).

Their external control protocol is lines of ASCII over TCP, port 3142, ended by CR, LF or both: a command, a space, data
(Shure, "Command Strings for External Controller", in the user guide of the DIS-CCU in DCS 6000 mode, 2016, and for MXC;
Danish Interpretation Systems, user manual of the CU 6105, section 10). A CU 6105 names no seats.
"""

import re

from broadcast.room_systems.domain.microphones import (
    LONGEST_LABEL,
    MAX_SEAT,
    MicrophoneTurned,
    Report,
    SeatReported,
    SpeechRequested,
    StatusReported,
)

LONGEST_LINE = 512
"""Bytes of a line; a longer one is skipped to its end."""

_END = re.compile(rb"[\r\n]")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]+")


class DisCcuProtocol:
    """`broadcast.room_systems.ports.RoomSystemProtocol` for one connection."""

    request = b"mic_status\r\n"

    def __init__(self) -> None:
        self._line = b""
        self._skips = False

    def feed(self, data: bytes) -> list[Report]:
        """Return what the next bytes report; incomplete lines wait for more bytes."""
        *complete, rest = _END.split(self._line + data)
        reports = []
        for line in complete:
            report = None if self._skips else _parse_line(line)
            self._skips = False
            if report is not None:
                reports.append(report)
        self._skips = self._skips or len(rest) > LONGEST_LINE
        self._line = b"" if self._skips else rest
        return reports


def _parse_line(line: bytes) -> Report | None:
    """Return what a line reports; None for other commands, errors and lines that are malformed."""
    if len(line) > LONGEST_LINE:
        return None
    command, _, data = line.decode("utf-8", "replace").strip().partition(" ")
    if command.lower() == "mic_status_done":
        return StatusReported()
    number, _, more = data.strip().partition(" ")
    if not (number.isascii() and number.isdecimal() and len(number) <= len(str(MAX_SEAT))):
        return None
    seat = int(number)
    return _make_report(command.lower(), seat, more) if 1 <= seat <= MAX_SEAT else None


def _make_report(command: str, seat: int, more: str) -> Report | None:
    match command:
        case "mic_on" | "mic_off":
            return MicrophoneTurned(seat, command == "mic_on")
        case "mic_request_on" | "mic_request_off":
            return SpeechRequested(seat, command == "mic_request_on")
        case "seat_state" | "seat_number":
            _, _, label = more.strip().partition(" ")
            return SeatReported(seat, _CONTROLS.sub(" ", label).strip()[:LONGEST_LABEL])
    return None
