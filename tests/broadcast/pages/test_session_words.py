"""The words of a session on screens, by language."""

import re
from dataclasses import replace
from datetime import timedelta

from broadcast.board.domain.board import EVENT, session_key
from broadcast.board.domain.display import ProjectionContext
from broadcast.board.domain.sessions import Reason, Session, Verb, change_plan, move, plan_of
from broadcast.board.words import CatalogueWords
from broadcast.pages.session_words import SessionTeller
from conference.texts.catalogues import Catalogues
from tests.support.board_samples import HANOI, MORNING, NOON, event_info, session

EARLY = MORNING - timedelta(hours=1)


def tell_lines(shown: Session, *, language: str = "en") -> list[str]:
    """The lines in a language, without marks of direction."""
    board = {EVENT: event_info("Great hall", "Hall 1")}
    context = ProjectionContext(words=CatalogueWords(Catalogues(), {}), zone=HANOI, board=board)
    teller = SessionTeller(context=context, catalogues=Catalogues(), languages=("en", "fr", "ar"), now=EARLY)
    told = teller.tell(shown, "Delay", {session_key(shown.id): shown})
    texts = dict(zip(("en", "fr", "ar"), told.texts, strict=True))
    assert (texts["ar"].tag, texts["ar"].direction) == ("ar", "rtl")
    return [re.sub("[\u2066-\u2069]", "", line) for line in texts[language].lines]


def test_delay_has_its_phase_its_time_and_its_reason() -> None:
    delayed = move(session(), Verb.DELAY, now=EARLY, until=NOON, reason=Reason.PROTOCOL)
    hours, state = tell_lines(delayed)
    assert hours == "09:00–12:00 · Great hall (en)"
    assert re.fullmatch(r"Delayed · .*12:00 · .+", state)
    (_, french) = tell_lines(delayed, language="fr")
    assert ("12:00" in french, french != state) == (True, True)


def test_time_of_another_day_has_its_day() -> None:
    postponed = move(session(), Verb.POSTPONE, now=EARLY, until=NOON + timedelta(days=1))
    assert "26 October" in tell_lines(postponed)[1]
    assert tell_lines(replace(session(), starts_at=MORNING + timedelta(days=1)))[0].startswith("26 October · ")


def test_move_names_the_former_room() -> None:
    assert len(tell_lines(session())) == 1
    moved = change_plan(session(), replace(plan_of(session()), room="hall1"))
    hours, former = tell_lines(moved)
    assert ("Hall 1 (en)" in hours, "Great hall (en)" in former) == (True, True)
