"""Whole lists of speakers: their order, their times, and that lists of removed sessions are not public."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from broadcast.board.domain.board import Entry, Revision, State, session_key, speakers_key
from broadcast.board.domain.speakers import SpeakersList, Turn
from broadcast.board.words import CatalogueWords
from broadcast.feed.latest import LatestBoard
from broadcast.publish.speaking_lists import find_list, read_lists
from conference.texts.catalogues import own_catalogues
from tests.support.board_samples import HANOI, MORNING, session, speaker, text

SPEAKERS = (
    replace(speaker("waits"), turn=Turn.WAITING),
    replace(speaker("speaks"), turn=Turn.SPEAKING, began_at=MORNING + timedelta(minutes=10)),
    replace(speaker("passed-over"), turn=Turn.SKIPPED),
    replace(speaker("second"), turn=Turn.SPOKEN, began_at=MORNING + timedelta(minutes=5), ended_at=MORNING),
    replace(speaker("first"), turn=Turn.SPOKEN, began_at=MORNING, ended_at=MORNING + timedelta(seconds=90.5)),
)


LIST = SpeakersList(session_id="opening", speakers=SPEAKERS)


def make_latest(states: Mapping[str, State]) -> LatestBoard:
    latest = LatestBoard(CatalogueWords(own_catalogues(), {"VN": text("Viet Nam")}), HANOI)
    entries = [Entry(key=key, offset=1, version=1, previous=None, state=state) for key, state in states.items()]
    latest.reset(Revision("ep", 1), entries)
    return latest


def test_statements_are_by_time_before_those_to_come() -> None:
    latest = make_latest({session_key("opening"): session(), speakers_key("opening"): LIST})
    listed = find_list(read_lists(latest, "fr"), "opening")
    assert [one.id for one in listed] == ["first", "second", "speaks", "waits"]
    assert (listed[0].name, listed[0].role) == ("first (fr)", "minister (fr)")
    assert listed[0].began_at == MORNING
    assert listed[0].ended_at == MORNING + timedelta(seconds=90)


def test_list_of_a_removed_session_is_not_public() -> None:
    latest = make_latest({speakers_key("opening"): LIST})
    assert read_lists(latest, "en").lists == ()
