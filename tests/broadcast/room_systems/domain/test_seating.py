"""Speakers at seats, by name in any language and spelling."""

from dataclasses import replace

import pytest

from broadcast.board.domain.speakers import SpeakersList, Turn
from broadcast.room_systems.domain.seating import find_seated_speaker
from tests.support.board_samples import speaker

NAMED = replace(speaker("CI"), name={"en": "Côte d’Ivoire", "ar": "كوت ديفوار", "ru": "Кот-д’Ивуар"})
SPEAKERS = SpeakersList(session_id="debate", speakers=(NAMED, speaker("FR")))


@pytest.mark.parametrize("label", ["Côte d’Ivoire", " COTE D'IVOIRE ", "كوت ديفوار", "кот-д’ивуар"])
def test_speaker_is_found_by_a_name_in_any_language(label: str) -> None:
    assert find_seated_speaker(SPEAKERS, label) == NAMED


@pytest.mark.parametrize("label", ["", "  ", "Chair", "Côte"])
def test_other_labels_are_of_no_speaker(label: str) -> None:
    assert find_seated_speaker(SPEAKERS, label) is None


def test_speaker_who_has_spoken_is_not_called_again() -> None:
    for turn, is_found in ((Turn.SPEAKING, True), (Turn.SPOKEN, False), (Turn.SKIPPED, False)):
        changed = replace(NAMED, turn=turn)
        found = find_seated_speaker(replace(SPEAKERS, speakers=(changed,)), "Côte d’Ivoire")
        assert (found == changed) is is_found


def test_two_speakers_of_one_name_are_left_to_the_operator() -> None:
    twice = replace(SPEAKERS, speakers=(NAMED, replace(NAMED, id="CI-2")))
    assert find_seated_speaker(twice, "Côte d’Ivoire") is None
