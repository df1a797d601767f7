"""The log against what was done, and screens against the board: what is lost, foreign or different is found."""

from dataclasses import replace

from bench.two_days.comparing import compare_log, compare_screens, count_kinds
from bench.two_days.consoles import DoneAct
from bench.two_days.plan import ActKind, PlannedAct
from bench.two_days.screens import HeadlessScreen
from broadcast.board.domain.board import TALLY
from broadcast.board.domain.signing import Signature, Tally
from broadcast.board.ports import Change
from broadcast.client.apply import View, ViewEntry
from conference.event import load_event
from conference.resources import event_folder
from tests.support.board_samples import MORNING, session, text

OPEN = DoneAct(PlannedAct(MORNING, ActKind.OPEN, "opening"), "hall", 2, 0.0, 1.0)
SIGN = DoneAct(PlannedAct(MORNING, ActKind.SIGN, "signing", "VN"), "hall", 4, 0.0, 1.0)
SIGNED = Tally(
    signatures=(Signature(country="VN", at=MORNING, in_plenary=True),), source=text("count"), as_of=MORNING, of=72
)
OPENED = Change(
    offset=2, key="session/opening", action="broadcast:session:opened", operator="staff_1", operator_name="Hall",
    at=MORNING, state=session(), previous=1,
)  # fmt: skip
RECORDED = replace(OPENED, offset=3, key=TALLY, action="broadcast:signature:recorded", state=SIGNED)
DONE = [OPEN, SIGN]


def test_log_that_is_what_was_done_has_no_difference() -> None:
    assert list(compare_log(DONE, [OPENED, RECORDED], begun_at=1)) == []


def test_lost_and_foreign_acts_are_found() -> None:
    assert len(list(compare_log(DONE, [OPENED], begun_at=1))) == 1
    assert len(list(compare_log(DONE, [OPENED, replace(RECORDED, operator_name="Rooms")], begun_at=1))) == 1
    assert len(list(compare_log(DONE, [OPENED, RECORDED, replace(OPENED, offset=5)], begun_at=1))) == 1


def test_act_with_another_result_is_found() -> None:
    apart = replace(SIGNED, signatures=(replace(SIGNED.signatures[0], in_plenary=False),))
    assert len(list(compare_log(DONE, [OPENED, replace(RECORDED, state=apart)], begun_at=1))) == 1


def test_screen_that_differs_from_the_board_is_found() -> None:
    screen = HeadlessScreen("headless-0", "en")
    screen.view = View(epoch="e", offset=2, keys={"a": ViewEntry(1, {"x": 1}), "b": ViewEntry(2, None)})
    boards = {"en": {"keys": {"a": {"offset": 1, "state": {"x": 1}}}}}
    assert list(compare_screens([screen], boards)) == []
    boards["en"]["keys"]["c"] = {"offset": 2, "state": {"x": 2}}
    assert list(compare_screens([screen], boards)) == ["headless-0: c"]


def test_acts_are_counted_in_the_words_of_the_aim() -> None:
    counts = count_kinds(DONE, load_event(event_folder("hanoi-2025")))
    assert (counts["signatures"], counts["other sessions"], counts["speakers with timers"]) == (1, 1, 0)
