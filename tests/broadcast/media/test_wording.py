"""Texts of streams: readers can tell the states apart in each language."""

import pytest

from broadcast.media.domain.states import TrackState
from broadcast.media.wording import ROLES, STATES
from conference.languages import LANGUAGES
from conference.texts.catalogues import own_catalogues


@pytest.mark.parametrize("code", LANGUAGES)
def test_states_and_roles_have_texts_of_their_own(code: str) -> None:
    texts = own_catalogues()
    assert set(STATES) == {state.value for state in TrackState}
    assert len({texts.text(code, key) for key in STATES.values()}) == len(STATES)
    assert len({texts.text(code, key) for key in ROLES.values()}) == len(ROLES)
