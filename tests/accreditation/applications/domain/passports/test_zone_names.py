"""Names of a zone against typed names; most cases are vectors of `test_findings`."""

import pytest

from accreditation.applications.domain.passports.zone_names import NameMatch, TypedNames, match_names
from accreditation.applications.domain.passports.zones import Zone, ZoneKind


def zone_of(names: str) -> Zone:
    return Zone(ZoneKind.TD3, (f"P<UTO{names}".ljust(44, "<"), "<" * 44))


@pytest.mark.parametrize(
    ("names", "typed", "match"),
    [
        ("ERIKSSON<<ANNA", TypedNames("", "ERIKSSON", "ANNA"), NameMatch.SAME),
        ("ANNA<<ERIKSSON", TypedNames("", "ERIKSSON", "ANNA"), NameMatch.SWAPPED),
        ("", TypedNames("", "ERIKSSON", "ANNA"), NameMatch.DIFFERENT),
        ("ERIKSSON<<ANNA", TypedNames("", "", ""), NameMatch.DIFFERENT),
        ("IVANOV<<SERGEI", TypedNames("Сергей Иванов", "SERGEY", "IVANOFF"), NameMatch.TRANSLITERATED),
        ("VAN<DER<BERG<<PETER", TypedNames("", "BERG", "PETER"), NameMatch.SHORTER),
    ],
)
def test_names_match(names: str, typed: TypedNames, match: NameMatch) -> None:
    assert match_names(zone_of(names), typed) is match


def test_cut_names_keep_the_order_of_their_words() -> None:
    full = zone_of("NILAVADHANANANDA<<CHAYAPA<DEJTHAMRONG<K")
    assert match_names(full, TypedNames("", "NILAVADHANANANDA", "CHAYAPA DEJTHAMRONG KRASUANG")) is NameMatch.CUT
    assert match_names(full, TypedNames("", "NILAVADHANANANDA", "KRASUANG DEJTHAMRONG CHAYAPA")) is not NameMatch.CUT
