"""What an entry is called on a page."""

from msgspec import structs

from conference.event import Event
from conference.event.model import LetterText, Passport
from rostrum.setup.views import entry_title


def test_entry_is_called_by_its_name_in_the_language(event: Event) -> None:
    assert entry_title(event.zone("venue"), "fr") == event.zone("venue").name["fr"]
    assert entry_title(event.item("opening"), "ar") == event.item("opening").title["ar"]
    assert entry_title(event.refusal_reasons[0], "vi") == event.refusal_reasons[0].text["vi"]


def test_entry_without_a_text_is_called_by_its_code(event: Event) -> None:
    assert entry_title(Passport(code="VN", offered=False), "fr") == "VN"
    assert entry_title(LetterText(code="approved"), "fr") == "approved"


def test_language_that_a_text_lacks_is_replaced_by_another(event: Event) -> None:
    zone = structs.replace(event.zone("venue"), name={"fr": "Palais"})
    assert entry_title(zone, "ar") == "Palais"
