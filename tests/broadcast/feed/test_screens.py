"""Connected and correct are two things (CASES B16)."""

from dataclasses import replace
from datetime import timedelta

from broadcast.board.domain.board import Revision
from broadcast.feed.screens import COMPARED_EVERY_S, FORGOTTEN_AFTER, MAX_SCREENS, PaintReport, Screens
from tests.support.board_samples import MORNING

LATER = MORNING + timedelta(seconds=9)


def test_connected_screen_has_painted_nothing_yet() -> None:
    screens, line = Screens(), object()
    assert screens.join(line, "lobby-1", language="ar", now=MORNING)
    (screen,) = screens.list_all()
    assert (screen.connected, screen.connected_at, screen.shown, screen.shown_at) == (True, MORNING, None, None)


def test_painted_revision_is_known_with_language_and_time() -> None:
    screens, line = Screens(), object()
    screens.join(line, "lobby-1", language="ar", now=MORNING)
    assert screens.show(line, "lobby-1", PaintReport(revision=Revision("e", 7), language="fr", at=LATER))
    (screen,) = screens.list_all()
    assert (screen.shown, screen.shown_at, screen.language) == (Revision("e", 7), LATER, "fr")


def test_only_the_connection_that_holds_the_name_speaks_for_it() -> None:
    screens, old, new = Screens(), object(), object()
    screens.join(old, "lobby-1", language="ar", now=MORNING)
    screens.join(new, "lobby-1", language="ar", now=LATER)
    assert not screens.show(old, "lobby-1", PaintReport(revision=Revision("e", 7), language="ar", at=LATER))
    screens.leave(old, "lobby-1")
    assert screens.list_all()[0].connected
    screens.leave(new, "lobby-1")
    assert not screens.list_all()[0].connected


def test_reconnected_screen_keeps_its_painted_revision() -> None:
    screens, old, new = Screens(), object(), object()
    screens.join(old, "lobby-1", language="ar", now=MORNING)
    screens.show(old, "lobby-1", PaintReport(revision=Revision("e", 7), language="ar", at=MORNING))
    screens.leave(old, "lobby-1")
    screens.join(new, "lobby-1", language="ar", now=LATER)
    (screen,) = screens.list_all()
    assert (screen.connected, screen.connected_at, screen.shown) == (True, LATER, Revision("e", 7))


def test_report_that_names_no_copy_keeps_what_was_said() -> None:
    screens, line = Screens(), object()
    screens.join(line, "lobby-1", language="ar", now=MORNING)
    told = []
    for is_stored in (None, False, None, True):
        report = PaintReport(revision=Revision("e", 7), language="ar", at=MORNING, is_stored=is_stored)
        screens.show(line, "lobby-1", report)
        told.append(screens.list_all()[0].is_stored)
    assert told == [None, False, False, True]


def test_names_have_an_end_and_those_that_left_first_go_first() -> None:
    screens = Screens()
    connections = [object() for _ in range(MAX_SCREENS + 2)]
    for n, line in enumerate(connections[:MAX_SCREENS]):
        assert screens.join(line, f"s{n}", language="ar", now=MORNING)
    assert not screens.join(connections[-1], "one-too-many", language="ar", now=MORNING)
    screens.leave(connections[7], "s7")
    assert screens.join(connections[-1], "one-more", language="ar", now=MORNING)
    names = {screen.name for screen in screens.list_all()}
    assert ("s7" in names, "one-more" in names, len(names)) == (False, True, MAX_SCREENS)


def test_screen_without_a_given_name_is_forgotten() -> None:
    screens = Screens()
    for name in ("lobby-9f7df0ac", "lobby-9f7df0ac.ar", "room-00000001", "lobby-2"):
        screens.join(name, name, language="ar", now=MORNING)
    for name in ("lobby-9f7df0ac", "lobby-9f7df0ac.ar", "lobby-2"):
        screens.leave(name, name)
    screens.forget_gone(LATER)
    screens.forget_gone(LATER + FORGOTTEN_AFTER - timedelta(seconds=1))
    assert len(screens.list_all()) == 4
    screens.forget_gone(LATER + FORGOTTEN_AFTER)
    assert [(screen.name, screen.connected) for screen in screens.list_all()] == [
        ("lobby-2", False),
        ("room-00000001", True),
    ]


def test_screen_that_returned_is_not_forgotten() -> None:
    screens, name = Screens(), "lobby-9f7df0ac"
    screens.join(name, name, language="ar", now=MORNING)
    screens.leave(name, name)
    screens.forget_gone(MORNING)
    screens.join(name, name, language="ar", now=LATER)
    screens.forget_gone(LATER)
    screens.leave(name, name)
    screens.forget_gone(MORNING + FORGOTTEN_AFTER)
    assert [screen.name for screen in screens.list_all()] == [name]


def test_uncomparable_report_keeps_the_last_comparison() -> None:
    screens, line = Screens(), object()
    screens.join(line, "lobby-1", language="ar", now=MORNING)
    report = PaintReport(revision=Revision("e", 7), language="ar", at=MORNING, layout="lobby", page=2, pages=3)
    for is_right, kept in ((False, False), (None, False), (True, True)):
        assert screens.show(line, "lobby-1", replace(report, is_right=is_right))
        assert screens.list_all()[0].is_right is kept
    screens.show(line, "lobby-1", replace(report, revision=Revision("e", 8)))
    (screen,) = screens.list_all()
    assert (screen.is_right, screen.layout, screen.page, screen.pages) == (None, "lobby", 2, 3)


def test_attempts_on_all_nodes_are_told_beside_the_screen() -> None:
    screens, line = Screens(), object()
    screens.join(line, "lobby-1", language="ar", now=MORNING, proved=True)
    elsewhere = Screens()
    elsewhere.note_attempt("lobby-1", LATER)
    elsewhere.note_attempt("lobby-1", LATER)
    elsewhere.forgive_attempt("lobby-1")
    screens.note_attempt("lobby-1", MORNING)
    screens.learn([*elsewhere.list_own(), *elsewhere.list_own()])
    (screen,) = screens.list_all()
    assert (screen.connected, screen.proved, screen.attempts, screen.attempted_at) == (True, True, 3, LATER)


def test_report_without_proof_does_not_count_for_a_proved_screen() -> None:
    screens, line = Screens(), object()
    screens.join(line, "lobby-1", language="ar", now=MORNING)
    screens.show(line, "lobby-1", PaintReport(revision=Revision("e", 7), language="ar", at=MORNING))
    screens.join(object(), "lobby-1", language="ar", now=LATER, proved=True)
    assert screens.list_all()[0].shown is None


def test_texts_of_unproved_names_are_compared_once_a_second() -> None:
    screens, unproved, proved, stranger = Screens(), object(), object(), object()
    screens.join(unproved, "lobby-1", language="ar", now=MORNING)
    screens.join(proved, "lobby-2", language="ar", now=MORNING, proved=True)
    times = (0.0, 0.5, COMPARED_EVERY_S, 1.5, 2 * COMPARED_EVERY_S)
    assert [screens.may_compare(unproved, "lobby-1", at) for at in times] == [True, False, True, False, True]
    assert all(screens.may_compare(proved, "lobby-2", at) for at in times)
    assert not any(screens.may_compare(stranger, name, 9.0) for name in ("lobby-1", "lobby-2", "lobby-3"))
