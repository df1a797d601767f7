"""What a node holds, and what it answers to a viewer that resumes (CASES B2)."""

import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from broadcast.board.domain.alerts import AlertStatus
from broadcast.board.domain.announcements import Level
from broadcast.board.domain.board import EVENT, Entry, Revision, State
from broadcast.board.words import CatalogueWords
from broadcast.feed.latest import MAX_SNAPSHOTS, Answer, LatestBoard
from conference.languages import LANGUAGES
from conference.texts.catalogues import own_catalogues
from tests.support.board_samples import HANOI, MORNING, announcement, event_info, session, site_alert, text

WORDS = CatalogueWords(own_catalogues(), {"VN": text("Viet Nam")})


def entry(key: str, offset: int, state: State | None) -> Entry:
    return Entry(key=key, offset=offset, version=offset, previous=None, state=state)


def make(build: str = "") -> LatestBoard:
    """A board at offset 5: the event at 1, one session at 4, another taken off at 5."""
    latest = LatestBoard(WORDS, HANOI, build=build, tick_s=5)
    entries = [
        entry(EVENT, 1, event_info()),
        entry("session/a", 4, session("a")),
        entry("session/b", 5, None),
    ]
    latest.reset(Revision("ep_1", 5), entries)
    return latest


def answer(latest: LatestBoard, resume: Revision | None, language: str = "fr") -> tuple[Answer, dict[str, Any]]:
    reason, encoded = latest.snapshot(language, now=MORNING, resume=resume)
    return reason, json.loads(encoded.payload)


def test_new_viewer_gets_the_board_without_removed_keys() -> None:
    reason, snapshot = answer(make(), None)
    assert reason is Answer.FRESH
    assert (snapshot["recovered"], snapshot["epoch"], snapshot["offset"]) == (False, "ep_1", 5)
    assert {key: value["offset"] for key, value in snapshot["keys"].items()} == {EVENT: 1, "session/a": 4}


@pytest.mark.parametrize(
    ("offset", "missed"),
    [(0, [EVENT, "session/a", "session/b"]), (3, ["session/a", "session/b"]), (4, ["session/b"]), (5, [])],
)
def test_known_gap_is_filled_with_the_missed_updates(offset: int, missed: Sequence[str]) -> None:
    reason, snapshot = answer(make(), Revision("ep_1", offset))
    assert (reason, snapshot["recovered"], snapshot["offset"]) == (Answer.RECOVERED, True, 5)
    assert list(snapshot["keys"]) == list(missed)
    assert [key for key, value in snapshot["keys"].items() if value["state"] is None] == (
        ["session/b"] if "session/b" in missed else []
    )


@pytest.mark.parametrize(
    ("resume", "reason"),
    [
        (Revision("ep_1", 6), Answer.FUTURE),
        (Revision("ep_1", 2**53 - 1), Answer.FUTURE),
        (Revision("ep_2", 3), Answer.OTHER_EPOCH),
        (Revision("ep_", 3), Answer.OTHER_EPOCH),
        (Revision("", 3), Answer.OTHER_EPOCH),
        (Revision("EP_1", 3), Answer.OTHER_EPOCH),
        (Revision("ep_1-", 3), Answer.OTHER_EPOCH),
    ],
)
def test_any_doubt_means_the_whole_board(resume: Revision, reason: Answer) -> None:
    answered, snapshot = answer(make(), resume)
    assert (answered, snapshot["recovered"]) == (reason, False)
    assert set(snapshot["keys"]) == {EVENT, "session/a"}


def test_other_words_are_another_epoch() -> None:
    reason, snapshot = answer(make(build="b2"), Revision("ep_1-b1", 5))
    assert (reason, snapshot["epoch"]) == (Answer.OTHER_EPOCH, "ep_1-b2")


def test_snapshot_is_encoded_once_a_second_for_each_language() -> None:
    latest = make()
    first = latest.snapshot("fr", now=MORNING)[1]
    assert latest.snapshot("fr", now=MORNING + timedelta(milliseconds=999))[1] is first
    assert latest.snapshot("ar", now=MORNING)[1] is not first
    assert latest.snapshot("fr", now=MORNING + timedelta(seconds=1))[1] is not first


def test_viewers_resuming_from_one_revision_share_bytes() -> None:
    latest = make()
    resume = Revision("ep_1", 4)
    assert latest.snapshot("fr", now=MORNING, resume=resume)[1] is latest.snapshot("fr", now=MORNING, resume=resume)[1]


