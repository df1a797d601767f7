"""What screens show of the interpretation of a session."""

import pytest

from broadcast.board.domain.interpretation import Channel, Interpretation
from broadcast.board.domain.interpretation_display import project_interpretation
from broadcast.board.words import CatalogueWords
from conference.texts.catalogues import own_catalogues
from tests.support.board_samples import NOON

WORDS = CatalogueWords(own_catalogues(), {})
CHANNELS = tuple(Channel(number=n, language=code) for n, code in enumerate(("floor", "en", "pt", "xx")))


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("fr", ["Salle", "anglais", "portugais", "xx"]),
        ("ru", ["Зал", "английский", "португальский", "xx"]),
        ("vi", ["Hội trường", "Tiếng Anh", "Tiếng Bồ Đào Nha", "xx"]),
    ],
)
def test_languages_have_their_names_in_each_language(code: str, names: list[str]) -> None:
    shown = project_interpretation(Interpretation(session_id="opening", channels=CHANNELS), WORDS, code)
    assert [channel.name for channel in shown.channels] == names
    assert (shown.lost, shown.until) == (None, None)


def test_lost_languages_are_named_in_one_text() -> None:
    state = Interpretation(session_id="opening", channels=CHANNELS, lost=("en", "pt"), until=NOON)
    shown = project_interpretation(state, WORDS, "zh")
    assert [channel.lost for channel in shown.channels] == [False, True, True, False]
    assert shown.lost is not None
    assert "英语、葡萄牙语" in shown.lost
    assert shown.until == NOON
