"""The operator's page: chosen session, buttons, days."""

from datetime import datetime, timedelta

import pytest

from broadcast.board.actions.read import BoardState
from broadcast.board.domain.board import Entry, Revision, State
from broadcast.board.domain.sessions import TRANSITIONS, Phase, Verb
from broadcast.board.domain.signing import Signature, Tally
from broadcast.board.domain.speakers import SpeakersList, give_floor
from broadcast.console.console_view import (
    DANGEROUS,
    KEYS,
    SIGNING,
    Console,
    is_overdue,
    likely_verb,
    signatories,
    verb_buttons,
    view_console,
)
from tests.support.board_samples import (
    HANOI,
    MORNING,
    NOON,
    announcement,
    event_info,
    session,
    shown_session,
    speaker,
    text,
)
from tests.support.feed_server import WORDS

HOUR = timedelta(hours=1)


def view(*, now: datetime = MORNING, chosen: str | None = None, **states: State) -> Console:
    """View a board; `session__a` is the key `session/a`."""
    entries = {
        key: Entry(key=key, offset=n, version=n, previous=None, state=state)
        for n, (key, state) in enumerate(((name.replace("__", "/"), state) for name, state in states.items()), start=1)
    }
    state = BoardState(revision=Revision("ep_1", len(entries)), entries=entries)
    return view_console(state, words=WORDS, zone=HANOI, language="fr", now=now, chosen=chosen)


def test_empty_board_has_no_choice_and_no_buttons() -> None:
    console = view()
    assert (console.chosen, console.event, console.shown_tally, console.days) == (None, None, None, [])
    assert verb_buttons(console) == []
    assert likely_verb(console) is None


@pytest.mark.parametrize(("chosen", "shown"), [("b", "b"), ("nowhere", "a"), ("", "a"), ("../event", "a"), (None, "a")])
def test_unknown_choice_shows_the_likely_session(chosen: str | None, shown: str) -> None:
    evening = session("b", starts_at=NOON, ends_at=NOON + HOUR)
    found = view(chosen=chosen, session__a=session("a"), session__b=evening).chosen
    assert found is not None
    assert found.id == shown


def test_running_session_needs_the_operator_first() -> None:
    later = session("b", starts_at=NOON, ends_at=NOON + HOUR, phase=Phase.IN_SESSION)
    found = view(session__a=session("a", phase=Phase.ADJOURNED), session__b=later).chosen
    assert found is not None
    assert found.id == "b"


@pytest.mark.parametrize("phase", Phase)
def test_button_is_refused_unless_its_move_is_allowed(phase: Phase) -> None:
    until = NOON if phase in (Phase.DELAYED, Phase.SUSPENDED) else None
    buttons = verb_buttons(view(session__a=session("a", phase=phase, until=until)))
    assert [button.verb for button in buttons] == [verb.value for verb in Verb]
    assert {button.verb for button in buttons if button.refusal is None} == {
        verb.value for verb in Verb if (phase, verb) in TRANSITIONS
    }
    assert sum(button.likely for button in buttons) <= 1
    assert all(button.refusal is None for button in buttons if button.likely)


def test_each_verb_has_a_key_of_its_own() -> None:
    assert set(KEYS) == set(Verb)
    assert len(set(KEYS.values())) == len(KEYS)
    assert {Verb.ADJOURN, Verb.POSTPONE, Verb.CANCEL} == DANGEROUS


@pytest.mark.parametrize(
    ("phase", "verb"),
    [
        (Phase.SCHEDULED, Verb.OPEN),
        (Phase.DELAYED, Verb.OPEN),
        (Phase.SUSPENDED, Verb.RESUME),
        (Phase.IN_SESSION, Verb.ADJOURN),
        (Phase.ADJOURNED, None),
        (Phase.CANCELLED, None),
    ],
)
def test_likely_verb_depends_on_the_phase(phase: Phase, verb: Verb | None) -> None:
    assert likely_verb(view(chosen="a", session__a=session("a", phase=phase, until=NOON))) is verb


def test_waiting_speaker_or_ceremony_is_not_adjourned() -> None:
    running = session("a", phase=Phase.IN_SESSION)
    speakers = SpeakersList(session_id="a", speakers=(speaker("VN"),))
    console = view(session__a=running, speakers__a=speakers)
    assert (likely_verb(console), console.waiting, console.speaking) == (None, speakers.speakers, None)
    speaking = give_floor(speakers, "VN", session=running, now=MORNING)
    console = view(session__a=running, speakers__a=speaking)
    assert (likely_verb(console), console.waiting) == (Verb.ADJOURN, ())
    assert console.speaking is not None
    assert likely_verb(view(session__a=session("a", phase=Phase.IN_SESSION, kind=SIGNING))) is None


def test_sessions_are_listed_by_day_and_start() -> None:
    tomorrow = MORNING + timedelta(days=1)
    console = view(
        session__c=session("c", starts_at=tomorrow, ends_at=tomorrow + HOUR),
        session__b=session("b", starts_at=NOON, ends_at=NOON + HOUR),
        session__a=session("a", phase=Phase.SUSPENDED, until=NOON),
    )
    assert [(day.day, [one.id for one in listed]) for day, listed in console.days] == [(25, ["a", "b"]), (26, ["c"])]
    assert console.on == 1


def test_expired_announcements_are_hidden_and_newest_is_first() -> None:
    console = view(
        now=NOON,
        event=event_info(),
        announcement__a=announcement("a"),
        announcement__b=announcement("b", expires_at=NOON),
        announcement__c=announcement("c", posted_at=MORNING + HOUR),
    )
    assert [one.id for one in console.announcements] == ["c", "a"]


def test_signatories_keep_their_order_and_time() -> None:
    tally = Tally(signatures=(Signature(country="VN", at=NOON),), source=text("Office"), as_of=NOON, of=None)
    listed = signatories(view(tally=tally), ["FR", "VN"], WORDS, "fr")
    assert [(one.code, one.at) for one in listed] == [("FR", None), ("VN", NOON)]
    assert [one.at for one in signatories(view(), ["VN"], WORDS, "fr")] == [None]


@pytest.mark.parametrize(
    ("phase", "until", "now", "overdue"),
    [
        ("scheduled", None, MORNING, True),
        ("scheduled", None, MORNING - timedelta(microseconds=1), False),
        ("delayed", NOON, MORNING + HOUR, False),
        ("delayed", NOON, NOON, True),
        ("in_session", None, NOON, False),
        ("postponed", NOON, NOON, False),
    ],
)
def test_session_is_overdue_from_its_expected_start(
    phase: str, until: datetime | None, now: datetime, overdue: bool
) -> None:
    assert is_overdue(shown_session(phase=phase, until=until), now) is overdue
