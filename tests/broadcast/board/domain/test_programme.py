"""The programme and the board: plans are the programme's, what happened is the board's, private is nowhere."""

from dataclasses import replace

from broadcast.board.domain.board import EVENT, TALLY, State
from broadcast.board.domain.programme import board_of, removed_keys
from broadcast.board.domain.sessions import Phase, Session, Verb, move
from broadcast.board.domain.signing import Tally, record_signature
from broadcast.board.domain.speakers import SpeakersList, give_floor
from tests.support.board_samples import CANARY, MORNING, NOON, item, private_item, programme, speaker, text

SPEAKERS = (speaker("VN"), speaker("FR"))


def test_board_has_public_items_speakers_and_empty_tally() -> None:
    board = board_of(programme(), {}, now=MORNING)
    assert set(board) == {
        EVENT,
        TALLY,
        "session/opening",
        "session/debate",
        "session/round-table",
        "speakers/debate",
    }
    assert board[TALLY] == Tally(source=text("Office of Legal Affairs"), as_of=MORNING)


def test_private_items_reach_no_state() -> None:
    board = board_of(programme(), {}, now=MORNING)
    assert CANARY not in repr(board)
    assert "bilateral" not in repr(board)


def test_same_programme_gives_the_same_board() -> None:
    board = board_of(programme(), {}, now=MORNING)
    assert board_of(programme(), board, now=NOON) == board


def test_recorded_acts_survive_a_changed_plan() -> None:
    plan = programme(item("debate", speakers=SPEAKERS))
    board = board_of(plan, {}, now=MORNING)
    held: dict[str, State] = dict(board)
    session, speakers, tally = board["session/debate"], board["speakers/debate"], board[TALLY]
    assert isinstance(session, Session)
    assert isinstance(speakers, SpeakersList)
    assert isinstance(tally, Tally)
    opened = move(session, Verb.OPEN, now=NOON)
    held["session/debate"] = opened
    held["speakers/debate"] = give_floor(speakers, "VN", session=opened, now=NOON)
    held[TALLY] = record_signature(tally, "VN", now=NOON)
    changed = board_of(programme(item("debate", room="hall1", speakers=SPEAKERS)), held, now=NOON)
    assert changed["session/debate"] == replace(opened, room="hall1")
    assert changed["speakers/debate"] == held["speakers/debate"]
    assert changed[TALLY] == held[TALLY]


def test_speakers_keep_turns_and_order_and_newcomers_are_last() -> None:
    held = give_floor(
        SpeakersList(session_id="debate", speakers=SPEAKERS),
        "FR",
        session=Session(
            id="debate",
            title=text("x"),
            kind="plenary",
            room="hall",
            starts_at=MORNING,
            ends_at=NOON,
            phase=Phase.IN_SESSION,
        ),
        now=NOON,
    )
    plan = programme(item("debate", speakers=(speaker("MX"), speaker("VN"))))
    merged = board_of(plan, {"speakers/debate": held}, now=NOON)["speakers/debate"]
    assert isinstance(merged, SpeakersList)
    assert [(s.id, s.turn.value) for s in merged.speakers] == [
        ("VN", "waiting"),
        ("FR", "speaking"),
        ("MX", "waiting"),
    ]


def test_removed_sessions_leave_unless_they_have_begun() -> None:
    board = board_of(programme(item("a", speakers=SPEAKERS), item("b")), {}, now=MORNING)
    opened = board["session/b"]
    assert isinstance(opened, Session)
    board["session/b"] = move(opened, Verb.OPEN, now=NOON)
    assert removed_keys(programme(item("c")), board) == ("session/a", "speakers/a")


def test_item_made_private_leaves_even_after_its_start() -> None:
    board = board_of(programme(item("a")), {}, now=MORNING)
    opened = board["session/a"]
    assert isinstance(opened, Session)
    board["session/a"] = move(opened, Verb.OPEN, now=NOON)
    assert removed_keys(programme(private_item("a")), board) == ("session/a",)