def test_change_makes_new_snapshots() -> None:
    latest = make()
    before = latest.snapshot("fr", now=MORNING)[1]
    latest.advance(Revision("ep_1", 6), [entry("session/a", 6, session("a", order=9))])
    after = latest.snapshot("fr", now=MORNING)[1]
    assert after is not before
    assert json.loads(after.payload)["keys"]["session/a"]["state"]["order"] == 9


def test_kept_snapshots_are_bounded() -> None:
    latest = make()
    for n in range(3 * MAX_SNAPSHOTS):
        latest.advance(Revision("ep_1", 6 + n), [entry("session/a", 6 + n, session("a", order=n))])
        latest.snapshot("fr", now=MORNING, resume=Revision("ep_1", n % 5))
    for n in range(3 * MAX_SNAPSHOTS):
        latest.snapshot("fr", now=MORNING, resume=Revision("ep_1", n))
    assert len(latest._snapshots) <= MAX_SNAPSHOTS


def test_updates_keep_order_and_offsets_in_every_language() -> None:
    latest = make()
    entries = [entry("session/c", 8, session("c")), entry("session/a", 7, None)]
    updates = latest.advance(Revision("ep_1", 8), entries)
    assert [update.key for update in updates] == ["session/a", "session/c"]
    assert set(updates[1].frames) == set(LANGUAGES)
    message = json.loads(updates[1].frames["ru"].payload)
    assert (message["offset"], message["state"]["title"]) == (8, "c (ru)")
    assert json.loads(updates[0].frames["ru"].payload)["state"] is None


def test_earlier_changes_are_not_sent_again() -> None:
    latest = make()
    assert latest.advance(Revision("ep_1", 5), [entry("session/a", 4, session("a"))]) == []


def test_urgent_is_an_urgent_announcement_and_its_end() -> None:
    latest = make()
    alarm = announcement("x", level=Level.URGENT)
    shouted = latest.advance(Revision("ep_1", 6), [entry("announcement/x", 6, alarm)])
    ended = latest.advance(Revision("ep_1", 7), [entry("announcement/x", 7, None)])
    calm = latest.advance(Revision("ep_1", 8), [entry("announcement/y", 8, announcement("y"))])
    assert [updates[0].urgent for updates in (shouted, ended, calm)] == [True, True, False]


def test_alert_of_any_status_and_its_end_are_urgent() -> None:
    latest = make()
    practised = latest.advance(Revision("ep_1", 6), [entry("alert/x", 6, site_alert("x", status=AlertStatus.EXERCISE))])
    ended = latest.advance(Revision("ep_1", 7), [entry("alert/x", 7, None)])
    assert [updates[0].urgent for updates in (practised, ended)] == [True, True]


def test_older_head_or_other_epoch_does_not_continue() -> None:
    latest = make()
    assert latest.continues(Revision("ep_1", 5))
    assert latest.continues(Revision("ep_1", 9))
    assert not latest.continues(Revision("ep_1", 4))
    assert not latest.continues(Revision("ep_2", 9))


def test_entry_that_cannot_be_projected_is_shown_as_null() -> None:
    latest = make()
    updates = latest.advance(Revision("ep_1", 6), [entry("session/a", 6, session("a", kind="no such kind"))])
    assert json.loads(updates[0].frames["fr"].payload)["state"] is None
    assert latest.projection_failures == len(LANGUAGES)


def test_expired_announcements_are_swept_after_a_while() -> None:
    latest = make()
    soon = MORNING + timedelta(minutes=1)
    latest.advance(Revision("ep_1", 6), [entry("announcement/x", 6, announcement("x", expires_at=soon))])
    assert not latest.has_sweepable(soon)
    assert latest.has_sweepable(soon + timedelta(minutes=5))


def test_rate_is_told_in_a_rehearsal_only() -> None:
    board = LatestBoard(WORDS, HANOI)
    board.reset(Revision("ep_1", 0), [])
    told = [board.snapshot("en", now=MORNING)[1].payload, board.tick(MORNING).payload]
    assert all(b"rate" not in payload for payload in told)
    board.set_rate(0)
    for payload in (board.snapshot("en", now=MORNING)[1].payload, board.tick(MORNING).payload):
        assert json.loads(payload)["rate"] == 0
