"""Texts of what two applications have in common: a word or two for a list, a sentence for the page of a hit."""

from accreditation.applications.domain.duplicates import Trait
from conference.texts.catalogues import key_family

TRAITS = key_family("vetting.trait.", [trait.value for trait in Trait])
REASONS = key_family("duplicates.reason.", [trait.value for trait in Trait])
