"""What screens show of the signing."""

from broadcast.board.domain.ratifications import Ratifications
from broadcast.board.domain.signing import Calling, Signature, Tally
from broadcast.board.domain.signing_display import project_calling, project_ratifications, project_tally
from broadcast.board.words import CatalogueWords
from conference.texts.catalogues import own_catalogues
from conference.texts.countries import countries
from tests.support.board_samples import MORNING, text

WORDS = CatalogueWords(own_catalogues(), {code: country.name for code, country in countries().items()})


def signed(*codes: str, apart: tuple[str, ...] = ()) -> Tally:
    signatures = tuple(Signature(country=code, at=MORNING, in_plenary=code not in apart) for code in codes)
    return Tally(source=text("Depositary"), as_of=MORNING, signatures=signatures)


def test_groups_add_up_to_the_count_and_the_union_is_apart() -> None:
    """Covers B26."""
    shown = project_tally(signed("VN", "DZ", "US", "BR", "PL", "EU", "VA", apart=("EU",)), WORDS, "fr")
    assert {region.group: region.signed for region in shown.regions} == {
        "african": 1,
        "asia_pacific": 1,
        "eastern_european": 1,
        "latin_american": 1,
        "western_european": 1,
        "european_union": 1,
        "observers": 1,
    }
    assert sum(region.signed for region in shown.regions) == shown.signed == 7
    assert (shown.plenary, shown.countries[-1]) == (6, "VA")
    assert (shown.source, shown.as_of) == ("Depositary (fr)", MORNING)


def test_every_state_belongs_to_one_group() -> None:
    shown = project_tally(signed(*countries()), WORDS, "en")
    assert [region.signed for region in shown.regions] == [54, 54, 23, 33, 29, 1, 2]


def test_groups_without_signature_are_shown_but_not_the_union() -> None:
    assert [region.signed for region in project_tally(signed(), WORDS, "en").regions] == [0, 0, 0, 0, 0]


def test_called_and_next_parties_have_their_names() -> None:
    shown = project_calling(Calling(called="VN", upcoming=("DZ", "AO")), WORDS, "es")
    assert shown.called is not None
    assert (shown.called.name, [party.name for party in shown.upcoming]) == ("Viet Nam", ["Argelia", "Angola"])
    assert project_calling(Calling(), WORDS, "es").called is None


def test_ratifications_have_source_time_and_needed_number() -> None:
    shown = project_ratifications(Ratifications(source=text("Depositary"), as_of=MORNING), WORDS, "en")
    assert (shown.deposited, shown.required, shown.source, shown.as_of) == (0, 40, "Depositary (en)", MORNING)
    assert "40" in shown.text
