"""What an organiser should look at in an event without faults: prepared announcements to be reviewed or reworded."""

from collections.abc import Iterator

from broadcast.announcements.domain.terms import TermFlaw, find_term_warnings
from broadcast.board.template_reviews import digest_of_text, find_outdated
from conference.event import Event
from rostrum.parts.board.announcements import terms_of


def notes_of(event: Event) -> list[str]:
    """Return a line for each review of a text that was changed afterwards, and for each difference from the terms."""
    return [*_list_outdated(event), *_list_differences(event)]


def _list_outdated(event: Event) -> Iterator[str]:
    for template, review in find_outdated(event.announcements):
        said = "the text is another one than" if review.digest else "no digest says which text is meant by"
        after = f'after a new review, write digest = "{digest_of_text(template.text)}"'
        yield f"announcements ({template.id}): {said} the review by {review.by} ({review.language}); {after}"


def _list_differences(event: Event) -> Iterator[str]:
    terms = terms_of(event)
    for template in event.announcements:
        for one in find_term_warnings(template.text, terms):
            said = "is to be avoided" if one.flaw is TermFlaw.AVOIDED else f"is used ({one.found_in})"
            agreed = f'the agreed term is "{one.expected}" ({one.language})'
            yield f'announcements ({template.id}): "{one.found}" {said}; {agreed}'
