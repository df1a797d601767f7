"""Interpretation of a session: channels, lost languages, the agreed end."""

from datetime import timedelta

import pytest

from broadcast.board.domain.interpretation import (
    MOST_CHANNELS,
    Channel,
    Interpretation,
    agree_end,
    lose_language,
    restore_language,
    set_channels,
)
from conference.errors import NotFoundError, RuleError
from tests.support.board_samples import NOON

NONE = Interpretation(session_id="opening")
TWO = set_channels(NONE, [Channel(number=2, language="fr"), Channel(number=0, language="floor")])


def test_channels_are_in_order_and_keep_lost_languages() -> None:
    assert [channel.number for channel in TWO.channels] == [0, 2]
    lost = lose_language(TWO, "fr")
    assert set_channels(lost, [Channel(number=4, language="fr")]).lost == ("fr",)
    assert set_channels(lost, [Channel(number=4, language="es")]).lost == ()


@pytest.mark.parametrize(
    ("channels", "code"),
    [
        ([(1, "en"), (1, "fr")], "channel_twice"),
        ([(1, "en"), (2, "en")], "language_twice"),
        ([(n, f"l{n}") for n in range(MOST_CHANNELS + 1)], "too_many"),
    ],
)
def test_channels_that_clash_are_refused(channels: list[tuple[int, str]], code: str) -> None:
    with pytest.raises(RuleError, match=f"interpretation.{code}"):
        set_channels(NONE, [Channel(number=number, language=language) for number, language in channels])


def test_language_is_lost_and_restored_once() -> None:
    lost = lose_language(TWO, "fr")
    with pytest.raises(RuleError, match=r"interpretation\.already_lost"):
        lose_language(lost, "fr")
    assert restore_language(lost, "fr") == TWO
    with pytest.raises(RuleError, match=r"interpretation\.not_lost"):
        restore_language(TWO, "fr")
    with pytest.raises(NotFoundError, match=r"interpretation\.unknown_language"):
        lose_language(TWO, "ja")


def test_agreed_end_is_in_the_future() -> None:
    assert agree_end(TWO, NOON + timedelta(hours=1), now=NOON).until == NOON + timedelta(hours=1)
    assert agree_end(TWO, None, now=NOON).until is None
    with pytest.raises(RuleError, match=r"interpretation\.until_past"):
        agree_end(TWO, NOON, now=NOON)
