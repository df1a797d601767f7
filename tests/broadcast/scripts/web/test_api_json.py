"""Bodies of scripts in the API."""

import pytest

from broadcast.scripts.web.api_json import CueIn, DraftIn, read_cues
from conference.errors import InvalidError


def test_texts_are_cleaned() -> None:
    (cue,) = read_cues(DraftIn(revision=0, cues=[CueIn(what="\u200fAnthem  ", spoken={"fr": "Debout"})]))
    assert (cue.what, cue.spoken) == ("Anthem", {"fr": "Debout"})


@pytest.mark.parametrize("wrong", [CueIn(what=""), CueIn(what="x", spoken={"xx": "y"}), CueIn(what="x" * 400)])
def test_empty_unknown_and_long_values_are_refused(wrong: CueIn) -> None:
    with pytest.raises(InvalidError):
        read_cues(DraftIn(revision=0, cues=[wrong]))
