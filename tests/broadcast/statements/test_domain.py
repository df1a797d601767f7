"""Files of statements, links, and the embargo."""

from dataclasses import replace
from datetime import timedelta

import pytest

from broadcast.board.domain.board import State, session_key, speakers_key
from broadcast.board.domain.sessions import Phase
from broadcast.board.domain.speakers import SpeakersList, Turn
from broadcast.statements.domain import (
    MOST_BYTES,
    Media,
    Purpose,
    StatementLink,
    delivered_speakers,
    list_expected,
    must_be_valid,
    must_be_waiting,
    recognise_media,
)
from conference.errors import InvalidError, NotFoundError, RuleError
from tests.support.board_samples import MORNING, NOON, session, speaker

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n%%EOF\n"


def test_format_is_that_of_the_content() -> None:
    assert recognise_media(PDF) is Media.PDF
    assert recognise_media("\ufeffMadam President,\n".encode()) is Media.TEXT


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "statement.empty"),
        (b"x" * (MOST_BYTES + 1), "statement.too_large"),
        (b"PK\x03\x04docx", "statement.unknown_format"),
        (b"\xff\xfe", "statement.unknown_format"),
        (b"a\x00b", "statement.unknown_format"),
        (PDF[:-6], "statement.broken"),
        (PDF.replace(b"<<>>", b"<</Encrypt 2 0 R>>"), "statement.protected"),
        (PDF.replace(b"<<>>", b"<</S/JavaScript>>"), "statement.active"),
    ],
)
def test_unfit_files_are_refused_by_name(content: bytes, code: str) -> None:
    with pytest.raises(InvalidError) as refused:
        recognise_media(content)
    assert refused.value.fields == {"file": code}


def test_link_is_valid_for_its_purpose_until_it_ends() -> None:
    link = StatementLink(
        id="l", digest="d", purpose=Purpose.HAND_IN, session_id="debate", speaker_id="VN", expires_at=MORNING
    )
    before = MORNING - timedelta(seconds=1)
    assert must_be_valid(link, Purpose.HAND_IN, before) == link
    revoked = replace(link, revoked_at=before)
    for one, purpose, now in (
        (None, Purpose.HAND_IN, before),
        (link, Purpose.INTERPRET, before),
        (link, Purpose.HAND_IN, MORNING),
        (revoked, Purpose.HAND_IN, before),
    ):
        with pytest.raises(NotFoundError, match=r"statement\.link_unknown"):
            must_be_valid(one, purpose, now)


def test_text_is_public_once_its_speaker_has_had_the_floor() -> None:
    turns = {turn: replace(speaker(turn.value), turn=turn) for turn in Turn}
    held = SpeakersList(session_id="debate", speakers=tuple(turns.values()))
    assert {one.turn for one in delivered_speakers(held)} == {Turn.SPEAKING, Turn.SPOKEN}
    must_be_waiting(turns[Turn.WAITING])
    with pytest.raises(RuleError, match=r"statement\.delivered"):
        must_be_waiting(turns[Turn.SPOKEN])
    assert delivered_speakers(None) == ()


def test_expected_texts_are_announced_and_still_to_come() -> None:
    board: dict[str, State] = {}
    for phase in Phase:
        speakers = tuple(replace(speaker(turn.value), turn=turn) for turn in Turn)
        board[session_key(phase)] = session(phase, phase=phase)
        board[speakers_key(phase)] = SpeakersList(session_id=phase, speakers=speakers)
    board[session_key("delayed")] = session("delayed", phase=Phase.DELAYED, until=NOON)
    announced = [(phase.value, turn.value) for phase in Phase for turn in Turn]
    expected = [(one.session.phase, one.speaker.turn, one.at) for one in list_expected(board, announced)]
    assert expected == [
        (Phase.IN_SESSION, Turn.WAITING, MORNING),
        (Phase.SCHEDULED, Turn.WAITING, MORNING),
        (Phase.SUSPENDED, Turn.WAITING, MORNING),
        (Phase.DELAYED, Turn.WAITING, NOON),
    ]
    assert list_expected(board, [("scheduled", "spoken"), ("adjourned", "waiting"), ("unknown", "waiting")]) == []
