"""Languages of an event: texts that an added one lacks, and those that a removed one takes away."""

from conference.event import Event
from conference.event.editing import check_event
from conference.event.event_languages import (
    add_language,
    complete_texts,
    find_missing_texts,
    move_language_first,
    remove_language,
    set_texts,
    wording_at,
)


def test_removed_language_leaves_an_event_without_faults(hanoi: Event) -> None:
    rest = remove_language(hanoi, "ru")
    assert "ru" not in rest.languages
    assert all("ru" not in zone.name for zone in rest.zones)
    assert check_event(rest) == ()
    assert find_missing_texts(rest) == ()


def test_added_language_lacks_texts_but_no_names_of_states(hanoi: Event) -> None:
    lacking = add_language(remove_language(hanoi, "fr"), "fr")
    missing = {(place.section, place.name, ".".join(map(str, place.path))) for place in find_missing_texts(lacking)}
    assert ("", "", "name") in missing
    assert ("", "", "desk.place") in missing
    assert ("zones", "venue", "name") in missing
    assert not any(section == "signatories" for section, _, _ in missing)
    assert lacking.signatories[0].name["fr"] == hanoi.signatories[0].name["fr"]
    assert {place.language for place in find_missing_texts(lacking)} == {"fr"}


def test_completed_texts_repeat_another_wording(hanoi: Event) -> None:
    complete = complete_texts(add_language(remove_language(hanoi, "fr"), "fr"))
    assert find_missing_texts(complete) == ()
    assert complete.zone("venue").name["fr"] in hanoi.zone("venue").name.values()


def test_first_language_is_first_in_each_text(hanoi: Event) -> None:
    moved = move_language_first(hanoi, "vi")
    assert moved.languages[0] == "vi"
    assert next(iter(moved.zone("venue").name)) == "vi"
    assert moved.zone("venue").name == hanoi.zone("venue").name


def test_text_is_set_where_it_was_missing(hanoi: Event) -> None:
    lacking = add_language(remove_language(hanoi, "fr"), "fr")
    places = {".".join(map(str, place.path)) + place.name: place for place in find_missing_texts(lacking)}
    desk, zone = places["desk.place"], places["namevenue"]
    assert wording_at(lacking, zone) == ("en", hanoi.zone("venue").name["en"])
    changed = set_texts(lacking, {desk: "Guichet", zone: "Enceinte"})
    assert changed.desk is not None
    assert (changed.desk.place["fr"], changed.zone("venue").name["fr"]) == ("Guichet", "Enceinte")
    assert len(find_missing_texts(changed)) == len(find_missing_texts(lacking)) - 2
