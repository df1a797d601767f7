"""The audience claim of an event's badge tokens."""

from accreditation.badges.domain.tokens import Audience
from conference.event import Event


def audience_of(event: Event) -> Audience:
    """Compute the audience of the event's tokens."""
    return Audience.of(event.id, event.environment)
