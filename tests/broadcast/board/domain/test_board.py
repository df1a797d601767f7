"""Keys of the board, and which of them depend on each other."""

import pytest

from broadcast.board.domain.board import (
    ANNOUNCEMENT,
    EVENT,
    SESSION,
    SPEAKERS,
    TALLY,
    announcement_key,
    dependent_keys,
    session_key,
    speakers_key,
)


def test_keys_of_one_id_differ_by_kind() -> None:
    keys = [session_key("a"), speakers_key("a"), announcement_key("a")]
    assert keys == ["session/a", "speakers/a", "announcement/a"]


def test_no_kind_is_the_beginning_of_another() -> None:
    kinds = [EVENT, TALLY, SESSION, SPEAKERS, ANNOUNCEMENT]
    assert not [(one, other) for one in kinds for other in kinds if one != other and other.startswith(one)]


def test_session_depends_on_its_speakers() -> None:
    assert dependent_keys("speakers/debate") == ("session/debate",)


@pytest.mark.parametrize("key", ["session/debate", "event", "tally", "announcement/speakers/a", "speakers", ""])
def test_no_key_depends_on_other_kinds(key: str) -> None:
    assert dependent_keys(key) == ()


def test_id_with_the_name_of_a_kind_stays_whole() -> None:
    assert dependent_keys(speakers_key("speakers/x")) == ("session/speakers/x",)
