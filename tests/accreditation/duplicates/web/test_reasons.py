"""Each trait has a word for lists and a sentence."""

from accreditation.applications.domain.duplicates import Trait
from accreditation.duplicates.web.reasons import REASONS, TRAITS


def test_each_trait_has_its_texts() -> None:
    assert set(TRAITS) == set(REASONS) == {trait.value for trait in Trait}
    assert len(set(TRAITS.values()) | set(REASONS.values())) == 2 * len(Trait)
