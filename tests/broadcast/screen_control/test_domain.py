"""What has become of a command, with given times (CASES B17)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from broadcast.screen_control.domain import (
    CommandKind,
    CommandOutcome,
    ScreenCommand,
    is_ticket,
    make_ticket,
    outcome_of,
    takes_picture,
)
from tests.support.board_samples import MORNING

ASKED = ScreenCommand(id="c1", batch="b1", screen="door", kind=CommandKind.PICTURE, asked_at=MORNING, asked_by="stf_1")
SENT = replace(ASKED, sent_at=MORNING)


@pytest.mark.parametrize(
    ("command", "after_s", "outcome"),
    [
        (ASKED, 9.9, CommandOutcome.WAITING),
        (ASKED, 10, CommandOutcome.NOT_CONNECTED),
        (SENT, 9.9, CommandOutcome.WAITING),
        (SENT, 10, CommandOutcome.NO_ANSWER),
        (replace(SENT, answer="done"), 1, CommandOutcome.DONE),
        (replace(SENT, answer="refused"), 60, CommandOutcome.REFUSED),
    ],
)
def test_each_screen_has_an_outcome_after_ten_seconds(
    command: ScreenCommand, after_s: float, outcome: CommandOutcome
) -> None:
    """Covers B17."""
    assert outcome_of(command, MORNING + timedelta(seconds=after_s)) is outcome


def test_ticket_is_of_one_command() -> None:
    ticket = make_ticket(b"key", "c1")
    assert is_ticket(b"key", "c1", ticket)
    assert not is_ticket(b"key", "c2", ticket)
    assert not is_ticket(b"other", "c1", ticket)
    assert not is_ticket(b"key", "c1", "é")


def test_picture_is_taken_once_and_soon() -> None:
    assert takes_picture(SENT, MORNING + timedelta(seconds=59))
    assert not takes_picture(SENT, MORNING + timedelta(seconds=60))
    assert not takes_picture(replace(SENT, answer="done"), MORNING)
    assert not takes_picture(replace(SENT, kind=CommandKind.RELOAD), MORNING)
