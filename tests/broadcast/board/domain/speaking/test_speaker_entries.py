"""Speakers that operators enter."""

import pytest

from broadcast.board.domain.speakers import Speaker
from broadcast.board.domain.speaking.speaker_entries import SpeakerEntry, make_speaker
from broadcast.board.domain.speaking.speaking_time import SpeakerClass, SpeakingRules
from conference.errors import InvalidError
from tests.support.board_samples import text

RULES = SpeakingRules(classes=(SpeakerClass(code="minister", name=text("Minister"), limit_s=300),))


def enter(entry: SpeakerEntry) -> Speaker:
    return make_speaker(
        "spk_1",
        entry,
        languages=("en", "fr", "vi"),
        required=("en", "fr"),
        rules=RULES,
        state_name=text("Viet Nam") if entry.country == "VN" else None,
    )


def test_state_has_its_un_name_and_the_role_of_its_class() -> None:
    speaker = enter(SpeakerEntry(country="VN", speaker_class="minister"))
    assert speaker.name == {code: text("Viet Nam")[code] for code in ("en", "fr", "vi")}
    assert (speaker.role, speaker.speaker_class, speaker.is_entered) == (text("Minister"), "minister", True)


def test_other_name_is_complete_and_cleaned() -> None:
    speaker = enter(SpeakerEntry(name={"en": "  Bank\u202e ", "fr": "Banque"}, role={"en": "President"}))
    assert (speaker.name, speaker.role) == ({"en": "Bank", "fr": "Banque"}, {"en": "President"})


@pytest.mark.parametrize(
    ("entry", "fields"),
    [
        (SpeakerEntry(), {"name.en": "speakers.name_missing", "name.fr": "speakers.name_missing"}),
        (SpeakerEntry(name={"en": "x" * 200, "fr": "y"}), {"name.en": "text.too_long"}),
        (SpeakerEntry(country="XX"), {"country": "speakers.unknown_country"}),
        (SpeakerEntry(country="VN", speaker_class="king"), {"speaker_class": "speakers.unknown_class"}),
        (SpeakerEntry(country="VN", role={"fr": "a\x00b"}), {"role.fr": "text.control"}),
    ],
)
def test_unfit_values_are_refused_by_field(entry: SpeakerEntry, fields: dict[str, str]) -> None:
    with pytest.raises(InvalidError, match=r"speakers\.entry_invalid") as refused:
        enter(entry)
    assert refused.value.fields == fields
