"""Projection of the tally, the call of signatories and the ratifications to what screens show in one language."""

from collections import Counter
from datetime import UTC, datetime
from typing import Protocol

from broadcast.board.domain.ratifications import Ratifications
from broadcast.board.domain.shown import (
    ShownCalling,
    ShownParty,
    ShownRatifications,
    ShownRegion,
    ShownSignatory,
    ShownTally,
)
from broadcast.board.domain.signing import Calling, Signature, Tally
from conference.languages import pick

LATEST_SIGNATORIES = 5
"""Number of latest signatories that are sent."""

REGIONS = ("african", "asia_pacific", "eastern_european", "latin_american", "western_european")
"""Regional groups of the United Nations, which are always shown, in the order of the United Nations' list."""

UNION, OBSERVERS = "european_union", "observers"
"""Groups that are shown once they have a signature: the European Union, and observer States that are in no group."""


class SigningWords(Protocol):
    """Texts of the signing in each language."""

    def signatories(self, language: str, count: int) -> str: ...
    def ratifications(self, language: str, count: int, required: int) -> str: ...
    def country(self, language: str, code: str) -> str: ...
    def region(self, language: str, group: str) -> str: ...
    def region_of(self, code: str) -> str: ...


def project_signing(
    state: Tally | Calling | Ratifications, words: SigningWords, language: str
) -> ShownTally | ShownCalling | ShownRatifications:
    """Return the projection of a state of the signing in a language."""
    match state:
        case Tally():
            return project_tally(state, words, language)
        case Calling():
            return project_calling(state, words, language)
        case Ratifications():
            return project_ratifications(state, words, language)


def project_tally(tally: Tally, words: SigningWords, language: str) -> ShownTally:
    """Return the tally in a language, with the groups of the signatories."""
    return ShownTally(
        signed=len(tally.signatures),
        text=words.signatories(language, len(tally.signatures)),
        of=tally.of,
        source=pick(tally.source, language)[0],
        as_of=_to_wire_time(tally.as_of),
        latest=tuple(_project_signatory(s, words, language) for s in tally.signatures[: -LATEST_SIGNATORIES - 1 : -1]),
        plenary=sum(1 for signature in tally.signatures if signature.in_plenary),
        regions=_count_regions(tally, words, language),
        countries=tuple(signature.country for signature in tally.signatures),
    )


def project_calling(calling: Calling, words: SigningWords, language: str) -> ShownCalling:
    """Return the called and the next parties in a language."""
    return ShownCalling(
        called=None if calling.called is None else _project_party(calling.called, words, language),
        upcoming=tuple(_project_party(country, words, language) for country in calling.upcoming),
    )


def project_ratifications(count: Ratifications, words: SigningWords, language: str) -> ShownRatifications:
    """Return the number of deposited instruments in a language."""
    return ShownRatifications(
        deposited=len(count.deposits),
        required=count.required,
        text=words.ratifications(language, len(count.deposits), count.required),
        source=pick(count.source, language)[0],
        as_of=_to_wire_time(count.as_of),
    )


def _count_regions(tally: Tally, words: SigningWords, language: str) -> tuple[ShownRegion, ...]:
    counts = Counter(words.region_of(signature.country) for signature in tally.signatures)
    groups = [*REGIONS, *(group for group in (UNION, OBSERVERS) if counts[group])]
    return tuple(ShownRegion(group=g, name=words.region(language, g), signed=counts[g]) for g in groups)


def _project_signatory(signature: Signature, words: SigningWords, language: str) -> ShownSignatory:
    name = words.country(language, signature.country)
    return ShownSignatory(country=signature.country, name=name, at=_to_wire_time(signature.at))


def _project_party(country: str, words: SigningWords, language: str) -> ShownParty:
    return ShownParty(country=country, name=words.country(language, country))


def _to_wire_time(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(microsecond=0)
