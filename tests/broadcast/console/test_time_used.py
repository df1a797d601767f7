"""Time used by speakers and classes."""

from dataclasses import replace
from datetime import timedelta

from broadcast.board.domain.speakers import SpeakersList, Turn
from broadcast.board.domain.speaking.speaking_time import Timer
from broadcast.console.time_used import list_uses, sum_by_class
from tests.support.board_samples import MORNING, speaker


def test_time_is_summed_by_class_with_replies_apart() -> None:
    first = replace(
        speaker("VN"),
        speaker_class="minister",
        turn=Turn.SPOKEN,
        began_at=MORNING,
        ended_at=MORNING + timedelta(minutes=6),
        timer=Timer(limit_s=300, paused=timedelta(seconds=30)),
    )
    reply = replace(
        first,
        id="VN~2",
        reply=1,
        began_at=MORNING + timedelta(minutes=9),
        ended_at=MORNING + timedelta(minutes=10),
        timer=Timer(limit_s=600),
    )
    current = replace(speaker("FR"), turn=Turn.SPEAKING, began_at=MORNING + timedelta(minutes=7), timer=Timer())
    held = SpeakersList(session_id="debate", speakers=(first, speaker("EG"), reply, current))
    uses = list_uses(held, MORNING + timedelta(minutes=8))
    assert [(use.speaker.id, use.used.total_seconds(), use.over.total_seconds()) for use in uses] == [
        ("VN", 330, 30),
        ("FR", 60, 0),
        ("VN~2", 60, 0),
    ]
    assert [(one.speaker_class, one.statements, one.used.total_seconds()) for one in sum_by_class(uses)] == [
        ("minister", 1, 330),
        ("", 1, 60),
        ("reply", 1, 60),
    ]
