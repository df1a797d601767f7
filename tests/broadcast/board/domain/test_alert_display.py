"""What screens get of an alert: all languages at once, the asked one first. Covers B23."""

from broadcast.board.domain.alert_display import project_alert
from broadcast.board.domain.alerts import AlertKind, AlertStatus
from broadcast.board.words import CatalogueWords
from conference.languages import LANGUAGES
from conference.texts.catalogues import own_catalogues
from tests.support.board_samples import site_alert, text

WORDS = CatalogueWords(own_catalogues(), {})


def test_language_of_the_feed_is_the_first() -> None:
    shown = project_alert(site_alert(places=(text("Hall"),)), WORDS, "ar")
    assert [one.language for one in shown.texts] == ["ar", *(code for code in LANGUAGES if code != "ar")]
    assert (shown.texts[0].tag, shown.texts[0].direction) == ("ar", "rtl")
    assert all(len(one.places) == 1 for one in shown.texts)


def test_only_an_actual_alert_has_the_words_of_one() -> None:
    labels: dict[str, set[tuple[AlertStatus, AlertKind]]] = {}
    for status in AlertStatus:
        for kind in AlertKind:
            first = project_alert(site_alert(status=status, kind=kind), WORDS, "en").texts[0]
            labels.setdefault(first.label, set()).add((status, kind))
            assert bool(first.note) is (status is not AlertStatus.ACTUAL)
    exercises = {(AlertStatus.EXERCISE, kind) for kind in AlertKind}
    tests = {(AlertStatus.TEST, kind) for kind in AlertKind}
    actual = [{(AlertStatus.ACTUAL, kind)} for kind in AlertKind]
    assert sorted(labels.values(), key=sorted) == sorted([exercises, tests, *actual], key=sorted)
