"""Who is told of dark screens, by the event, and in which language."""

from datetime import timedelta

from msgspec import structs

from conference.auth.people import NewStaff, invite_staff
from conference.event import Event
from conference.event.model import ScreenRules
from conference.languages import LANGUAGES
from rostrum.parts.board.outages import find_languages, rules_of
from rostrum.roles import OPERATOR
from rostrum.runtime import Runtime


async def test_letters_are_in_the_languages_of_accounts(runtime: Runtime) -> None:
    for code in LANGUAGES:
        new = NewStaff(code, code, frozenset({OPERATOR}), code, email=f"{code}@example.org")
        await invite_staff(runtime.accounts, new)
    async with runtime.transactions.write() as transaction:
        addresses = (*(f"{code.upper()}@Example.org" for code in LANGUAGES), "av@example.org", "no address")
        found = await find_languages(transaction, addresses)
    assert found == {f"{code.upper()}@Example.org": code for code in LANGUAGES}


def test_channels_are_those_of_the_event(event: Event) -> None:
    rules = rules_of(event)
    assert (rules.after, rules.on_console, rules.addresses) == (timedelta(seconds=30), True, ())
    by_mail = ScreenRules(notices=("mail",), notice_mail=("av@example.org",), notice_after_s=60)
    rules = rules_of(structs.replace(event, screens=by_mail))
    assert (rules.after, rules.on_console, rules.addresses) == (timedelta(minutes=1), False, ("av@example.org",))
    assert rules_of(structs.replace(event, screens=ScreenRules(notices=()))).are_off
