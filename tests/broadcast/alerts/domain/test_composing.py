"""Messages that the site writes, what it shows of those of others, and what it refuses by name."""

from dataclasses import replace
from datetime import timedelta

import pytest

from broadcast.alerts.cap_reading import read_alert
from broadcast.alerts.cap_writing import write_alert
from broadcast.alerts.domain.cap import MessageType, Scope, Status
from broadcast.alerts.domain.composing import (
    LONGEST_HEADLINE,
    Envelope,
    check_imported,
    check_texts,
    compose_alert,
    restart,
    shown_on_board,
)
from broadcast.board.domain.alerts import AlertKind, AlertStatus, AlertText
from conference.errors import InvalidError
from conference.languages import LANGUAGES
from tests.support.alert_samples import CONTENT, DOOR, HALL, OVER, SITE, message, registered
from tests.support.board_samples import MORNING


def test_message_of_the_site_is_a_valid_file_in_all_languages() -> None:
    alert = message()
    assert read_alert(write_alert(alert)) == alert
    assert {info.language for info in alert.infos} >= {"zh-Hans", "en-GB", "ar"}
    assert len(alert.infos) == len(LANGUAGES)


def test_draft_that_waited_is_shown_as_long_as_was_planned() -> None:
    later = MORNING + timedelta(hours=2)
    sent = restart(message(), later)
    assert (sent.sent, sent.infos[0].effective) == (later, later)
    assert sent.infos[0].expires == later + timedelta(minutes=30)


def test_board_shows_texts_places_and_kind() -> None:
    envelope = Envelope(identifier="m1", sender="s", sent=MORNING, status=Status.EXERCISE)
    shown = shown_on_board(registered(compose_alert(OVER, envelope, (HALL,), SITE)), SITE)
    assert shown is not None
    assert (shown.status, shown.kind, shown.rooms) == (AlertStatus.EXERCISE, AlertKind.ALL_CLEAR, ("hall",))
    assert shown.texts["ru"] == AlertText(headline="Leave (ru)", instruction="Go")
    assert shown.places == (SITE.places[HALL].name,)


def test_alert_for_doors_only_or_not_public_is_not_on_the_board() -> None:
    envelope = Envelope(identifier="m1", sender="s", sent=MORNING, status=Status.ACTUAL)
    doors = compose_alert(CONTENT, envelope, (DOOR,), SITE)
    restricted = replace(message(), scope=Scope.RESTRICTED, restriction="staff")
    cancel = replace(message("m2", kind=MessageType.CANCEL, about="m1"), infos=())
    assert [shown_on_board(registered(one), SITE) for one in (doors, restricted, cancel)] == [None] * 3


def test_own_texts_are_complete_and_short() -> None:
    texts = {code: AlertText(headline="Leave") for code in LANGUAGES if code != "fr"}
    texts["es"] = AlertText(headline="x" * (LONGEST_HEADLINE + 1))
    with pytest.raises(InvalidError) as caught:
        check_texts(texts, LANGUAGES)
    assert caught.value.fields == {"headline.fr": "alert.text_missing", "headline.es": "alert.text_too_long"}


def test_message_that_screens_cannot_show_is_refused_by_field() -> None:
    english = replace(message().infos[2], expires=None, headline="x" * 121)
    alert = replace(message(status=Status.SYSTEM), infos=(english, replace(english, language="pt", headline="ok")))
    with pytest.raises(InvalidError) as caught:
        check_imported(alert, SITE)
    assert caught.value.fields == {
        "status": "alert.status_not_shown",
        "info[0].expires": "alert.expiry_missing",
        "info[1].expires": "alert.expiry_missing",
        "info[0].headline": "alert.text_too_long",
    }
    with pytest.raises(InvalidError) as caught:
        check_imported(replace(message(), infos=(replace(message().infos[0], language="pt"),)), SITE)
    assert caught.value.fields == {"info[0].language": "alert.no_language"}
    turned = replace(message().infos[0], headline="Leave \x00now")
    with pytest.raises(InvalidError) as caught:
        check_imported(replace(message(), infos=(turned,)), SITE)
    assert list(caught.value.fields) == ["info[0].headline"]
    check_imported(replace(message(kind=MessageType.CANCEL, about="m0"), infos=()), SITE)
