"""Notes of `rostrum event check` on an event without faults."""

from msgspec import structs

from broadcast.board.template_reviews import digest_of_text
from conference.event import Event
from conference.event.model import Review
from rostrum.events.notes import notes_of


def test_reference_event_has_nothing_to_look_at(event: Event) -> None:
    assert notes_of(event) == []


def test_changed_text_and_another_term_are_named(event: Event) -> None:
    first = event.announcements[0]
    digest = digest_of_text(first.text)
    reviews = (Review(language="fr", by="Anne", digest=digest), Review(language="ar", by="Layla"))
    term = event.terms[0]
    text = {**first.text, "en": term.name["en"]}
    for changed, about in ((first.text, {"Layla"}), (text, {"Layla", "Anne"})):
        template = structs.replace(first, text=changed, reviews=reviews)
        notes = notes_of(structs.replace(event, announcements=(template,)))
        assert {name for name in ("Anne", "Layla") if any(name in note for note in notes)} == about
        assert any(digest_of_text(changed) in note for note in notes)
        assert any(term.name["fr"] in note for note in notes) == (changed is text)
