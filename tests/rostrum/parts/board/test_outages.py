"""Who is told of dark screens, by the event."""

from datetime import timedelta

from msgspec import structs

from conference.event import Event
from conference.event.model import ScreenRules
from rostrum.parts.board.outages import rules_of


def test_channels_are_those_of_the_event(event: Event) -> None:
    rules = rules_of(event)
    assert (rules.after, rules.on_console, rules.addresses) == (timedelta(seconds=30), True, ())
    by_mail = ScreenRules(notices=("mail",), notice_mail=("av@example.org",), notice_after_s=60)
    rules = rules_of(structs.replace(event, screens=by_mail))
    assert (rules.after, rules.on_console, rules.addresses) == (timedelta(minutes=1), False, ("av@example.org",))
    assert rules_of(structs.replace(event, screens=ScreenRules(notices=()))).are_off
