"""Codes that the event allows in applications."""

from accreditation.applications.web.context import NOT_A_COUNTRY, rules_of
from conference.languages import LANGUAGES
from tests.support.badge_office import EVENT

RULES = rules_of(EVENT)


def test_choices_are_the_codes_of_the_event() -> None:
    assert {"general", "pool", "technical"} <= RULES.choices.categories
    assert {"reporter", "photographer"} <= RULES.choices.functions
    assert set(LANGUAGES) == RULES.choices.languages


def test_nationality_is_a_country_of_two_letters() -> None:
    assert {"VN", "JO", "FR"} <= RULES.choices.countries
    assert NOT_A_COUNTRY not in RULES.choices.countries
    assert all(len(code) == 2 and code.isupper() for code in RULES.choices.countries)


def test_refusals_and_revocations_have_their_own_reasons() -> None:
    assert "outlet_not_verified" in RULES.refusal_reasons
    assert "conduct" in RULES.revocation_reasons
    assert "conduct" not in RULES.refusal_reasons
