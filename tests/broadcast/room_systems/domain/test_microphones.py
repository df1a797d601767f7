"""The state of microphones that follows from reports."""

from functools import reduce

from broadcast.room_systems.domain.microphones import (
    Microphones,
    MicrophoneTurned,
    Report,
    Seat,
    SeatReported,
    SpeechRequested,
    StatusReported,
    apply_report,
)


def test_each_report_changes_its_part_of_a_seat() -> None:
    reports: list[Report] = [
        SeatReported(3, "France"),
        MicrophoneTurned(3, True),
        SpeechRequested(4, True),
        StatusReported(),
    ]
    state = reduce(apply_report, reports, Microphones())
    assert state.is_reported
    assert state.seats == {3: Seat("France", is_on=True), 4: Seat("", is_waiting=True)}
    assert (state.is_on(3), state.is_on(4), state.is_on(5)) == (True, False, False)
    assert apply_report(state, SeatReported(3, "Egypt")).seats[3] == Seat("Egypt", is_on=True)
